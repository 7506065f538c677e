#include "ckernels_memory.h"

#if defined(__linux__)
#include <malloc.h>
#endif

void ck_memory_steady(void)
{
#if defined(M_MMAP_THRESHOLD)
    mallopt(M_MMAP_THRESHOLD, 512 << 10);
#endif
#if defined(M_ARENA_MAX)
    // What one thread frees the next one takes: large buffers are few, and small ones are kept by thread anyway.
    mallopt(M_ARENA_MAX, 1);
#endif
}
