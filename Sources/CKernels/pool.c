// A worker takes a chunk by decrementing the low half of `word`, whose high half names the task.
// The compare-and-swap fails if the task has changed meanwhile, so a worker that slept through a
// task can neither delay it nor take a chunk of the next one with stale parameters.
#include "ckernels_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { spins_before_parking = 500 };

typedef struct {
    ck_pool *pool;
    long index;
    pthread_t thread;
} worker;

struct ck_pool {
    _Alignas(64) _Atomic uint64_t word;  // task number << 32 | chunks not yet taken
    _Alignas(64) _Atomic uint32_t finished;
    _Alignas(64) _Atomic uint32_t parked;
    _Atomic bool caller_parked, stop;
    _Atomic(ck_kernel) kernel;
    _Atomic(const void *) task;
    _Atomic(float *) scratch;
    _Atomic long units, grain, scratch_stride, chunks;
    pthread_mutex_t caller, lock;
    pthread_cond_t work, done;
    long threads;
    worker *workers;
};

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static inline uint32_t remaining(uint64_t word) { return (uint32_t)word; }

/// Takes and runs one chunk of the current task; false if none is left.
static bool run_one(ck_pool *pool, long index) {
    uint64_t word = atomic_load(&pool->word);
    while (remaining(word) != 0) {
        ck_kernel kernel = atomic_load_explicit(&pool->kernel, memory_order_relaxed);
        const void *task = atomic_load_explicit(&pool->task, memory_order_relaxed);
        float *scratch = atomic_load_explicit(&pool->scratch, memory_order_relaxed);
        long units = atomic_load_explicit(&pool->units, memory_order_relaxed);
        long grain = atomic_load_explicit(&pool->grain, memory_order_relaxed);
        long stride = atomic_load_explicit(&pool->scratch_stride, memory_order_relaxed);
        long chunks = atomic_load_explicit(&pool->chunks, memory_order_relaxed);
        if (!atomic_compare_exchange_weak(&pool->word, &word, word - 1)) continue;

        long begin = (chunks - remaining(word)) * grain;
        long end = begin + grain < units ? begin + grain : units;
        kernel(task, begin, end, scratch ? scratch + index * stride : NULL);

        if (atomic_fetch_add(&pool->finished, 1) + 1 == (uint32_t)chunks
            && atomic_load(&pool->caller_parked)) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->done);
            pthread_mutex_unlock(&pool->lock);
        }
        return true;
    }
    return false;
}

static void park(ck_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->parked, 1);
    while (remaining(atomic_load(&pool->word)) == 0 && !atomic_load(&pool->stop))
        pthread_cond_wait(&pool->work, &pool->lock);
    atomic_fetch_sub(&pool->parked, 1);
    pthread_mutex_unlock(&pool->lock);
}

static void *work(void *argument) {
    worker *self = argument;
    ck_pool *pool = self->pool;
    long spins = 0;
    while (!atomic_load_explicit(&pool->stop, memory_order_relaxed)) {
        if (run_one(pool, self->index)) {
            spins = 0;
        } else if (++spins < spins_before_parking) {
            relax();
        } else {
            park(pool);
            spins = 0;
        }
    }
    return NULL;
}

ck_pool *ck_pool_create(long threads) {
    ck_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) return NULL;
    *pool = (ck_pool){.threads = 1};
    pthread_mutex_init(&pool->caller, NULL);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    pool->workers = calloc(threads > 1 ? (size_t)threads : 1, sizeof(worker));
    if (pool->workers == NULL) threads = 1;
    for (; pool->threads < threads; pool->threads++) {
        worker *next = &pool->workers[pool->threads];
        next->pool = pool;
        next->index = pool->threads;
        if (pthread_create(&next->thread, NULL, work, next) != 0) break;
    }
    return pool;
}

void ck_pool_destroy(ck_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (long i = 1; i < pool->threads; i++) pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    pthread_mutex_destroy(&pool->caller);
    free(pool->workers);
    free(pool);
}

long ck_pool_threads(const ck_pool *pool) { return pool->threads; }

/// Makes the task visible to the workers and wakes as many as it can use.
static void publish(ck_pool *pool, uint32_t chunks) {
    uint64_t number = (atomic_load(&pool->word) >> 32) + 1;
    atomic_store(&pool->word, number << 32 | chunks);
    uint32_t asleep = atomic_load(&pool->parked);
    if (asleep == 0) return;
    pthread_mutex_lock(&pool->lock);
    if (asleep < chunks)
        pthread_cond_broadcast(&pool->work);
    else
        for (uint32_t i = 1; i < chunks; i++) pthread_cond_signal(&pool->work);
    pthread_mutex_unlock(&pool->lock);
}

static void wait_until_finished(ck_pool *pool, uint32_t chunks) {
    for (long spins = 0; spins < spins_before_parking; spins++) {
        if (atomic_load(&pool->finished) == chunks) return;
        relax();
    }
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->caller_parked, true);
    while (atomic_load(&pool->finished) != chunks) pthread_cond_wait(&pool->done, &pool->lock);
    atomic_store(&pool->caller_parked, false);
    pthread_mutex_unlock(&pool->lock);
}

void ck_pool_run(
    ck_pool *pool, ck_kernel kernel, const void *task, long units, long grain, float *scratch,
    long scratch_stride) {
    if (units <= 0) return;
    if (grain < 1) grain = 1;
    long chunks = (units + grain - 1) / grain;
    if (chunks == 1 || pool->threads == 1 || pthread_mutex_trylock(&pool->caller) != 0) {
        for (long begin = 0; begin < units; begin += grain)
            kernel(task, begin, begin + grain < units ? begin + grain : units, scratch);
        return;
    }
    atomic_store_explicit(&pool->kernel, kernel, memory_order_relaxed);
    atomic_store_explicit(&pool->task, task, memory_order_relaxed);
    atomic_store_explicit(&pool->scratch, scratch, memory_order_relaxed);
    atomic_store_explicit(&pool->units, units, memory_order_relaxed);
    atomic_store_explicit(&pool->grain, grain, memory_order_relaxed);
    atomic_store_explicit(&pool->scratch_stride, scratch_stride, memory_order_relaxed);
    atomic_store_explicit(&pool->chunks, chunks, memory_order_relaxed);
    atomic_store(&pool->finished, 0);
    publish(pool, (uint32_t)chunks);
    while (run_one(pool, 0)) {
    }
    wait_until_finished(pool, (uint32_t)chunks);
    pthread_mutex_unlock(&pool->caller);
}
