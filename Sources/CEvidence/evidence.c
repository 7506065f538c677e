/* The pipeline: half-size planes, flow, camera compensation, motion and colour saliency, and the
   segmentation of their product. */
#include "internal.h"

typedef struct {
    float *gray[2], *rgb, *lab, *u, *v, *motion, *contrast, *map, *part, *linear, *scratch;
} planes;

static int valid(int w, int h) {
    return w >= EVIDENCE_MIN_SIDE && h >= EVIDENCE_MIN_SIDE && w <= EVIDENCE_MAX_SIDE
        && h <= EVIDENCE_MAX_SIDE;
}

static size_t lay_out(planes *p, void *memory, int w, int h) {
    arena a = {memory, 0};
    size_t n = (size_t)w * h, half = (size_t)(w / 2) * (h / 2);
    p->gray[0] = take(&a, n), p->gray[1] = take(&a, n);
    p->rgb = take(&a, 3 * half), p->lab = take(&a, 3 * half);
    p->u = take(&a, half), p->v = take(&a, half);
    p->motion = take(&a, half), p->contrast = take(&a, half);
    p->map = take(&a, 3 * half), p->part = take(&a, half);
    p->linear = take(&a, 1024);
    size_t rest = flow_scratch(w, h) / sizeof(float);
    size_t sizes[] = {box_blur_scratch(w, h), camera_scratch(w, h), colour_scratch(w / 2, h / 2),
                      resample_scratch(w, h), barrier_scratch(w / 2, h / 2),
                      saliency_scratch(w / 2, h / 2)};
    for (int k = 0; k < 6; k++) rest = sizes[k] > rest ? sizes[k] : rest;
    p->scratch = take(&a, rest);
    return a.used;
}

size_t evidence_scratch_bytes(int w, int h) {
    planes p;
    return valid(w, h) ? lay_out(&p, NULL, w, h) + 64 : 0;
}

static void *aligned(void *scratch) { return (void *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63); }

/* 8-bit luma (BT.601 weights in 1/256). */
HOT static void gray_plane(const uint8_t *rgb, size_t n, float *gray) {
    for (size_t k = 0; k < n; k++) {
        int luma = 77 * rgb[3 * k] + 150 * rgb[3 * k + 1] + 29 * rgb[3 * k + 2];
        gray[k] = (float)((luma + 128) >> 8);
    }
}

HOT static void half_colour(const uint8_t *rgb, int w, int h, float *out) {
    int hw = w / 2, hh = h / 2;
    size_t n = (size_t)hw * hh;
    for (int y = 0; y < hh; y++) {
        const uint8_t *a = rgb + (size_t)(2 * y) * w * 3, *b = a + (size_t)w * 3;
        for (int x = 0; x < hw; x++)
            for (int i = 0; i < 3; i++) {
                int at = 6 * x + i, sum = a[at] + a[at + 3] + b[at] + b[at + 3];
                out[i * n + (size_t)y * hw + x] = 0.25f * (float)sum;
            }
    }
}

static void half_flow(const uint8_t *rgb, const uint8_t *neighbour, int w, int h, planes *p) {
    gray_plane(rgb, (size_t)w * h, p->gray[0]);
    gray_plane(neighbour, (size_t)w * h, p->gray[1]);
    dense_flow(p->gray[0], p->gray[1], w, h, p->u, p->v, p->scratch);
}

int evidence_flow(const uint8_t *rgb, const uint8_t *neighbour, int w, int h, float *flow,
                  void *scratch) {
    if (!valid(w, h)) return EVIDENCE_BAD_SIZE;
    planes p;
    lay_out(&p, aligned(scratch), w, h);
    half_flow(rgb, neighbour, w, h, &p);
    for (int k = 0; k < (w / 2) * (h / 2); k++) p.u[k] *= 2, p.v[k] *= 2;
    resample(p.u, w / 2, h / 2, flow, w, h, 2, p.scratch);
    resample(p.v, w / 2, h / 2, flow + 1, w, h, 2, p.scratch);
    return EVIDENCE_OK;
}

/* Divides by the mean; `floor` keeps noise alone from being blown up. */
HOT static void over_mean(float *x, int n, float floor) {
    float scale = 1 / (mean_of(x, n) + floor);
    for (int k = 0; k < n; k++) x[k] *= scale;
}

/* to = (to + from) / 2 */
HOT static void average(float *to, const float *from, int n) {
    for (int k = 0; k < n; k++) to[k] = 0.5f * (to[k] + from[k]);
}

/* Half contrast to the border's colours, half barrier distance to the border in L*, a*, b*. */
static void colour_saliency(planes *p, int w, int h) {
    int n = w * h;
    colour_contrast(p->lab, w, h, p->contrast, p->scratch);
    gaussian_blur(p->contrast, w, h, 1, p->scratch);
    over_mean(p->contrast, n, 0.1f);
    float *sum = p->map, *plane = p->map + n, *distance = p->part;
    memset(sum, 0, (size_t)n * sizeof(float));
    for (int i = 0; i < 3; i++) {
        box_blur(p->lab + i * n, plane, w, h, 1, p->scratch);
        barrier_distance(plane, w, h, distance, p->scratch);
        for (int k = 0; k < n; k++) sum[k] += distance[k];
    }
    gaussian_blur(sum, w, h, 1, p->scratch);
    over_mean(sum, n, 0.1f);
    average(p->contrast, sum, n);
}

/* Half the length of the residual flow, half its barrier distance to the border. Returns how much
   motion there is at all: 0 for none to nearly 1 for a pixel and more. */
static float motion_saliency(planes *p, int w, int h) {
    int n = w * h;
    float *blurred = p->map, *du = p->map + n, *dv = p->part, top = 0;
    for (int k = 0; k < n; k++) p->motion[k] = root(p->u[k] * p->u[k] + p->v[k] * p->v[k]);
    gaussian_blur(p->motion, w, h, 1, p->scratch);
    for (int k = 0; k < n; k++) top = p->motion[k] > top ? p->motion[k] : top;
    top = quantile_of(p->motion, n, 0.99f, top);
    box_blur(p->u, blurred, w, h, 1, p->scratch);
    barrier_distance(blurred, w, h, du, p->scratch);
    box_blur(p->v, blurred, w, h, 1, p->scratch);
    barrier_distance(blurred, w, h, dv, p->scratch);
    for (int k = 0; k < n; k++) du[k] = root(du[k] * du[k] + dv[k] * dv[k]);
    gaussian_blur(du, w, h, 1, p->scratch);
    over_mean(p->motion, n, 0.02f);
    over_mean(du, n, 0.02f);
    average(p->motion, du, n);
    return top * top / (top * top + 0.1f * 0.1f);
}

/* The product of colour and motion saliency. Where nothing moves a broad prior for the centre,
   1 / (1 + d^2)^2 with d = 1 at the middle of each side, takes the place of motion. */
static void combine(const planes *p, int w, int h, float moving, float *map) {
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            float dx = (2 * (float)x + 1) / (float)w - 1, dy = (2 * (float)y + 1) / (float)h - 1;
            float centre = 1 / (1 + dx * dx + dy * dy);
            size_t k = (size_t)y * w + x;
            map[k] = p->contrast[k] * (moving * p->motion[k] + (1 - moving) * centre * centre);
        }
}

/* The flow as it is, in widths and heights of the frame. */
static void whole_flow(const planes *p, int w, int h, int out_w, int out_h, float *flow) {
    resample(p->u, w, h, flow, out_w, out_h, 2, p->scratch);
    resample(p->v, w, h, flow + 1, out_w, out_h, 2, p->scratch);
    for (int k = 0; k < out_w * out_h; k++) {
        flow[2 * k] /= (float)w;
        flow[2 * k + 1] /= (float)h;
    }
}

int evidence_frame(const uint8_t *rgb, const uint8_t *neighbour, float sign, int w, int h,
                   int out_w, int out_h, float *out, void *scratch) {
    return evidence_frame_and_flow(rgb, neighbour, sign, w, h, out_w, out_h, out, NULL, scratch);
}

int evidence_frame_and_flow(const uint8_t *rgb, const uint8_t *neighbour, float sign, int w, int h,
                            int out_w, int out_h, float *out, float *flow, void *scratch) {
    if (!valid(w, h) || out_w < 1 || out_h < 1) return EVIDENCE_BAD_SIZE;
    planes p;
    lay_out(&p, aligned(scratch), w, h);
    int hw = w / 2, hh = h / 2, n = hw * hh;

    half_colour(rgb, w, h, p.rgb);
    linear_light(p.linear);
    rgb_to_lab(p.rgb, n, p.lab, p.linear);
    colour_saliency(&p, hw, hh);
    float moving = 0;
    if (neighbour) {
        half_flow(rgb, neighbour, w, h, &p);
        if (flow) whole_flow(&p, hw, hh, out_w, out_h, flow);
        subtract_camera(p.u, p.v, hw, hh, p.scratch);
        moving = motion_saliency(&p, hw, hh);
    } else {
        memset(p.u, 0, (size_t)n * sizeof(float));
        memset(p.v, 0, (size_t)n * sizeof(float));
        memset(p.motion, 0, (size_t)n * sizeof(float));
        if (flow) memset(flow, 0, 2 * (size_t)out_w * out_h * sizeof(float));
    }
    combine(&p, hw, hh, moving, p.map);
    segment_saliency(p.lab, hw, hh, p.map, p.scratch);

    float scale = sign / (0.04f * (float)hw);
    for (int k = 0; k < n; k++) {
        p.u[k] = clampf(p.u[k] * scale, -3, 3), p.v[k] = clampf(p.v[k] * scale, -3, 3);
        p.motion[k] = clampf(p.motion[k], 0, 6) * (1.0f / 3);
        p.contrast[k] = clampf(p.contrast[k], 0, 4) * 0.5f;
    }
    const float *channels[EVIDENCE_CHANNELS] = {p.u, p.v, p.motion, p.contrast, p.map};
    for (int c = 0; c < EVIDENCE_CHANNELS; c++)
        resample(channels[c], hw, hh, out + c, out_w, out_h, EVIDENCE_CHANNELS, p.scratch);
    return EVIDENCE_OK;
}
