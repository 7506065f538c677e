/* Colour contrast to the frame's border: the border's colours, in CIE L*a*b*, are grouped by
   k-means from a fixed start; a pixel's contrast is its Mahalanobis distance to the nearest
   group. */
#include "internal.h"

enum { GROUPS = 3, MEANS_ROUNDS = 10 };

/* Cube root of t in 0...1.1: a guess from the exponent, then three Newton steps. */
INLINE float cube_root(float t) {
    uint32_t bits;
    memcpy(&bits, &t, 4);
    bits = bits / 3 + 709921077u;
    float y;
    memcpy(&y, &bits, 4);
    for (int k = 0; k < 3; k++) y = (2 * y + t / (y * y)) * (1.0f / 3);
    return y;
}

/* CIE 1976 lightness function. */
INLINE float lightness(float t) {
    float root = cube_root(t > 1e-4f ? t : 1e-4f);
    return t > 0.008856f ? root : 7.787f * t + 16.0f / 116;
}

/* x^2.4 for x in 0...1, as x^2 times the fifth root of x^2. */
static double power_2_4(double x) {
    double a = x * x, y = 1;
    for (int k = 0; k < 40; k++) y = (4 * y + a / (y * y * y * y)) / 5;
    return a * y;
}

/* sRGB to linear light at 1024 steps (IEC 61966-2-1). */
void linear_light(float *table) {
    for (int k = 0; k < 1024; k++) {
        double c = k / 1023.0;
        table[k] = (float)(c <= 0.04045 ? c / 12.92 : power_2_4((c + 0.055) / 1.055));
    }
}

/* rgb: planes of n, 0...255. lab: planes of n; L 0...100. D65 white. */
HOT void rgb_to_lab(const float *rgb, int n, float *lab, const float *linear) {
    for (int k = 0; k < n; k++) {
        float c[3];
        for (int i = 0; i < 3; i++)
            c[i] = linear[(int)(rgb[(size_t)i * n + k] * (1023.0f / 255) + 0.5f)];
        lab[k] = (0.412453f * c[0] + 0.357580f * c[1] + 0.180423f * c[2]) * (1 / 0.950456f);
        lab[n + k] = 0.212671f * c[0] + 0.715160f * c[1] + 0.072169f * c[2];
        lab[2 * n + k] = (0.019334f * c[0] + 0.119193f * c[1] + 0.950227f * c[2]) * (1 / 1.088754f);
    }
    for (int k = 0; k < n; k++) {
        float x = lightness(lab[k]), y = lightness(lab[n + k]), z = lightness(lab[2 * n + k]);
        lab[k] = 116 * y - 16, lab[n + k] = 500 * (x - y), lab[2 * n + k] = 200 * (y - z);
    }
}

size_t colour_scratch(int w, int h) { return 4 * (size_t)w * h + 64; }

/* A group of border colours: centre and the inverse of covariance + 9. */
typedef struct {
    double centre[3], inverse[6];
    int count;
} colour_group;

INLINE double square_distance(const float *p, const double *c) {
    double a = p[0] - c[0], b = p[1] - c[1], d = p[2] - c[2];
    return a * a + b * b + d * d;
}

/* Points [n][3] into GROUPS groups, started at the point nearest to the mean and then, twice, at
   the point farthest from the centres so far. */
static void group_colours(const float *p, int n, colour_group *g) {
    double mean[3] = {0};
    for (int k = 0; k < n; k++)
        for (int i = 0; i < 3; i++) mean[i] += p[3 * k + i] / (double)n;
    for (int c = 0; c < GROUPS; c++) {
        int pick = 0;
        double best = c == 0 ? 1e300 : -1;
        for (int k = 0; k < n; k++) {
            double d = square_distance(p + 3 * k, c == 0 ? mean : g[0].centre);
            for (int j = 1; j < c; j++) {
                double e = square_distance(p + 3 * k, g[j].centre);
                d = e < d ? e : d;
            }
            if (c == 0 ? d < best : d > best) best = d, pick = k;
        }
        for (int i = 0; i < 3; i++) g[c].centre[i] = p[3 * pick + i];
    }
    double s[GROUPS][10];
    for (int round = 0; round <= MEANS_ROUNDS; round++) {
        memset(s, 0, sizeof s);
        for (int k = 0; k < n; k++) {
            int pick = 0;
            double best = 1e300;
            for (int c = 0; c < GROUPS; c++) {
                double d = square_distance(p + 3 * k, g[c].centre);
                if (d < best) best = d, pick = c;
            }
            double x = p[3 * k], y = p[3 * k + 1], z = p[3 * k + 2], *t = s[pick];
            t[0] += 1, t[1] += x, t[2] += y, t[3] += z;
            t[4] += x * x, t[5] += x * y, t[6] += x * z;
            t[7] += y * y, t[8] += y * z, t[9] += z * z;
        }
        for (int c = 0; c < GROUPS; c++) {
            g[c].count = (int)s[c][0];
            if (g[c].count == 0) continue;
            for (int i = 0; i < 3; i++) g[c].centre[i] = s[c][1 + i] / s[c][0];
        }
    }
    for (int c = 0; c < GROUPS; c++) {
        if (g[c].count == 0) continue;
        double q = 1 / s[c][0], *m = g[c].centre, *t = s[c];
        double xx = t[4] * q - m[0] * m[0] + 9, xy = t[5] * q - m[0] * m[1];
        double xz = t[6] * q - m[0] * m[2], yy = t[7] * q - m[1] * m[1] + 9;
        double yz = t[8] * q - m[1] * m[2], zz = t[9] * q - m[2] * m[2] + 9;
        double a = yy * zz - yz * yz, b = xz * yz - xy * zz, d = xy * yz - xz * yy;
        double det = 1 / (xx * a + xy * b + xz * d);
        double inverse[6] = {a * det, b * det, d * det, (xx * zz - xz * xz) * det,
                             (xy * xz - xx * yz) * det, (xx * yy - xy * xy) * det};
        memcpy(g[c].inverse, inverse, sizeof inverse);
    }
}

HOT static void nearest_distance(const float *lab, int n, const colour_group *g, float *out) {
    for (int k = 0; k < n; k++) out[k] = 1e30f;
    for (int c = 0; c < GROUPS; c++) {
        if (g[c].count == 0 || (g[c].count < 5 && c > 0)) continue;
        float m[3], q[6];
        for (int i = 0; i < 3; i++) m[i] = (float)g[c].centre[i];
        for (int i = 0; i < 6; i++) q[i] = (float)g[c].inverse[i];
        for (int k = 0; k < n; k++) {
            float x = lab[k] - m[0], y = lab[n + k] - m[1], z = lab[2 * n + k] - m[2];
            float d = q[0] * x * x + q[3] * y * y + q[5] * z * z
                + 2 * (q[1] * x * y + q[2] * x * z + q[4] * y * z);
            out[k] = d < out[k] ? d : out[k];
        }
    }
    for (int k = 0; k < n; k++) out[k] = root(out[k] > 0 ? out[k] : 0);
}

void colour_contrast(const float *lab, int w, int h, float *contrast, float *scratch) {
    int n = w * h, count = 0, rows = maxi(h / 18, 1), columns = maxi(w * 3 / 80, 1);
    float *border = scratch;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            if (y >= rows && y < h - rows && x >= columns && x < w - columns) continue;
            for (int i = 0; i < 3; i++)
                border[3 * count + i] = lab[(size_t)i * n + (size_t)y * w + x];
            count++;
        }
    colour_group groups[GROUPS];
    memset(groups, 0, sizeof groups);
    group_colours(border, count, groups);
    nearest_distance(lab, n, groups, contrast);
}
