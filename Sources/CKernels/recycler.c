// Free lists by size class: four classes per power of two, so at most a quarter of a buffer is idle.
#define _DEFAULT_SOURCE
#include "ckernels_recycler.h"

#include <pthread.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { smallest_power = 8, classes_per_power = 4, class_count = 40 * classes_per_power };

typedef struct link {
    struct link *next;
} link;

struct ck_recycler {
    pthread_mutex_t lock;
    size_t unused, limit;
    link *free[class_count];
};

/// Index of the smallest class that holds `bytes`, and that class's size.
static long class_of(size_t bytes, size_t *size) {
    for (long power = smallest_power; power < smallest_power + 40; power++) {
        size_t base = (size_t)1 << power;
        for (long step = 0; step < classes_per_power; step++) {
            *size = base + base / classes_per_power * (size_t)step;
            if (bytes <= *size) return (power - smallest_power) * classes_per_power + step;
        }
    }
    return -1;
}

/// Large buffers get large pages where the system has them to spare: a strip of the matrix product
/// touches a page in every row.
static void *from_system(size_t bytes) {
    const size_t large_page = (size_t)2 << 20;
    void *buffer = NULL;
    size_t alignment = bytes >= large_page ? large_page : 64;
    if (posix_memalign(&buffer, alignment, bytes) != 0) return NULL;
#if defined(MADV_HUGEPAGE)
    if (bytes >= large_page) madvise(buffer, bytes, MADV_HUGEPAGE);
#endif
    return buffer;
}

ck_recycler *ck_recycler_create(size_t limit) {
    ck_recycler *recycler = calloc(1, sizeof *recycler);
    if (recycler == NULL) return NULL;
    pthread_mutex_init(&recycler->lock, NULL);
    recycler->limit = limit;
    return recycler;
}

void ck_recycler_clear(ck_recycler *recycler) {
    pthread_mutex_lock(&recycler->lock);
    for (long i = 0; i < class_count; i++) {
        for (link *at = recycler->free[i]; at != NULL;) {
            link *next = at->next;
            free(at);
            at = next;
        }
        recycler->free[i] = NULL;
    }
    recycler->unused = 0;
    pthread_mutex_unlock(&recycler->lock);
}

void ck_recycler_destroy(ck_recycler *recycler) {
    ck_recycler_clear(recycler);
    pthread_mutex_destroy(&recycler->lock);
    free(recycler);
}

void *ck_recycler_take(ck_recycler *recycler, size_t bytes) {
    size_t size = 0;
    long class = class_of(bytes, &size);
    if (class < 0) return NULL;
    if (recycler == NULL) return from_system(size);
    pthread_mutex_lock(&recycler->lock);
    link *buffer = recycler->free[class];
    if (buffer != NULL) {
        recycler->free[class] = buffer->next;
        recycler->unused -= size;
    }
    pthread_mutex_unlock(&recycler->lock);
    return buffer != NULL ? buffer : from_system(size);
}

void ck_recycler_give(ck_recycler *recycler, void *buffer, size_t bytes) {
    size_t size = 0;
    long class = class_of(bytes, &size);
    if (buffer == NULL) return;
    if (recycler == NULL || class < 0) {
        free(buffer);
        return;
    }
    pthread_mutex_lock(&recycler->lock);
    int keep = recycler->unused + size <= recycler->limit;
    if (keep) {
        link *head = buffer;
        head->next = recycler->free[class];
        recycler->free[class] = head;
        recycler->unused += size;
    }
    pthread_mutex_unlock(&recycler->lock);
    if (!keep) free(buffer);
}

size_t ck_recycler_unused(ck_recycler *recycler) {
    pthread_mutex_lock(&recycler->lock);
    size_t unused = recycler->unused;
    pthread_mutex_unlock(&recycler->lock);
    return unused;
}
