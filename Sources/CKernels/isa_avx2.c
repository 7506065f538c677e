// Haswell, Zen and later: 16 registers of eight floats.
#if defined(__x86_64__)
#include "include/ckernels_table.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define VECTORS 2
#define STRIP 6
#define NAME "avx2"
#define TABLE ck_table_avx2
#define VECTOR_REGISTER "x"
typedef short pair_operand __attribute__((__vector_size__(32)));
#define PAIR_SUMS(a, b) ((ints)__builtin_ia32_pmaddwd256((pair_operand)(a), (pair_operand)(b)))
#include "vector/kernels.h"
#pragma clang attribute pop
#endif
