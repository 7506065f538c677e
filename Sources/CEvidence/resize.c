/* Antialiased resize of RGB pictures, to the bit what Pillow's bilinear filter gives: a triangle
   widened by the shrinking factor, coefficients in fixed point, columns first, then rows, each
   pass rounded to 8 bits. Training resized its frames with Pillow. */
#include "internal.h"

enum { PRECISION = 22 };

/* Coefficients of one axis: output i reads `count[i]` inputs from `first[i]` on, weighted by
   weight[i * taps + k] / 2^PRECISION. */
typedef struct {
    int taps;
    int32_t *first, *count, *weight;
} coefficients;

INLINE double half_width(int in, int out) {
    double scale = (double)in / out;
    return scale > 1 ? scale : 1;
}

INLINE int most_taps(int in, int out) { return mini(2 * (int)half_width(in, out) + 3, in); }

static void *reserve(arena *a, size_t bytes) { return take(a, (bytes + 3) / 4); }

static void fill(coefficients *c, int in, int out) {
    double scale = (double)in / out, support = half_width(in, out), inverse = 1 / support;
    for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale, total = 0;
        int from = maxi((int)(centre - support + 0.5), 0);
        int to = mini((int)(centre + support + 0.5), in);
        for (int j = from; j < to; j++) {
            double d = fabs((j - centre + 0.5) * inverse);
            total += d < 1 ? 1 - d : 0;
        }
        for (int j = from; j < to; j++) {
            double d = fabs((j - centre + 0.5) * inverse), weight = d < 1 ? 1 - d : 0;
            c->weight[(size_t)i * c->taps + (j - from)] =
                (int32_t)(weight / total * (1 << PRECISION) + 0.5);
        }
        c->first[i] = from, c->count[i] = to - from;
    }
}

INLINE uint8_t rounded(int32_t sum) { return (uint8_t)clampi(sum >> PRECISION, 0, 255); }

HOT static void resize_columns(const uint8_t *in, int w, int rows, const coefficients *c, int ow,
                               uint8_t *out) {
    for (int y = 0; y < rows; y++) {
        const uint8_t *row = in + (size_t)y * w * 3;
        uint8_t *to = out + (size_t)y * ow * 3;
        for (int x = 0; x < ow; x++) {
            const uint8_t *from = row + 3 * c->first[x];
            const int32_t *weight = c->weight + (size_t)x * c->taps;
            int32_t r = 1 << (PRECISION - 1), g = r, b = r;
            for (int k = 0; k < c->count[x]; k++) {
                r += weight[k] * from[3 * k];
                g += weight[k] * from[3 * k + 1];
                b += weight[k] * from[3 * k + 2];
            }
            to[3 * x] = rounded(r), to[3 * x + 1] = rounded(g), to[3 * x + 2] = rounded(b);
        }
    }
}

HOT static void resize_rows(const uint8_t *in, int bytes, const coefficients *c, int oh,
                            int32_t *sum, uint8_t *out) {
    for (int y = 0; y < oh; y++) {
        for (int x = 0; x < bytes; x++) sum[x] = 1 << (PRECISION - 1);
        for (int k = 0; k < c->count[y]; k++) {
            const uint8_t *row = in + (size_t)(c->first[y] + k) * bytes;
            int32_t weight = c->weight[(size_t)y * c->taps + k];
            for (int x = 0; x < bytes; x++) sum[x] += weight * row[x];
        }
        for (int x = 0; x < bytes; x++) out[(size_t)y * bytes + x] = rounded(sum[x]);
    }
}

typedef struct {
    coefficients columns, rows;
    uint8_t *narrow;
    int32_t *sum;
} plan;

static size_t lay_out(plan *p, void *memory, int w, int h, int ow, int oh) {
    arena a = {memory, 0};
    coefficients *axes[2] = {&p->columns, &p->rows};
    int in[2] = {w, h}, out[2] = {ow, oh};
    for (int k = 0; k < 2; k++) {
        axes[k]->taps = most_taps(in[k], out[k]);
        axes[k]->first = reserve(&a, (size_t)out[k] * 4);
        axes[k]->count = reserve(&a, (size_t)out[k] * 4);
        axes[k]->weight = reserve(&a, (size_t)out[k] * axes[k]->taps * 4);
    }
    p->narrow = reserve(&a, (size_t)ow * h * 3);
    p->sum = reserve(&a, (size_t)ow * 3 * 4);
    return a.used;
}

static int sane(int w, int h, int ow, int oh) {
    const int most = 1 << 16;
    return w >= 1 && h >= 1 && ow >= 1 && oh >= 1 && w <= most && h <= most && ow <= most
        && oh <= most;
}

size_t evidence_resize_scratch_bytes(int w, int h, int out_w, int out_h) {
    plan p;
    return sane(w, h, out_w, out_h) ? lay_out(&p, NULL, w, h, out_w, out_h) + 64 : 0;
}

int evidence_resize(const uint8_t *rgb, int w, int h, int out_w, int out_h, uint8_t *out,
                    void *scratch) {
    if (!sane(w, h, out_w, out_h)) return EVIDENCE_BAD_SIZE;
    plan p;
    lay_out(&p, (void *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63), w, h, out_w, out_h);
    if (out_w != w) {
        fill(&p.columns, w, out_w);
        uint8_t *narrow = out_h == h ? out : p.narrow;
        resize_columns(rgb, w, h, &p.columns, out_w, narrow);
        rgb = narrow;
    }
    if (out_h != h) {
        fill(&p.rows, h, out_h);
        resize_rows(rgb, out_w * 3, &p.rows, out_h, p.sum, out);
    } else if (out_w == w) {
        memcpy(out, rgb, (size_t)w * h * 3);
    }
    return EVIDENCE_OK;
}
