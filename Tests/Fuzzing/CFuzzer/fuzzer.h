// LLVM's libFuzzer as a library (llvm.org/docs/LibFuzzer.html); -sanitize=fuzzer links it.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*input)(const uint8_t *bytes, size_t count));
