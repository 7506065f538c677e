/* Camera motion: an affine field fitted to the flow by iteratively reweighted least squares
   (Cauchy weights, scale from the median residual) and subtracted. */
#include "internal.h"

enum { GRID = 4, ROUNDS = 5 };

size_t camera_scratch(int w, int h) {
    return 6 * (((size_t)w + GRID - 1) / GRID) * (((size_t)h + GRID - 1) / GRID) + 64;
}

/* k-th smallest of x[0..n), reordering x (Hoare's quickselect). */
static float select_kth(float *x, int n, int k) {
    int low = 0, high = n - 1;
    while (low < high) {
        float pivot = x[low + (high - low) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (x[i] < pivot) i++;
            while (x[j] > pivot) j--;
            if (i <= j) {
                float t = x[i];
                x[i++] = x[j], x[j--] = t;
            }
        }
        if (k <= j) high = j;
        else if (k >= i) low = i;
        else return x[k];
    }
    return x[k];
}

/* Solves the 3x3 system by elimination; it is positive definite up to the small ridge. */
static void solve3(double a[3][3], double b[3], double x[3]) {
    for (int i = 0; i < 3; i++)
        for (int j = i + 1; j < 3; j++) {
            double f = a[j][i] / a[i][i];
            for (int k = i; k < 3; k++) a[j][k] -= f * a[i][k];
            b[j] -= f * b[i];
        }
    for (int i = 2; i >= 0; i--) {
        double s = b[i];
        for (int k = i + 1; k < 3; k++) s -= a[i][k] * x[k];
        x[i] = s / a[i][i];
    }
}

void subtract_camera(float *u, float *v, int w, int h, float *scratch) {
    int n = 0, capacity = ((w + GRID - 1) / GRID) * ((h + GRID - 1) / GRID);
    float *px = scratch, *py = px + capacity, *pu = py + capacity, *pv = pu + capacity;
    float *e = pv + capacity, *sorted = e + capacity;
    for (int y = GRID / 2; y < h; y += GRID)
        for (int x = GRID / 2; x < w; x += GRID) {
            px[n] = ((float)x - 0.5f * (float)w) / (float)w;
            py[n] = ((float)y - 0.5f * (float)h) / (float)w;
            pu[n] = u[(size_t)y * w + x], pv[n] = v[(size_t)y * w + x], e[n] = 0, n++;
        }
    float scale = 1;
    double cu[3] = {0}, cv[3] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        double a[3][3] = {{1e-9, 0, 0}, {0, 1e-9, 0}, {0, 0, 1e-9}}, b[3] = {0}, c[3] = {0};
        for (int k = 0; k < n; k++) {
            double q = e[k] / scale, weight = 1 / (1 + q * q);
            weight *= weight;
            double z[3] = {1, px[k], py[k]};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) a[i][j] += weight * z[i] * z[j];
                b[i] += weight * z[i] * pu[k], c[i] += weight * z[i] * pv[k];
            }
        }
        double copy[3][3];
        memcpy(copy, a, sizeof a);
        solve3(a, b, cu);
        solve3(copy, c, cv);
        for (int k = 0; k < n; k++) {
            float du = (float)(pu[k] - (cu[0] + cu[1] * px[k] + cu[2] * py[k]));
            float dv = (float)(pv[k] - (cv[0] + cv[1] * px[k] + cv[2] * py[k]));
            e[k] = sorted[k] = root(du * du + dv * dv);
        }
        scale = select_kth(sorted, n, n / 2) + 0.1f;
    }
    for (int y = 0; y < h; y++) {
        float gy = ((float)y - 0.5f * (float)h) / (float)w;
        for (int x = 0; x < w; x++) {
            float gx = ((float)x - 0.5f * (float)w) / (float)w;
            size_t o = (size_t)y * w + x;
            u[o] -= (float)(cu[0] + cu[1] * gx + cu[2] * gy);
            v[o] -= (float)(cv[0] + cv[1] * gx + cv[2] * gy);
        }
    }
}
