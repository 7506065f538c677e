/* Dense optical flow by inverse search (DIS: Kroeger, Timofte, Dai, Van Gool, "Fast Optical Flow
   using Dense Inverse Search", ECCV 2016, arXiv:1603.03590): from coarse to fine, 8x8 patches are
   matched by inverse compositional gradient descent on the mean-normalised squared difference,
   with candidates passed on between neighbours, averaged into a dense field and refined. */
#include "internal.h"

enum { PATCH = 8, STRIDE = 4, LEVELS = 5, FINEST = 1, PAD = 16, STEPS = 12 };

/* Eight floats; the unaligned form reads and writes planes. Only pointers to them cross function
   borders, since passing them by value depends on the instruction set. */
typedef float v8 __attribute__((vector_size(32)));
typedef float v8_unaligned __attribute__((vector_size(32), aligned(4), may_alias));

#define LOAD8(p) (*(const v8_unaligned *)(p))
#define STORE8(p, x) (*(v8_unaligned *)(p) = (x))

INLINE float sum8(const v8 *p) {
    const float *x = (const float *)p;
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

/* One pyramid level. */
typedef struct {
    int w, h, stride;                  /* stride of `next` */
    const float *now, *next;           /* next is padded by PAD on every side, points at (0, 0) */
    const float *gx, *gy;              /* central differences of now */
} level;

typedef struct {
    float h11, h12, h22;               /* inverse of the mean-normalised structure tensor */
    float sx, sy;                      /* gradient sums over the patch */
} tensor;

static int coarsest_level(int w, int h) {
    int k = FINEST;
    while (k + 1 < LEVELS && (mini(w, h) >> (k + 1)) >= 10) k++;
    return k;
}

static int grid_count(int side) { return 1 + (side - PATCH + STRIDE - 1) / STRIDE; }

HOT static void gradients(const float *in, int w, int h, float *gx, float *gy) {
    for (int y = 0; y < h; y++) {
        const float *row = in + (size_t)y * w;
        const float *up = in + (size_t)maxi(y - 1, 0) * w;
        const float *down = in + (size_t)mini(y + 1, h - 1) * w;
        float *x_row = gx + (size_t)y * w, *y_row = gy + (size_t)y * w;
        for (int x = 0; x < w; x++) y_row[x] = 0.5f * (down[x] - up[x]);
        x_row[0] = 0.5f * (row[1] - row[0]);
        for (int x = 1; x < w - 1; x++) x_row[x] = 0.5f * (row[x + 1] - row[x - 1]);
        x_row[w - 1] = 0.5f * (row[w - 1] - row[w - 2]);
    }
}

static void pad_plane(const float *in, int w, int h, float *out) {
    int stride = w + 2 * PAD;
    for (int y = -PAD; y < h + PAD; y++) {
        const float *row = in + (size_t)clampi(y, 0, h - 1) * w;
        float *to = out + (size_t)(y + PAD) * stride;
        for (int x = 0; x < PAD; x++) to[x] = row[0];
        memcpy(to + PAD, row, (size_t)w * sizeof(float));
        for (int x = 0; x < PAD; x++) to[PAD + w + x] = row[w - 1];
    }
}

/* Where and with which bilinear weights the patch lands in the next frame; 0 when it leaves the
   padded plane. */
INLINE int place(const level *l, int x0, int y0, float u, float v, const float **at,
                 float weight[4]) {
    float x = (float)x0 + u, y = (float)y0 + v;
    if (!(x >= 1 - PAD && y >= 1 - PAD && x < (float)(l->w + PAD - PATCH - 2)
          && y < (float)(l->h + PAD - PATCH - 2)))
        return 0;
    int ix = (int)(x + PAD) - PAD, iy = (int)(y + PAD) - PAD;
    float fx = x - (float)ix, fy = y - (float)iy;
    weight[0] = (1 - fx) * (1 - fy);
    weight[1] = fx * (1 - fy);
    weight[2] = (1 - fx) * fy;
    weight[3] = fx * fy;
    *at = l->next + (ptrdiff_t)iy * l->stride + ix;
    return 1;
}

/* out = the row of the displaced patch minus the row of the patch. */
INLINE void difference(const float *at, int stride, const float weight[4], const float *now,
                       v8 *out) {
    *out = LOAD8(at) * weight[0] + LOAD8(at + 1) * weight[1] + LOAD8(at + stride) * weight[2]
        + LOAD8(at + stride + 1) * weight[3] - LOAD8(now);
}

/* Mean-normalised squared difference of the patch displaced by (u, v), and its gradient. */
INLINE float patch_cost(const level *l, const tensor *t, int x0, int y0, float u, float v,
                        float *bx, float *by) {
    const float *at = l->next;
    float weight[4];
    if (!place(l, x0, y0, u, v, &at, weight)) return 1e30f;
    v8 s = {0}, ss = {0}, sx = {0}, sy = {0};
    size_t o = (size_t)y0 * l->w + x0;
    for (int r = 0; r < PATCH; r++, o += l->w, at += l->stride) {
        v8 d;
        difference(at, l->stride, weight, l->now + o, &d);
        s += d;
        ss += d * d;
        sx += d * LOAD8(l->gx + o);
        sy += d * LOAD8(l->gy + o);
    }
    const float n = 1.0f / (PATCH * PATCH);
    float total = sum8(&s);
    *bx = sum8(&sx) - total * t->sx * n;
    *by = sum8(&sy) - total * t->sy * n;
    return sum8(&ss) - total * total * n;
}

HOT static void structure_tensors(const level *l, int nx, int ny, tensor *out) {
    for (int j = 0; j < ny; j++)
        for (int i = 0; i < nx; i++) {
            int x0 = mini(i * STRIDE, l->w - PATCH), y0 = mini(j * STRIDE, l->h - PATCH);
            size_t o = (size_t)y0 * l->w + x0;
            v8 xx = {0}, xy = {0}, yy = {0}, sx = {0}, sy = {0};
            for (int r = 0; r < PATCH; r++, o += l->w) {
                v8 a = LOAD8(l->gx + o), b = LOAD8(l->gy + o);
                sx += a, sy += b, xx += a * a, xy += a * b, yy += b * b;
            }
            const float n = 1.0f / (PATCH * PATCH);
            tensor *t = &out[j * nx + i];
            t->sx = sum8(&sx), t->sy = sum8(&sy);
            float hxx = sum8(&xx) - t->sx * t->sx * n + 16;
            float hyy = sum8(&yy) - t->sy * t->sy * n + 16;
            float hxy = sum8(&xy) - t->sx * t->sy * n;
            float d = 1.0f / (hxx * hyy - hxy * hxy);
            t->h11 = hyy * d, t->h12 = -hxy * d, t->h22 = hxx * d;
        }
}

/* Two passes over the grid, first from the top left, then from the bottom right: every patch takes
   the best of its own and its finished neighbours' displacements and descends from there. */
HOT static void search(const level *l, int nx, int ny, const tensor *tensors, float *pu,
                       float *pv) {
    for (int pass = 0; pass < 2; pass++) {
        int step = pass == 0 ? 1 : -1;
        for (int k = 0; k < nx * ny; k++) {
            int p = pass == 0 ? k : nx * ny - 1 - k;
            int i = p % nx, j = p / nx;
            int x0 = mini(i * STRIDE, l->w - PATCH), y0 = mini(j * STRIDE, l->h - PATCH);
            const tensor *t = &tensors[p];
            float u = pu[p], v = pv[p], bx = 0, by = 0;
            float best = patch_cost(l, t, x0, y0, u, v, &bx, &by);
            int ii = i - step, jj = j - step;
            for (int c = 0; c < 2; c++) {
                if (c == 0 ? (ii < 0 || ii >= nx) : (jj < 0 || jj >= ny)) continue;
                int q = c == 0 ? p - step : p - step * nx;
                float cx = 0, cy = 0, cost = patch_cost(l, t, x0, y0, pu[q], pv[q], &cx, &cy);
                if (cost < best) best = cost, u = pu[q], v = pv[q], bx = cx, by = cy;
            }
            for (int n = 0; n < STEPS && best < 1e30f; n++) {
                float du = t->h11 * bx + t->h12 * by, dv = t->h12 * bx + t->h22 * by;
                float length = du * du + dv * dv;
                if (length < 1e-4f) break;
                if (length > 4) {                      /* trust region: two pixels a step */
                    float s = 2 / root(length);
                    du *= s, dv *= s;
                }
                float cx = 0, cy = 0, cost = patch_cost(l, t, x0, y0, u - du, v - dv, &cx, &cy);
                if (!(cost < best)) break;
                best = cost, u -= du, v -= dv, bx = cx, by = cy;
            }
            pu[p] = u, pv[p] = v;
        }
    }
}

/* Weighted mean of the displacements of all patches over a pixel; weight 1 / max(1, |difference|).
   Differences of a patch outside the next frame count as 64. */
HOT static void densify(const level *l, int nx, int ny, const float *pu, const float *pv, float *u,
                        float *v, float *weights) {
    size_t n = (size_t)l->w * l->h;
    memset(u, 0, n * sizeof(float));
    memset(v, 0, n * sizeof(float));
    memset(weights, 0, n * sizeof(float));
    for (int p = 0; p < nx * ny; p++) {
        int x0 = mini(p % nx * STRIDE, l->w - PATCH), y0 = mini(p / nx * STRIDE, l->h - PATCH);
        const float *at = l->next;
        float weight[4];
        int inside = place(l, x0, y0, pu[p], pv[p], &at, weight);
        size_t o = (size_t)y0 * l->w + x0;
        v8 d[PATCH], mean = {0};
        for (int r = 0; r < PATCH; r++) {
            const float *now = l->now + o + (size_t)r * l->w;
            if (inside) difference(at + r * l->stride, l->stride, weight, now, &d[r]);
            else d[r] = (v8){0} + 64;
            mean += d[r];
        }
        float m = inside ? sum8(&mean) * (1.0f / (PATCH * PATCH)) : 0;
        for (int r = 0; r < PATCH; r++, o += l->w) {
            v8 wt;
            for (int x = 0; x < 8; x++) {
                float e = fabsf(d[r][x] - m);
                wt[x] = 1.0f / (e > 1 ? e : 1);
            }
            STORE8(u + o, LOAD8(u + o) + wt * pu[p]);
            STORE8(v + o, LOAD8(v + o) + wt * pv[p]);
            STORE8(weights + o, LOAD8(weights + o) + wt);
        }
    }
    for (size_t k = 0; k < n; k++) {
        float s = 1.0f / weights[k];
        u[k] *= s, v[k] *= s;
    }
}

/* Bilinear value of a plane at (x, y), clamped to it. */
INLINE float at_point(const float *p, int w, int h, float x, float y) {
    x = clampf(x, 0, (float)(w - 1)), y = clampf(y, 0, (float)(h - 1));
    int x0 = mini((int)x, w - 2), y0 = mini((int)y, h - 2);
    float fx = x - (float)x0, fy = y - (float)y0;
    const float *q = p + (size_t)y0 * w + x0;
    return (q[0] * (1 - fx) + q[1] * fx) * (1 - fy) + (q[w] * (1 - fx) + q[w + 1] * fx) * fy;
}

static int run(arena *a, const float *gray0, const float *gray1, int w, int h, float *out_u,
               float *out_v) {
    int top = coarsest_level(w, h), counting = a->base == NULL;
    float *g0[LEVELS], *g1[LEVELS];
    g0[0] = (float *)(uintptr_t)gray0, g1[0] = (float *)(uintptr_t)gray1;
    for (int k = 1; k <= top; k++) {
        size_t n = (size_t)(w >> k) * (h >> k);
        g0[k] = take(a, n), g1[k] = take(a, n);
        if (counting) continue;
        halve(g0[k - 1], w >> (k - 1), h >> (k - 1), g0[k]);
        halve(g1[k - 1], w >> (k - 1), h >> (k - 1), g1[k]);
    }
    int fw = w >> FINEST, fh = h >> FINEST;
    size_t n = (size_t)fw * fh, grid = (size_t)grid_count(fw) * grid_count(fh);
    float *gx = take(a, n), *gy = take(a, n), *weights = take(a, n);
    float *padded = take(a, (size_t)(fw + 2 * PAD) * (fh + 2 * PAD));
    float *u[2] = {take(a, n), take(a, n)}, *v[2] = {take(a, n), take(a, n)};
    float *pu = take(a, grid), *pv = take(a, grid);
    tensor *tensors = (tensor *)(void *)take(a, grid * sizeof(tensor) / sizeof(float));
    float *rest = take(a, refine_scratch(fw, fh));
    if (counting) return 0;

    int from = 0, pw = 0, ph = 0;
    for (int k = top; k >= FINEST; k--) {
        int lw = w >> k, lh = h >> k, nx = grid_count(lw), ny = grid_count(lh);
        int stride = lw + 2 * PAD;
        level l = {lw, lh, stride, g0[k], padded + (size_t)PAD * stride + PAD, gx, gy};
        gradients(g0[k], lw, lh, gx, gy);
        pad_plane(g1[k], lw, lh, padded);
        structure_tensors(&l, nx, ny, tensors);
        for (int p = 0; p < nx * ny; p++) {
            float x = (float)mini(p % nx * STRIDE, lw - PATCH) + 3.5f;
            float y = (float)mini(p / nx * STRIDE, lh - PATCH) + 3.5f;
            x = (x - 0.5f) * 0.5f, y = (y - 0.5f) * 0.5f;
            pu[p] = k == top ? 0 : 2 * at_point(u[from], pw, ph, x, y);
            pv[p] = k == top ? 0 : 2 * at_point(v[from], pw, ph, x, y);
        }
        search(&l, nx, ny, tensors, pu, pv);
        int to = 1 - from;
        densify(&l, nx, ny, pu, pv, u[to], v[to], weights);
        refine_flow(g0[k], g1[k], lw, lh, u[to], v[to], rest);
        from = to, pw = lw, ph = lh;
    }
    memcpy(out_u, u[from], n * sizeof(float));
    memcpy(out_v, v[from], n * sizeof(float));
    return 0;
}

size_t flow_scratch(int w, int h) {
    arena a = {NULL, 0};
    run(&a, NULL, NULL, w, h, NULL, NULL);
    return a.used;
}

void dense_flow(const float *gray0, const float *gray1, int w, int h, float *u, float *v,
                void *scratch) {
    arena a = {scratch, 0};
    run(&a, gray0, gray1, w, h, u, v);
}
