/// Buffers that are used again instead of returned to the system.
#ifndef CKERNELS_RECYCLER_H
#define CKERNELS_RECYCLER_H

#include <stddef.h>

typedef struct ck_recycler ck_recycler;

/// A recycler that keeps at most `limit` bytes of memory that no buffer needs; null if no memory is left.
ck_recycler *ck_recycler_create(size_t limit);

/// Frees the unused memory and the recycler itself, once every buffer is handed back.
void ck_recycler_destroy(ck_recycler *recycler);

/// Gives the unused memory back to the system.
void ck_recycler_clear(ck_recycler *recycler);

/// A buffer of at least `bytes` bytes, 64-byte aligned, contents undefined; null if no memory is
/// left. Without a recycler (null) the buffer comes from the system.
void *ck_recycler_take(ck_recycler *recycler, size_t bytes);

/// Hands back a buffer taken with the same `bytes`.
void ck_recycler_give(ck_recycler *recycler, void *buffer, size_t bytes);

/// Bytes that are kept for later now.
size_t ck_recycler_unused(ck_recycler *recycler);

#endif
