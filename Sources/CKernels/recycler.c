// Large regions of the system's memory, cut into blocks: the lowest free block that is large enough is
// taken (first fit), and neighbours that are free become one block again. Buffers of all sizes share
// the same memory that way, and what is in use stays close together.
#define _DEFAULT_SOURCE
#include "ckernels_recycler.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

enum {
    line = 64,
    large_page = 2 << 20,
    /// Smaller buffers are the system's business.
    smallest = 32 << 10,
    smallest_region = 16 << 20,
};

/// Precedes every block's memory; one line long, so that what follows is aligned.
typedef struct block {
    /// Neighbours in the region; null at its ends.
    struct block *below, *above;
    /// Bytes, with this head.
    size_t size;
    /// Of a free block: bytes that the system has given, at most; the others cost nothing.
    size_t idle;
    int is_free;
} block;

typedef struct region {
    struct region *next;
    block *first;
} region;

struct ck_recycler {
    pthread_mutex_t lock;
    size_t unused, limit;
    region *regions;
};

static size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

/// Large buffers get large pages where the system has them to spare: a strip of the matrix product
/// touches a page in every row.
static void *from_system(size_t bytes) {
    void *buffer = NULL;
    size_t alignment = bytes >= large_page ? large_page : line;
    if (posix_memalign(&buffer, alignment, rounded(bytes, line)) != 0) return NULL;
#if defined(MADV_HUGEPAGE)
    if (bytes >= large_page) madvise(buffer, bytes, MADV_HUGEPAGE);
#endif
    return buffer;
}

/// Gives a free block's pages back to the system; its place stays.
static void release_pages(ck_recycler *recycler, block *block) {
#if defined(__linux__)
    const uintptr_t page = 4096;
    uintptr_t from = rounded((uintptr_t)block + line, page);
    uintptr_t to = ((uintptr_t)block + block->size) / page * page;
    if (to > from && madvise((void *)from, to - from, MADV_DONTNEED) == 0) {
        recycler->unused -= block->idle;
        block->idle = 0;
    }
#endif
}

static void free_region(ck_recycler *recycler, region **place) {
    region *empty = *place;
    *place = empty->next;
    recycler->unused -= empty->first->idle;
    free(empty->first);
    free(empty);
}

static int is_empty(const region *region) {
    return region->first->is_free && region->first->above == NULL;
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
    for (region **place = &recycler->regions; *place != NULL;) {
        if (is_empty(*place)) {
            free_region(recycler, place);
            continue;
        }
        for (block *at = (*place)->first; at != NULL; at = at->above) {
            if (at->is_free) release_pages(recycler, at);
        }
        place = &(*place)->next;
    }
    pthread_mutex_unlock(&recycler->lock);
}

void ck_recycler_destroy(ck_recycler *recycler) {
    ck_recycler_clear(recycler);
    pthread_mutex_destroy(&recycler->lock);
    free(recycler);
}

static block *fitting(ck_recycler *recycler, size_t size) {
    for (region *region = recycler->regions; region != NULL; region = region->next) {
        for (block *at = region->first; at != NULL; at = at->above) {
            if (at->is_free && at->size >= size) return at;
        }
    }
    return NULL;
}

/// A region of one free block, behind the others.
static block *new_region(ck_recycler *recycler, size_t size) {
    size = rounded(size > smallest_region ? size : smallest_region, line);
    region *region = malloc(sizeof *region);
    block *first = region == NULL ? NULL : from_system(size);
    if (first == NULL) {
        free(region);
        return NULL;
    }
    *first = (block){.size = size, .is_free = 1};
    *region = (struct region){.first = first};
    struct region **end = &recycler->regions;
    while (*end != NULL) end = &(*end)->next;
    *end = region;
    return first;
}

/// Leaves of a free block what is beyond `size`, as a block of its own.
static void split(block *at, size_t size) {
    size_t rest = at->size - size;
    if (rest < smallest) return;
    block *above = (block *)((char *)at + size);
    *above = (block){.below = at, .above = at->above, .size = rest, .is_free = 1};
    above->idle = at->idle > size ? at->idle - size : 0;
    at->idle -= above->idle;
    if (at->above != NULL) at->above->below = above;
    at->above = above;
    at->size = size;
}

/// Makes one of two free neighbours.
static void merge(block *below, block *above) {
    below->size += above->size;
    below->idle += above->idle;
    below->above = above->above;
    if (above->above != NULL) above->above->below = below;
}

void *ck_recycler_take(ck_recycler *recycler, size_t bytes) {
    if (recycler == NULL || bytes < smallest) return from_system(bytes);
    size_t size = rounded(bytes, line) + line;
    pthread_mutex_lock(&recycler->lock);
    block *taken = fitting(recycler, size);
    if (taken == NULL) taken = new_region(recycler, size);
    if (taken != NULL) {
        split(taken, size);
        recycler->unused -= taken->idle;
        taken->idle = 0;
        taken->is_free = 0;
    }
    pthread_mutex_unlock(&recycler->lock);
    return taken == NULL ? NULL : (char *)taken + line;
}

/// Keeps to the limit.
static void trim(ck_recycler *recycler, block *given) {
    for (region **place = &recycler->regions;
         *place != NULL && recycler->unused > recycler->limit;) {
        int holds_given = (*place)->first == given;
        if (is_empty(*place)) {
            free_region(recycler, place);
            if (holds_given) return;
        } else {
            place = &(*place)->next;
        }
    }
    if (recycler->unused > recycler->limit) release_pages(recycler, given);
}

void ck_recycler_give(ck_recycler *recycler, void *buffer, size_t bytes) {
    if (buffer == NULL) return;
    if (recycler == NULL || bytes < smallest) {
        free(buffer);
        return;
    }
    pthread_mutex_lock(&recycler->lock);
    block *given = (block *)((char *)buffer - line);
    given->is_free = 1;
    given->idle = given->size;
    recycler->unused += given->idle;
    if (given->above != NULL && given->above->is_free) merge(given, given->above);
    if (given->below != NULL && given->below->is_free) {
        given = given->below;
        merge(given, given->above);
    }
    trim(recycler, given);
    pthread_mutex_unlock(&recycler->lock);
}

size_t ck_recycler_unused(ck_recycler *recycler) {
    pthread_mutex_lock(&recycler->lock);
    size_t unused = recycler->unused;
    pthread_mutex_unlock(&recycler->lock);
    return unused;
}
