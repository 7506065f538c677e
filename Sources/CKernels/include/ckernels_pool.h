/// Threads that share the units of one task.
#ifndef CKERNELS_POOL_H
#define CKERNELS_POOL_H

/// Computes the units `begin ..< end` of `task`; `scratch` belongs to the running worker alone.
typedef void (*ck_kernel)(const void *task, long begin, long end, float *scratch);

typedef struct ck_pool ck_pool;

/// A pool of `threads` workers, the caller being one of them; null if no memory is left. Threads
/// that the system refuses to start are done without.
ck_pool *ck_pool_create(long threads);

/// Ends the threads. No run may be under way.
void ck_pool_destroy(ck_pool *pool);

/// Workers that the pool has, the caller included.
long ck_pool_threads(const ck_pool *pool);

/// Runs `kernel` over `0 ..< units` in chunks of `grain` units that idle workers take one by one,
/// and returns when all are done. Worker w gets `scratch + w · scratch_stride`.
///
/// Chunk boundaries depend on `units` and `grain` only, never on the number of workers. A call that
/// finds the pool busy with another caller's task runs its own chunks alone.
void ck_pool_run(
    ck_pool *pool, ck_kernel kernel, const void *task, long units, long grain, float *scratch,
    long scratch_stride);

#endif
