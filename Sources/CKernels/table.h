/// The tables that exist; which of them the machine can run is `ck_table_get`'s to say.
#ifndef CKERNELS_TABLES_H
#define CKERNELS_TABLES_H

#include "ckernels_table.h"

extern const ck_table ck_table_naive;
#if defined(__x86_64__)
extern const ck_table ck_table_sse2, ck_table_avx2, ck_table_avx512,
    ck_table_avx512bf16;
#elif defined(__aarch64__)
extern const ck_table ck_table_neon;
#endif

#endif
