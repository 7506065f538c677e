/* Blurs, resampling, elementary functions and Otsu's threshold on planes [h][w]. */
#include "internal.h"

size_t box_blur_scratch(int w, int h) { return (size_t)w * h + 4 * (size_t)w + 1024; }

/* Mean over (2 radius + 1)^2 pixels with the edge repeated; in == out is allowed. */
HOT void box_blur(const float *in, float *out, int w, int h, int radius, float *scratch) {
    radius = mini(radius, 128);
    float *wide = scratch, *row = scratch + (size_t)w * h, *sum = row + w + 256;
    float scale = 1.0f / (float)((2 * radius + 1) * (2 * radius + 1));
    for (int y = 0; y < h; y++) {
        const float *from = in + (size_t)y * w;
        float *to = wide + (size_t)y * w;
        for (int k = 0; k < radius; k++) row[k] = from[0], row[radius + w + k] = from[w - 1];
        memcpy(row + radius, from, (size_t)w * sizeof(float));
        for (int x = 0; x < w; x++) to[x] = row[x];
        for (int k = 1; k <= 2 * radius; k++)
            for (int x = 0; x < w; x++) to[x] += row[x + k];
    }
    for (int y = 0; y < h; y++) {                    /* no running sum: it would drift */
        for (int x = 0; x < w; x++) sum[x] = 0;
        for (int k = -radius; k <= radius; k++) {
            const float *from = wide + (size_t)clampi(y + k, 0, h - 1) * w;
            for (int x = 0; x < w; x++) sum[x] += from[x];
        }
        float *to = out + (size_t)y * w;
        for (int x = 0; x < w; x++) to[x] = sum[x] * scale;
    }
}

/* Three box blurs: nearly a Gaussian of standard deviation sqrt(radius (radius + 1)). */
void gaussian_blur(float *plane, int w, int h, int radius, float *scratch) {
    for (int k = 0; k < 3; k++) box_blur(plane, plane, w, h, radius, scratch);
}

/* Mean of 2x2 pixels; a last odd row or column is dropped. */
HOT void halve(const float *in, int w, int h, float *out) {
    int ow = w / 2, oh = h / 2;
    for (int y = 0; y < oh; y++) {
        const float *a = in + (size_t)(2 * y) * w, *b = a + w;
        float *to = out + (size_t)y * ow;
        for (int x = 0; x < ow; x++)
            to[x] = 0.25f * ((a[2 * x] + a[2 * x + 1]) + (b[2 * x] + b[2 * x + 1]));
    }
}

size_t resample_scratch(int w, int h) { return 2 * ((size_t)w + (size_t)h) + 64; }

/* First input and weights of the output pixel at `centre`: a triangle of half-width `support`, so
   that shrinking averages and growing is bilinear. Returns the number of inputs. */
INLINE int triangle(float centre, float support, int length, int *first, float *weights) {
    int from = maxi((int)(centre - support), 0), to = mini((int)(centre + support) + 1, length);
    float total = 0;
    for (int i = from; i < to; i++) {
        float d = fabsf((float)i + 0.5f - centre) / support;
        weights[i - from] = d < 1 ? 1 - d : 0;
        total += weights[i - from];
    }
    for (int i = from; i < to; i++) weights[i - from] /= total;
    *first = from;
    return to - from;
}

/* Antialiased resize of a plane [h][w]; writes out[(y ow + x) out_stride]. */
HOT void resample(const float *in, int w, int h, float *out, int ow, int oh, int out_stride,
                  float *scratch) {
    float sx = (float)w / (float)ow, sy = (float)h / (float)oh;
    float *weights = scratch, *column = scratch + maxi(w, h);
    for (int y = 0; y < oh; y++) {
        int first, taps = triangle(((float)y + 0.5f) * sy, sy > 1 ? sy : 1, h, &first, weights);
        for (int x = 0; x < w; x++) column[x] = 0;
        for (int i = 0; i < taps; i++) {
            const float *row = in + (size_t)(first + i) * w;
            for (int x = 0; x < w; x++) column[x] += weights[i] * row[x];
        }
        for (int x = 0; x < ow; x++) {
            float centre = ((float)x + 0.5f) * sx;
            int start, count = triangle(centre, sx > 1 ? sx : 1, w, &start, weights);
            float total = 0;
            for (int i = 0; i < count; i++) total += weights[i] * column[start + i];
            out[((size_t)y * ow + x) * (size_t)out_stride] = total;
        }
    }
}

/* Natural logarithm of a positive normal number: 2 artanh((m - 1) / (m + 1)), error under 2e-7. */
float natural_log(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    int exponent = (int)(bits >> 23) - 127;
    bits = (bits & 0x7fffff) | 0x3f800000;
    float m;
    memcpy(&m, &bits, 4);
    if (m > 1.41421356f) m *= 0.5f, exponent++;
    float s = (m - 1) / (m + 1), q = s * s;
    float p = 1 + q * (1.0f / 3 + q * (1.0f / 5 + q * (1.0f / 7 + q * (1.0f / 9))));
    return 2 * s * p + (float)exponent * 0.693147181f;
}

float mean_of(const float *x, int n) {
    double total = 0;
    for (int k = 0; k < n; k++) total += x[k];
    return (float)(total / n);
}

/* Value below which the share q of x lies, from a histogram of 1024 bins over 0...top. */
float quantile_of(const float *x, int n, float q, float top) {
    int count[1024] = {0};
    float scale = 1023.0f / (top > 1e-20f ? top : 1e-20f);
    for (int k = 0; k < n; k++) count[(int)clampf(x[k] * scale, 0, 1023)]++;
    float below = 0, wanted = q * (float)n;
    for (int b = 0; b < 1024; b++) {
        below += (float)count[b];
        if (below >= wanted) return (float)(b + 1) / scale;
    }
    return top;
}

/* Otsu's threshold of the values x, clipped to 0...top, over 256 bins: the one that maximises the
   variance between the two classes (Otsu, "A Threshold Selection Method from Gray-Level
   Histograms", 1979). Returned as the upper edge of the lower class;
   when all values share a bin there is nothing to split and all are below. */
float otsu(const float *x, int n, float top) {
    int count[256] = {0};
    float scale = 255.0f / (top > 1e-20f ? top : 1e-20f);
    double total = 0, below = 0, sum = 0, best = -1;
    for (int k = 0; k < n; k++) count[(int)clampf(x[k] * scale, 0, 255)]++;
    for (int b = 0; b < 256; b++) total += (double)b * count[b];
    int threshold = 255;
    for (int b = 0; b < 255; b++) {
        below += count[b], sum += (double)b * count[b];
        if (below == 0) continue;
        if (below == n) break;
        double d = sum / below - (total - sum) / (n - below);
        double between = below * (n - below) * d * d;
        if (between > best) best = between, threshold = b;
    }
    return (float)(threshold + 1) / scale;
}
