#pragma once
#include "array_files.h"

/// Readers, called in the process: fill `reply`; `*elements` is for the caller to free.
void array_files_read_hdf5(const char *path, const char *name, uint64_t largest,
                           struct array_reply *reply, void **elements);
void array_files_read_matlab(const char *path, const char *name, uint64_t largest,
                             struct array_reply *reply, void **elements);
