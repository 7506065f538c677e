// All kernels of one instruction set, from one source. The including file defines LANES, VECTORS,
// STRIP (see types.h), NAME, TABLE and VECTOR_REGISTER, and sets the compiler's target.
#pragma clang fp contract(fast)

#include "types.h"

#include "functions.h"
#include "product.h"
#include "convolution.h"
#include "depthwise.h"
#include "grouped.h"
#include "inverted_residual.h"
#include "winograd.h"
#include "normalisation.h"
#include "attention.h"
#include "window_attention.h"
#include "steps.h"
#include "maps.h"
#include "deformable.h"
#include "table.h"
