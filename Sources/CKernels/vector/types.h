// The vector of one instruction set. The including file defines
//   LANES    floats in a vector
//   VECTORS  vectors in a weight panel
//   STRIP    rows that the inner kernel of the matrix product takes at once
// and, where the set has such instructions,
//   PAIR_SUMS(a, b)            sums of the products of neighbours, of 16-bit whole numbers
//   ADD_BFLOAT_PAIRS(s, a, b)  those of bfloat16, added to s
//   BFLOAT_PAIRS(low, high)    two vectors of floats rounded to one of bfloat16
//   ADD_QUADS(s, a, b)         sums of the products of four neighbours, unsigned times signed bytes, added to s.
#include "../include/ckernels_table.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { panel_width = LANES * VECTORS };

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t ints __attribute__((ext_vector_type(LANES)));
typedef int32_t loose_ints __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int16_t shorts __attribute__((ext_vector_type(2 * LANES)));
typedef int16_t few_shorts __attribute__((ext_vector_type(LANES)));
typedef int16_t loose_shorts __attribute__((ext_vector_type(LANES), aligned(2)));
typedef int8_t loose_bytes __attribute__((ext_vector_type(2 * LANES), aligned(1)));
typedef uint8_t few_bytes __attribute__((ext_vector_type(LANES), aligned(1)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE vec load(const float *at) { return *(const loose_vec *)at; }

INLINE void store(float *at, vec x) { *(loose_vec *)at = x; }

/// The first `count` floats, zeros behind them; `count` < LANES.
INLINE vec load_some(const float *at, long count) {
    float lanes[LANES] = {0};
    memcpy(lanes, at, (size_t)count * sizeof(float));
    return load(lanes);
}

INLINE void store_some(float *at, vec x, long count) {
    float lanes[LANES];
    store(lanes, x);
    memcpy(at, lanes, (size_t)count * sizeof(float));
}

INLINE vec load_up_to(const float *at, long count) {
    return count >= LANES ? load(at) : load_some(at, count);
}

INLINE void store_up_to(float *at, vec x, long count) {
    if (count >= LANES) store(at, x);
    else store_some(at, x, count);
}

INLINE ints load_ints(const int32_t *at) { return *(const loose_ints *)at; }

INLINE shorts widened(const int8_t *at) {
    return __builtin_convertvector(*(const loose_bytes *)at, shorts);
}

INLINE void store_shorts(int16_t *at, ints x) {
    *(loose_shorts *)at = __builtin_convertvector(x, few_shorts);
}

INLINE void store_bytes(uint8_t *at, ints x) {
    *(few_bytes *)at = __builtin_convertvector(x, few_bytes);
}

/// Sums of the products of neighbours.
#ifndef PAIR_SUMS
INLINE ints pair_sums(shorts a, shorts b) {
    return __builtin_convertvector(a.even, ints) * __builtin_convertvector(b.even, ints)
           + __builtin_convertvector(a.odd, ints) * __builtin_convertvector(b.odd, ints);
}
#define PAIR_SUMS pair_sums
#endif

INLINE vec magnitude(vec x) { return (vec)((ints)x & 0x7FFFFFFF); }

/// The nearest whole number, of magnitudes below 2²².
INLINE ints nearest(vec x) {
    const float offset = 0x1.8p23f;
    return (ints)(x + offset) - (ints)(vec)offset;
}

INLINE vec larger(vec a, vec b) { return a > b ? a : b; }

INLINE vec smaller(vec a, vec b) { return a < b ? a : b; }

typedef float quad __attribute__((ext_vector_type(4), aligned(4)));

/// Four floats made of all lanes: halves folded onto each other by `fold`.
#if LANES == 16
#define QUAD_OF(x, fold) \
    fold(fold((x).lo.lo, (x).hi.lo), fold((x).lo.hi, (x).hi.hi))
#elif LANES == 8
#define QUAD_OF(x, fold) fold((x).lo, (x).hi)
#else
#define QUAD_OF(x, fold) (x)
#endif
#define SUM(a, b) ((a) + (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))

INLINE float sum_of(vec x) {
    quad q = QUAD_OF(x, SUM);
    return (q.x + q.z) + (q.y + q.w);
}

INLINE float largest_of(vec x) {
    quad q = QUAD_OF(x, LARGER);
    float a = LARGER(q.x, q.z), b = LARGER(q.y, q.w);
    return LARGER(a, b);
}

INLINE float smallest_of(vec x) {
    quad q = QUAD_OF(x, SMALLER);
    float a = SMALLER(q.x, q.z), b = SMALLER(q.y, q.w);
    return SMALLER(a, b);
}

INLINE long round_up(long count, long multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

INLINE long least(long a, long b) { return a < b ? a : b; }

INLINE long clamp(long x, long low, long high) { return x < low ? low : x > high ? high : x; }
