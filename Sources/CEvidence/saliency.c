/* From the two saliencies of a frame, what moves and what stands out in colour, to r: colours that
   occur where saliency is high vote for their like (a histogram of object against background, as in
   GrabCut's models), the image's edges shape the map (guided filter), and Otsu splits it. */
#include "internal.h"

enum { BINS_L = 16, BINS_A = 24, BINS_B = 24, BINS = BINS_L * BINS_A * BINS_B };
static const float EPSILON = 10;     /* of the guided filter, in squared L*a*b* units */
static const float FLOOR = 0.03f;

size_t saliency_scratch(int w, int h) {
    size_t n = (size_t)w * h;
    return 3 * (size_t)BINS + 16 * n + box_blur_scratch(w, h) + 64;
}

/* Divides by the 99.5 % quantile and clamps to 0...1. */
static void normalise(float *x, int n) {
    float top = 1e-6f;
    for (int k = 0; k < n; k++) top = x[k] > top ? x[k] : top;
    float scale = 1 / (quantile_of(x, n, 0.995f, top) + 1e-6f);
    for (int k = 0; k < n; k++) x[k] = clampf(x[k] * scale, 0, 1);
}

/* Weights 1/4, 1/2, 1/4 along one axis of a histogram; zero outside. */
static void smooth_axis(float *bins, int outer, int length, int inner, float *copy) {
    memcpy(copy, bins, BINS * sizeof(float));
    for (int o = 0; o < outer; o++)
        for (int i = 0; i < length; i++)
            for (int k = 0; k < inner; k++) {
                int at = (o * length + i) * inner + k;
                float before = i > 0 ? copy[at - inner] : 0;
                float after = i + 1 < length ? copy[at + inner] : 0;
                bins[at] = 0.25f * before + 0.5f * copy[at] + 0.25f * after;
            }
}

static void smooth_histogram(float *bins, float *copy) {
    smooth_axis(bins, 1, BINS_L, BINS_A * BINS_B, copy);
    smooth_axis(bins, BINS_L, BINS_A, BINS_B, copy);
    smooth_axis(bins, BINS_L * BINS_A, BINS_B, 1, copy);
    float scale = 1 / (mean_of(bins, BINS) * BINS + 1e-6f);
    for (int k = 0; k < BINS; k++) bins[k] *= scale;
}

INLINE int colour_bin(const float *lab, int n, int k) {
    int l = clampi((int)(lab[k] * (BINS_L / 100.0f)), 0, BINS_L - 1);
    int a = clampi((int)((lab[n + k] + 40) * (BINS_A / 80.0f)), 0, BINS_A - 1);
    int b = clampi((int)((lab[2 * n + k] + 40) * (BINS_B / 80.0f)), 0, BINS_B - 1);
    return (l * BINS_A + a) * BINS_B + b;
}

/* map <- sqrt(map) P(object | colour), with object weights map^2 / (map^2 + threshold^2). */
static void colour_vote(const float *lab, int n, float *map, float *scratch) {
    float *object = scratch, *rest = object + BINS, *copy = rest + BINS;
    memset(object, 0, 2 * BINS * sizeof(float));
    float t = otsu(map, n, 1);
    for (int k = 0; k < n; k++) {
        float s = map[k] + 1e-3f, q = s * s / (s * s + t * t);
        int bin = colour_bin(lab, n, k);
        object[bin] += q, rest[bin] += 1 - q;
    }
    smooth_histogram(object, copy);
    smooth_histogram(rest, copy);
    for (int k = 0; k < n; k++) {
        int bin = colour_bin(lab, n, k);
        float p = (object[bin] + 1e-6f) / (object[bin] + rest[bin] + 2e-6f);
        map[k] = root(map[k] + 0.01f) * p;
    }
}

/* Coefficients of the local linear models map = a . lab + b, from the box means. The planes of
   `cov` hold the means of the products LL, La, Lb, aa, ab, bb; those of `cross` the means of
   map * lab and become a; `mean_map` becomes b. */
HOT static void linear_models(const float *mean, float *cov, float *cross, float *mean_map, int n) {
    for (int k = 0; k < n; k++) {
        float l = mean[k], a = mean[n + k], b = mean[2 * n + k], m = mean_map[k];
        float xx = cov[k] - l * l + EPSILON, xy = cov[n + k] - l * a, xz = cov[2 * n + k] - l * b;
        float yy = cov[3 * n + k] - a * a + EPSILON, yz = cov[4 * n + k] - a * b;
        float zz = cov[5 * n + k] - b * b + EPSILON;
        float c0 = cross[k] - l * m, c1 = cross[n + k] - a * m, c2 = cross[2 * n + k] - b * m;
        float i0 = yy * zz - yz * yz, i1 = xz * yz - xy * zz, i2 = xy * yz - xz * yy;
        float i3 = xx * zz - xz * xz, i4 = xy * xz - xx * yz, i5 = xx * yy - xy * xy;
        float det = 1 / (xx * i0 + xy * i1 + xz * i2);
        float a0 = (i0 * c0 + i1 * c1 + i2 * c2) * det, a1 = (i1 * c0 + i3 * c1 + i4 * c2) * det;
        float a2 = (i2 * c0 + i4 * c1 + i5 * c2) * det;
        cross[k] = a0, cross[n + k] = a1, cross[2 * n + k] = a2;
        mean_map[k] = m - a0 * l - a1 * a - a2 * b;
    }
}

HOT static void multiply(const float *x, const float *y, int n, float *out) {
    for (int k = 0; k < n; k++) out[k] = x[k] * y[k];
}

HOT static void evaluate(const float *lab, const float *a, const float *b, int n, float *map) {
    for (int k = 0; k < n; k++) {
        float s = a[k] * lab[k] + a[n + k] * lab[n + k] + a[2 * n + k] * lab[2 * n + k] + b[k];
        map[k] = s > 0 ? s : 0;
    }
}

/* Guided filter with a colour guide (He, Sun, Tang, "Guided Image Filtering", ECCV 2010). */
static void guided_filter(const float *lab, int w, int h, float *map, float *scratch) {
    int n = w * h, radius = maxi((w > h ? w : h) / 20, 1);
    float *mean = scratch, *cov = mean + 3 * n, *cross = cov + 6 * n, *mean_map = cross + 3 * n;
    float *blur = mean_map + n;
    for (int i = 0, pair = 0; i < 3; i++) {
        box_blur(lab + i * n, mean + i * n, w, h, radius, blur);
        multiply(lab + i * n, map, n, cross + i * n);
        box_blur(cross + i * n, cross + i * n, w, h, radius, blur);
        for (int j = i; j < 3; j++, pair++) {
            multiply(lab + i * n, lab + j * n, n, cov + pair * n);
            box_blur(cov + pair * n, cov + pair * n, w, h, radius, blur);
        }
    }
    box_blur(map, mean_map, w, h, radius, blur);
    linear_models(mean, cov, cross, mean_map, n);
    for (int i = 0; i < 3; i++) box_blur(cross + i * n, cross + i * n, w, h, radius, blur);
    box_blur(mean_map, mean_map, w, h, radius, blur);
    evaluate(lab, cross, mean_map, n, map);
}

/* map: the combined saliency, overwritten by r, the log of its ratio to the Otsu threshold. */
void segment_saliency(const float *lab, int w, int h, float *map, float *scratch) {
    int n = w * h;
    normalise(map, n);
    colour_vote(lab, n, map, scratch);
    normalise(map, n);
    guided_filter(lab, w, h, map, scratch);
    normalise(map, n);
    float base = natural_log(otsu(map, n, 1) + FLOOR);
    for (int k = 0; k < n; k++) map[k] = clampf(natural_log(map[k] + FLOOR) - base, -2, 2);
}
