/// The hot loops of the tensor operations, one table of functions per instruction set.
///
/// Every kernel has the type `ck_kernel`: it computes the units `begin ..< end` of one task and
/// touches nothing else, so a caller may split the units over threads as it likes. No result
/// depends on how the units were split.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ckernels_memory.h"
#include "ckernels_pool.h"
#include "ckernels_recycler.h"
#include "ckernels_table.h"
#include "ckernels_tasks.h"

#endif
