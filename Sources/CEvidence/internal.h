/* Shared by the sources of CEvidence; not part of its interface. */
#ifndef REFSEG_EVIDENCE_INTERNAL_H
#define REFSEG_EVIDENCE_INTERNAL_H

/* Every result is the same to the bit on every machine: multiplications and additions stay apart. */
#if defined(__clang__)
#pragma clang fp contract(off)
#endif

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "evidence.h"

/* Hot loops are compiled once per instruction set and chosen when the program is loaded. None of
   the sets changes a result: no reassociation, no contraction into fused multiply-adds. Under the
   thread sanitizer the choice would come before its runtime, which it calls. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNCHOSEN
#endif
#endif
#if !defined(UNCHOSEN) && defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define HOT __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define HOT
#endif
#define INLINE static inline __attribute__((always_inline))

/* The square root without errno, so that loops over it become vectors. */
INLINE float root(float x) {
#if defined(__clang__)
    return __builtin_elementwise_sqrt(x);
#else
    return sqrtf(x);
#endif
}

/* Bump allocator over the caller's scratch. With base == NULL it only counts. */
typedef struct {
    char *base;
    size_t used;
} arena;

INLINE float *take(arena *a, size_t floats) {
    size_t at = a->used;
    a->used += (floats * sizeof(float) + 63) / 64 * 64;
    return a->base ? (float *)(void *)(a->base + at) : NULL;
}

INLINE float clampf(float x, float low, float high) {
    x = x < low ? low : x;
    return x > high ? high : x;
}
INLINE int clampi(int x, int low, int high) { return x < low ? low : x > high ? high : x; }
INLINE int mini(int a, int b) { return a < b ? a : b; }
INLINE int maxi(int a, int b) { return a > b ? a : b; }

/* filters.c: planes are [h][w]. */
void box_blur(const float *in, float *out, int w, int h, int radius, float *scratch);
size_t box_blur_scratch(int w, int h);
void gaussian_blur(float *plane, int w, int h, int radius, float *scratch);

void halve(const float *in, int w, int h, float *out);
void resample(const float *in, int w, int h, float *out, int ow, int oh, int out_stride,
              float *scratch);
size_t resample_scratch(int w, int h);
float natural_log(float x);
float mean_of(const float *x, int n);
float otsu(const float *x, int n, float top);
float quantile_of(const float *x, int n, float q, float top);

/* flow.c: planes u, v are [h / 2][w / 2], in pixels of the half-size image. */
size_t flow_scratch(int w, int h);
void dense_flow(const float *gray0, const float *gray1, int w, int h, float *u, float *v,
                void *scratch);

/* refine.c */
size_t refine_scratch(int w, int h);
void refine_flow(const float *i0, const float *i1, int w, int h, float *u, float *v,
                 float *scratch);

/* camera.c */
void subtract_camera(float *u, float *v, int w, int h, float *scratch);
size_t camera_scratch(int w, int h);

/* colour.c */
size_t colour_scratch(int w, int h);
void linear_light(float *table);  /* 1024 values */
void rgb_to_lab(const float *rgb, int n, float *lab, const float *linear);
void colour_contrast(const float *lab, int w, int h, float *contrast, float *scratch);

/* barrier.c */
size_t barrier_scratch(int w, int h);
void barrier_distance(const float *plane, int w, int h, float *d, float *scratch);

/* saliency.c */
size_t saliency_scratch(int w, int h);
void segment_saliency(const float *lab, int w, int h, float *map, float *scratch);

#endif
