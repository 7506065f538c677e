// Every arm64 machine: 32 registers of four floats.
#if defined(__aarch64__)
#define LANES 4
#define VECTORS 4
#define STRIP 6
#define NAME "neon"
#define TABLE ck_table_neon
#define VECTOR_REGISTER "w"
#include "vector/kernels.h"
#endif
