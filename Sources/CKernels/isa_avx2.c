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
#include "vector/kernels.h"
#pragma clang attribute pop
#endif
