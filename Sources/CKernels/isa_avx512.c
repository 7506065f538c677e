// Skylake-X, Zen 4 and later: 32 registers of sixteen floats.
#if defined(__x86_64__)
#include "include/ckernels_table.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define LANES 16
#define VECTORS 2
#define STRIP 12
#define NAME "avx512"
#define TABLE ck_table_avx512
#define VECTOR_REGISTER "v"
typedef short pair_operand __attribute__((__vector_size__(64)));
#define PAIR_SUMS(a, b) ((ints)__builtin_ia32_pmaddwd512((pair_operand)(a), (pair_operand)(b)))
#include "vector/kernels.h"
#pragma clang attribute pop
#endif
