/* Variational refinement of a flow (Brox, Bruhn, Papenberg, Weickert, "High Accuracy Optical Flow
   Estimation Based on a Theory for Warping", ECCV 2004), with normalised constancy terms:

       D psi(dI^2 / (|grad I|^2 + z)) + G psi(|d grad I|^2 / ...) + A psi(|grad u|^2 + |grad v|^2)
       psi(s) = sqrt(s + e^2)

   linearised at the given flow; the weights are renewed OUTER times, with INNER red-black
   successive over-relaxations each. */
#include "internal.h"

enum { OUTER = 5, INNER = 5 };
static const float D = 5, G = 10, A = 20, OMEGA = 1.6f, Z = 0.1f, E2 = 1e-6f;

size_t refine_scratch(int w, int h) {
    size_t n = (size_t)(w + 2) * (h + 2);
    return 23 * ((n + 15) / 16 * 16) + (size_t)w + 64;
}

/* The next frame read at (x + u, y + v). All planes have a border of one and stride w + 2. */
HOT static void warp(const float *i1, int w, int h, const float *u, const float *v, float *out) {
    int s = w + 2;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            size_t o = (size_t)(y + 1) * s + x + 1;
            float px = clampf((float)x + u[o], 0, (float)(w - 1));
            float py = clampf((float)y + v[o], 0, (float)(h - 1));
            int x0 = mini((int)px, w - 2), y0 = mini((int)py, h - 2);
            float fx = px - (float)x0, fy = py - (float)y0;
            const float *q = i1 + (size_t)y0 * w + x0;
            float top = q[0] * (1 - fx) + q[1] * fx, bottom = q[w] * (1 - fx) + q[w + 1] * fx;
            out[o] = top * (1 - fy) + bottom * fy;
        }
}

/* Fills the border by repeating the edge. */
static void repeat_edges(float *p, int w, int h) {
    int s = w + 2;
    for (int y = 1; y <= h; y++) p[y * s] = p[y * s + 1], p[y * s + w + 1] = p[y * s + w];
    memcpy(p, p + s, (size_t)s * sizeof(float));
    memcpy(p + (size_t)(h + 1) * s, p + (size_t)h * s, (size_t)s * sizeof(float));
}

HOT static void derive(const float *in, int w, int h, float *dx, float *dy) {
    int s = w + 2;
    for (int y = 1; y <= h; y++)
        for (int x = 1; x <= w; x++) {
            size_t o = (size_t)y * s + x;
            dx[o] = 0.5f * (in[o + 1] - in[o - 1]);
            dy[o] = 0.5f * (in[o + s] - in[o - s]);
        }
    repeat_edges(dx, w, h);
    repeat_edges(dy, w, h);
}

/* Derivatives at the linearisation point. */
typedef struct {
    float *ix, *iy, *it, *ixx, *ixy, *iyy, *ixt, *iyt;
} derivatives;

/* The equations of all pixels: [a11 a12; a12 a22] (u - u0, v - v0) = b + diffusion. */
typedef struct {
    float *u0, *v0, *a11, *a12, *a22, *b1, *b2, *right, *down;
} equations;

/* The 2x2 system of every pixel from the data terms at the increment (u - u0, v - v0). */
HOT static void data_terms(const derivatives *d, int w, int h, const float *u, const float *v,
                           const float *u0, const float *v0, float *restrict a11,
                           float *restrict a12, float *restrict a22, float *restrict b1,
                           float *restrict b2) {
    int s = w + 2;
    for (int y = 1; y <= h; y++)
        for (int x = 1; x <= w; x++) {
            size_t o = (size_t)y * s + x;
            float du = u[o] - u0[o], dv = v[o] - v0[o];
            float ix = d->ix[o], iy = d->iy[o], it = d->it[o];
            float xx = d->ixx[o], xy = d->ixy[o], yy = d->iyy[o], xt = d->ixt[o], yt = d->iyt[o];
            float n = 1.0f / (ix * ix + iy * iy + Z);
            float e = it + ix * du + iy * dv;
            float k = D * n / root(e * e * n + E2);
            float nx = 1.0f / (xx * xx + xy * xy + Z), ny = 1.0f / (xy * xy + yy * yy + Z);
            float ex = xt + xx * du + xy * dv, ey = yt + xy * du + yy * dv;
            float g = G / root(ex * ex * nx + ey * ey * ny + E2);
            nx *= g, ny *= g;
            a11[o] = k * ix * ix + nx * xx * xx + ny * xy * xy;
            a12[o] = k * ix * iy + nx * xx * xy + ny * xy * yy;
            a22[o] = k * iy * iy + nx * xy * xy + ny * yy * yy;
            b1[o] = -(k * ix * it + nx * xx * xt + ny * xy * yt);
            b2[o] = -(k * iy * it + nx * xy * xt + ny * yy * yt);
        }
}

/* Diffusivities between a pixel and its right and lower neighbour; zero across the border. */
HOT static void smoothness(const float *u, const float *v, int w, int h, float *restrict point,
                           float *restrict right, float *restrict down) {
    int s = w + 2;
    for (int y = 1; y <= h; y++)
        for (int x = 1; x <= w; x++) {
            size_t o = (size_t)y * s + x;
            float ux = 0.5f * (u[o + 1] - u[o - 1]), uy = 0.5f * (u[o + s] - u[o - s]);
            float vx = 0.5f * (v[o + 1] - v[o - 1]), vy = 0.5f * (v[o + s] - v[o - s]);
            point[o] = A / root(ux * ux + uy * uy + vx * vx + vy * vy + E2);
        }
    for (int y = 1; y <= h; y++) {
        size_t o = (size_t)y * s;
        for (int x = 1; x <= w; x++) {
            right[o + x] = 0.5f * (point[o + x] + point[o + x + 1]);
            down[o + x] = 0.5f * (point[o + x] + point[o + x + s]);
        }
        right[o] = right[o + w] = 0;
    }
    memset(down, 0, (size_t)s * sizeof(float));
    memset(down + (size_t)h * s, 0, (size_t)s * sizeof(float));
}

/* One half-sweep over the pixels with (x + y) % 2 == colour; nu and nv hold a row each. */
HOT static void relax(int w, int h, int colour, const equations *q, float *u, float *v,
                      float *restrict nu, float *restrict nv) {
    int s = w + 2;
    for (int y = 1; y <= h; y++) {
        size_t o = (size_t)y * s;
        const float *u0 = q->u0 + o, *v0 = q->v0 + o, *b1 = q->b1 + o, *b2 = q->b2 + o;
        const float *a11 = q->a11 + o, *a12 = q->a12 + o, *a22 = q->a22 + o;
        const float *right = q->right + o, *down = q->down + o;
        float *ur = u + o, *vr = v + o;
        for (int x = 1; x <= w; x++) {
            float r = right[x], l = right[x - 1], d = down[x], t = down[x - s];
            float sum = r + l + d + t, c = a12[x];
            float fu = b1[x] + a11[x] * u0[x] + c * v0[x] + r * ur[x + 1] + l * ur[x - 1]
                + d * ur[x + s] + t * ur[x - s];
            float fv = b2[x] + c * u0[x] + a22[x] * v0[x] + r * vr[x + 1] + l * vr[x - 1]
                + d * vr[x + s] + t * vr[x - s];
            float p11 = a11[x] + sum, p22 = a22[x] + sum;
            float det = 1.0f / (p11 * p22 - c * c + 1e-12f);
            nu[x] = ur[x] + OMEGA * ((p22 * fu - c * fv) * det - ur[x]);
            nv[x] = vr[x] + OMEGA * ((p11 * fv - c * fu) * det - vr[x]);
        }
        for (int x = 1 + ((y + 1 + colour) & 1); x <= w; x += 2) ur[x] = nu[x], vr[x] = nv[x];
    }
}

void refine_flow(const float *i0, const float *i1, int w, int h, float *u_out, float *v_out,
                 float *scratch) {
    int s = w + 2;
    size_t n = ((size_t)s * (h + 2) + 15) / 16 * 16;
    float *plane[23];
    for (int k = 0; k < 23; k++) plane[k] = scratch + k * n;
    float *row = scratch + 22 * n;
    memset(scratch, 0, 22 * n * sizeof(float));
    float *u = plane[0], *v = plane[1], *u0 = plane[2], *v0 = plane[3], *mean = plane[4];
    derivatives d = {plane[5], plane[6],  plane[7],  plane[8],
                     plane[9], plane[10], plane[11], plane[12]};
    equations q = {u0,        v0,        plane[13], plane[14], plane[15],
                   plane[16], plane[17], plane[18], plane[19]};
    float *point = plane[20], *warped = plane[21];

    for (int y = 0; y < h; y++) {
        memcpy(u + (size_t)(y + 1) * s + 1, u_out + (size_t)y * w, (size_t)w * sizeof(float));
        memcpy(v + (size_t)(y + 1) * s + 1, v_out + (size_t)y * w, (size_t)w * sizeof(float));
    }
    repeat_edges(u, w, h);
    repeat_edges(v, w, h);
    memcpy(u0, u, n * sizeof(float));
    memcpy(v0, v, n * sizeof(float));
    warp(i1, w, h, u, v, warped);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            size_t o = (size_t)(y + 1) * s + x + 1;
            float a = i0[(size_t)y * w + x];
            d.it[o] = warped[o] - a;
            mean[o] = 0.5f * (warped[o] + a);
        }
    repeat_edges(mean, w, h);
    repeat_edges(d.it, w, h);
    derive(mean, w, h, d.ix, d.iy);
    derive(d.it, w, h, d.ixt, d.iyt);
    derive(d.ix, w, h, d.ixx, d.ixy);
    derive(d.iy, w, h, point, d.iyy);
    for (int outer = 0; outer < OUTER; outer++) {
        data_terms(&d, w, h, u, v, u0, v0, q.a11, q.a12, q.a22, q.b1, q.b2);
        smoothness(u, v, w, h, point, q.right, q.down);
        for (int inner = 0; inner < 2 * INNER; inner++)
            relax(w, h, inner & 1, &q, u, v, row, row + s);
        repeat_edges(u, w, h);
        repeat_edges(v, w, h);
    }
    for (int y = 0; y < h; y++) {
        memcpy(u_out + (size_t)y * w, u + (size_t)(y + 1) * s + 1, (size_t)w * sizeof(float));
        memcpy(v_out + (size_t)y * w, v + (size_t)(y + 1) * s + 1, (size_t)w * sizeof(float));
    }
}
