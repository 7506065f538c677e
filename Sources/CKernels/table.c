#include "table.h"

#include <stddef.h>

const ck_table *ck_table_get(ck_isa isa) {
    switch (isa) {
    case ck_isa_naive: return &ck_table_naive;
    default: return NULL;
    }
}

ck_isa ck_best_isa(void) {
    static const ck_isa fastest_first[] = {
        ck_isa_avx512, ck_isa_avx2, ck_isa_sse2, ck_isa_neon};
    for (size_t i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++)
        if (ck_table_get(fastest_first[i]) != NULL) return fastest_first[i];
    return ck_isa_naive;
}
