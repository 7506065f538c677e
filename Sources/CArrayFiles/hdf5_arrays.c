#include "readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

static void unfit(struct array_reply *reply, const char *message) {
  reply->status = ARRAY_UNFIT;
  snprintf(reply->message, sizeof reply->message, "%s", message);
}

/// Whether the data lie in the file itself, not in others that it names.
static int is_contained(hid_t dataset) {
  hid_t creation = H5Dget_create_plist(dataset);
  if (creation < 0) return 0;
  H5D_layout_t layout = H5Pget_layout(creation);
  int files = layout == H5D_CONTIGUOUS ? H5Pget_external_count(creation) : 0;
  H5Pclose(creation);
  return files == 0 && layout >= 0 && layout < H5D_VIRTUAL;
}

/// Fills the extents; returns the number of elements, or 0 where they cannot be used.
static uint64_t measure(hid_t dataset, uint64_t largest, struct array_reply *reply) {
  hid_t space = H5Dget_space(dataset);
  if (space < 0) {
    unfit(reply, "it has no extents");
    return 0;
  }
  int rank = H5Sget_simple_extent_ndims(space);
  hsize_t extents[H5S_MAX_RANK] = {0};
  int usable = rank >= 0 && rank <= ARRAY_FILES_RANK &&
               H5Sget_simple_extent_type(space) == H5S_SIMPLE &&
               H5Sget_simple_extent_dims(space, extents, NULL) == rank;
  H5Sclose(space);
  if (!usable) {
    unfit(reply, "it is no plain array of at most four axes");
    return 0;
  }
  uint64_t count = 1;
  reply->rank = (uint32_t)rank;
  for (int axis = 0; axis < rank; axis++) {
    reply->extents[axis] = extents[axis];
    if (extents[axis] == 0) {
      unfit(reply, "it is empty");
      return 0;
    }
    if (extents[axis] > largest / count) {
      unfit(reply, "it says that it is larger than any mask");
      return 0;
    }
    count *= extents[axis];
  }
  return count;
}

static void read_dataset(hid_t dataset, uint64_t largest, struct array_reply *reply,
                         void **elements) {
  if (!is_contained(dataset)) return unfit(reply, "its data lie in another file");
  hid_t type = H5Dget_type(dataset);
  H5T_class_t kind = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
  size_t size = type < 0 ? 0 : H5Tget_size(type);
  if (type >= 0) H5Tclose(type);
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) return unfit(reply, "it holds no numbers");
  int bytes = kind == H5T_INTEGER && size == 1;
  size = bytes ? 1 : sizeof(double);
  uint64_t count = measure(dataset, largest / size, reply);
  if (count == 0) return;
  reply->element = bytes ? ARRAY_BYTES : ARRAY_DOUBLES;
  reply->bytes = count * size;
  *elements = malloc(reply->bytes);
  if (!*elements) return unfit(reply, "there is no memory for it");
  hid_t as = bytes ? H5T_NATIVE_UCHAR : H5T_NATIVE_DOUBLE;
  if (H5Dread(dataset, as, H5S_ALL, H5S_ALL, H5P_DEFAULT, *elements) < 0)
    return unfit(reply, "its data are damaged or cut short");
  reply->status = ARRAY_READ;
}

void array_files_read_hdf5(const char *path, const char *name, uint64_t largest,
                           struct array_reply *reply, void **elements) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) {
    reply->status = ARRAY_FOREIGN;
    return;
  }
  H5L_info_t link;
  if (H5Lexists(file, name, H5P_DEFAULT) <= 0 ||
      H5Lget_info(file, name, &link, H5P_DEFAULT) < 0) {
    reply->status = ARRAY_ABSENT;
  } else if (link.type != H5L_TYPE_HARD) {
    unfit(reply, "it is a link");
  } else {
    hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    if (dataset < 0) {
      unfit(reply, "it is no array");
    } else {
      read_dataset(dataset, largest, reply, elements);
      H5Dclose(dataset);
    }
  }
  H5Fclose(file);
}
