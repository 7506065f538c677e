// Every x86-64 machine: 16 registers of four floats, no fused multiply-add.
#if defined(__x86_64__)
#define LANES 4
#define VECTORS 2
#define STRIP 4
#define NAME "sse2"
#define TABLE ck_table_sse2
#define VECTOR_REGISTER "x"
typedef short pair_operand __attribute__((__vector_size__(16)));
#define PAIR_SUMS(a, b) ((ints)__builtin_ia32_pmaddwd128((pair_operand)(a), (pair_operand)(b)))
#include "vector/kernels.h"
#endif
