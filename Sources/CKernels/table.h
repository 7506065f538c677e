/// The tables that exist; which of them the machine can run is `ck_table_get`'s to say.
#ifndef CKERNELS_TABLES_H
#define CKERNELS_TABLES_H

#include "ckernels_table.h"

extern const ck_table ck_table_naive;

#endif
