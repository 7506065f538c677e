// The process that reads: it inherits nothing but one socket, and may use a gigabyte.
#include "readers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NAME_LIMIT = 1 << 16 };

static const uint64_t memory_limit = 1 << 30;

static int take(int channel, void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t got = read(channel, (char *)bytes + done, count - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    done += (size_t)got;
  }
  return 1;
}

static int put(int channel, const void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t sent = write(channel, (const char *)bytes + done, count - done);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return 0;
    done += (size_t)sent;
  }
  return 1;
}

/// Leaves the process what it needs: the socket as descriptor 3, standard signals, bounded memory.
static int shut_in(int channel) {
  int nowhere = open("/dev/null", O_RDWR);
  if (nowhere < 0 || dup2(nowhere, 0) < 0 || dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0) return -1;
  if (channel != 3 && dup2(channel, 3) < 0) return -1;
  long most = sysconf(_SC_OPEN_MAX);
  for (int other = 4; other < (most < 0 || most > 65536 ? 65536 : most); other++) close(other);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  // Ctrl-C is for the program, which closes the socket when it is done.
  signal(SIGINT, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
#ifdef __linux__
  // What the program had mapped already counts too.
  unsigned long long pages = 0;
  FILE *status = fopen("/proc/self/statm", "r");
  if (status && fscanf(status, "%llu", &pages) == 1) {
    rlim_t limit = (rlim_t)(pages * (uint64_t)sysconf(_SC_PAGESIZE) + memory_limit);
    struct rlimit memory = {limit, limit};
    setrlimit(RLIMIT_AS, &memory);
  }
  if (status) fclose(status);
#endif
  // Datasets lie on read-only and network disks, where locks fail.
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
  return 3;
}

static char *take_text(int channel, uint32_t count) {
  char *text = count < NAME_LIMIT ? calloc(count + 1, 1) : NULL;
  if (text && take(channel, text, count)) return text;
  free(text);
  return NULL;
}

static int answer(int channel) {
  struct array_request request;
  if (!take(channel, &request, sizeof request)) return 0;
  char *path = take_text(channel, request.path_bytes);
  char *name = path ? take_text(channel, request.name_bytes) : NULL;
  if (!name) {
    free(path);
    return 0;
  }
  struct array_reply reply;
  memset(&reply, 0, sizeof reply);
  void *elements = NULL;
  if (request.format == ARRAY_HDF5)
    array_files_read_hdf5(path, name, request.largest, &reply, &elements);
  else
    array_files_read_matlab(path, name, request.largest, &reply, &elements);
  if (reply.status != ARRAY_READ) reply.bytes = 0;
  int sent = put(channel, &reply, sizeof reply) && put(channel, elements, reply.bytes);
  free(elements);
  free(path);
  free(name);
  return sent;
}

int array_files_start(pid_t *process) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  *process = fork();
  if (*process == 0) {
    int channel = shut_in(ends[1]);
    while (channel >= 0 && answer(channel)) {
    }
    _exit(0);
  }
  int failure = errno;
  close(ends[1]);
  if (*process > 0) return ends[0];
  close(ends[0]);
  errno = failure;
  return -1;
}
