/// Arrays of numbers from HDF5 and MATLAB files, read by libhdf5 and libmatio in a process of its own:
/// both libraries are large, and a file made to harm them ends that process alone.
#pragma once
#include <stdint.h>
#include <sys/types.h>

enum { ARRAY_FILES_RANK = 4 };

enum array_format { ARRAY_HDF5 = 0, ARRAY_MATLAB = 1 };

enum array_status {
  ARRAY_READ = 0,
  /// The file is none of the format, or is cut short.
  ARRAY_FOREIGN = 1,
  /// The file has no array of this name.
  ARRAY_ABSENT = 2,
  /// The array cannot be used; `message` says why.
  ARRAY_UNFIT = 3,
};

enum array_element { ARRAY_BYTES = 0, ARRAY_DOUBLES = 1 };

/// Sent to the process, followed by the path and the array's name without a final zero.
struct array_request {
  uint32_t format;
  uint32_t path_bytes, name_bytes;
  /// Bytes of elements that are read at most.
  uint64_t largest;
};

/// Sent back, followed by `bytes` bytes of elements.
struct array_reply {
  int32_t status;
  /// What the elements are: bytes where the file has integers of eight bits, doubles otherwise.
  int32_t element;
  uint32_t rank;
  /// HDF5: the last changes fastest. MATLAB: the first changes fastest.
  uint64_t extents[ARRAY_FILES_RANK];
  uint64_t bytes;
  char message[120];
};

/// Starts the process. Returns the socket to talk to it, or -1 with errno set. The process ends when
/// the socket is closed; the caller waits for it.
int array_files_start(pid_t *process);

/// The version of the library that reads a format, such as "1.10.8".
void array_files_version(enum array_format format, char text[24]);
