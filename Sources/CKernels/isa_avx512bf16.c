// Zen 4, Sapphire Rapids and later: what AVX-512 is, and products of pairs of bfloat16 and of fours of bytes.
#if defined(__x86_64__)
#include "include/ckernels_table.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,avx512bf16,avx512vnni"))), \
    apply_to = function)
#define LANES 16
#define VECTORS 2
#define STRIP 12
#define NAME "avx512bf16"
#define TABLE ck_table_avx512bf16
#define VECTOR_REGISTER "v"
typedef float float_operand __attribute__((__vector_size__(64)));
typedef int int_operand __attribute__((__vector_size__(64)));
typedef __bf16 bfloat_operand __attribute__((__vector_size__(64)));
#define ADD_BFLOAT_PAIRS(sums, a, b)             \
    ((vec)__builtin_ia32_dpbf16ps_512(           \
        (float_operand)(sums), (bfloat_operand)(a), (bfloat_operand)(b)))
#define BFLOAT_PAIRS(low, high) \
    ((ints)__builtin_ia32_cvtne2ps2bf16_512((float_operand)(high), (float_operand)(low)))
#define ADD_QUADS(sums, a, b)                    \
    ((ints)__builtin_ia32_vpdpbusd512(           \
        (int_operand)(sums), (int_operand)(a), (int_operand)(b)))
#include "vector/kernels.h"
#pragma clang attribute pop
#endif
