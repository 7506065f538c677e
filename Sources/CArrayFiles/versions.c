#include "array_files.h"

#include <matio.h>
#include <stdio.h>

#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

void array_files_version(enum array_format format, char text[24]) {
  unsigned hdf5[3] = {0};
  int matlab[3] = {0};
  if (format == ARRAY_HDF5) {
    H5get_libversion(&hdf5[0], &hdf5[1], &hdf5[2]);
    snprintf(text, 24, "%u.%u.%u", hdf5[0], hdf5[1], hdf5[2]);
  } else {
    Mat_GetLibraryVersion(&matlab[0], &matlab[1], &matlab[2]);
    snprintf(text, 24, "%d.%d.%d", matlab[0], matlab[1], matlab[2]);
  }
}
