// All kernels of one instruction set, from one source. The including file defines LANES, VECTORS,
// STRIP (see types.h), NAME, TABLE and VECTOR_REGISTER, and sets the compiler's target.

// Products and sums are fused where one expression says so, never across expressions: those would be
// fused differently at -O2 and -O3, and a result must not depend on that.
#pragma clang fp contract(on)

#include "types.h"

#include "functions.h"
#include "numbers.h"
#include "tiles.h"
#include "product.h"
#include "convolution.h"
#include "depthwise.h"
#include "grouped.h"
#include "inverted_residual.h"
#include "winograd.h"
#include "normalisation.h"
#include "feed_forward.h"
#include "attention.h"
#include "window_attention.h"
#include "steps.h"
#include "maps.h"
#include "deformable.h"
#include "table.h"
