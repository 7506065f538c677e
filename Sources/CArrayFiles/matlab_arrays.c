#include "readers.h"

#include <matio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void unfit(struct array_reply *reply, const char *message) {
  reply->status = ARRAY_UNFIT;
  snprintf(reply->message, sizeof reply->message, "%s", message);
}

#define CONVERT(type)                                                   \
  for (uint64_t i = 0; i < count; i++) numbers[i] = (double)((const type *)variable->data)[i]; \
  return 1

/// Copies numbers of any class; returns 0 for other contents.
static int convert(const matvar_t *variable, uint64_t count, double *numbers) {
  switch (variable->class_type) {
    case MAT_C_DOUBLE: CONVERT(double);
    case MAT_C_SINGLE: CONVERT(float);
    case MAT_C_INT16: CONVERT(int16_t);
    case MAT_C_UINT16: CONVERT(uint16_t);
    case MAT_C_INT32: CONVERT(int32_t);
    case MAT_C_UINT32: CONVERT(uint32_t);
    case MAT_C_INT64: CONVERT(int64_t);
    case MAT_C_UINT64: CONVERT(uint64_t);
    default: return 0;
  }
}

static void read_variable(mat_t *file, matvar_t *variable, uint64_t largest,
                          struct array_reply *reply, void **elements) {
  if (variable->isComplex || variable->class_type < MAT_C_DOUBLE ||
      variable->class_type > MAT_C_UINT64)
    return unfit(reply, "it holds no real numbers");
  if (variable->rank < 1 || variable->rank > ARRAY_FILES_RANK || !variable->dims)
    return unfit(reply, "it is no plain array of at most four axes");
  int bytes = variable->class_type == MAT_C_UINT8 || variable->class_type == MAT_C_INT8;
  size_t size = bytes ? 1 : sizeof(double);
  uint64_t count = 1;
  reply->rank = (uint32_t)variable->rank;
  for (int axis = 0; axis < variable->rank; axis++) {
    reply->extents[axis] = variable->dims[axis];
    if (variable->dims[axis] == 0) return unfit(reply, "it is empty");
    if (variable->dims[axis] > largest / size / count)
      return unfit(reply, "it says that it is larger than any mask");
    count *= variable->dims[axis];
  }
  if (Mat_VarReadDataAll(file, variable) != 0 || !variable->data || variable->data_size < 1 ||
      variable->nbytes / (size_t)variable->data_size < count)
    return unfit(reply, "its data are damaged or cut short");
  reply->element = bytes ? ARRAY_BYTES : ARRAY_DOUBLES;
  reply->bytes = count * size;
  *elements = malloc(reply->bytes);
  if (!*elements) return unfit(reply, "there is no memory for it");
  if (bytes)
    memcpy(*elements, variable->data, count);
  else if (!convert(variable, count, *elements))
    return unfit(reply, "it holds no real numbers");
  reply->status = ARRAY_READ;
}

void array_files_read_matlab(const char *path, const char *name, uint64_t largest,
                             struct array_reply *reply, void **elements) {
  mat_t *file = Mat_Open(path, MAT_ACC_RDONLY);
  if (!file) {
    reply->status = ARRAY_FOREIGN;
    return;
  }
  matvar_t *variable = Mat_VarReadInfo(file, name);
  if (!variable) {
    reply->status = ARRAY_ABSENT;
  } else {
    read_variable(file, variable, largest, reply, elements);
    Mat_VarFree(variable);
  }
  Mat_Close(file);
}
