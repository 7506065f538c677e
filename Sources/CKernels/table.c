#include "table.h"

#include <stddef.h>

#if defined(__x86_64__)
static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
           && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

const ck_table *ck_table_get(ck_isa isa) {
    switch (isa) {
    case ck_isa_naive: return &ck_table_naive;
#if defined(__x86_64__)
    case ck_isa_sse2: return &ck_table_sse2;
    case ck_isa_avx2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_table_avx2
                                                                               : NULL;
    case ck_isa_avx512: return has_avx512() ? &ck_table_avx512 : NULL;
    case ck_isa_avx512bf16:
        return has_avx512() && __builtin_cpu_supports("avx512bf16")
                       && __builtin_cpu_supports("avx512vnni")
                   ? &ck_table_avx512bf16
                   : NULL;
#elif defined(__aarch64__)
    case ck_isa_neon: return &ck_table_neon;
#endif
    default: return NULL;
    }
}

ck_isa ck_best_isa(void) {
    static const ck_isa fastest_first[] = {
        ck_isa_avx512bf16, ck_isa_avx512, ck_isa_avx2, ck_isa_sse2, ck_isa_neon};
    for (size_t i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++)
        if (ck_table_get(fastest_first[i]) != NULL) return fastest_first[i];
    return ck_isa_naive;
}
