#include "ckernels_memory.h"

#if defined(__linux__)
#include <malloc.h>
#endif

void ck_memory_steady(void)
{
#if defined(M_MMAP_THRESHOLD)
    mallopt(M_MMAP_THRESHOLD, 512 << 10);
#endif
}
