/// Zstandard's frames for Swift.
#pragma once
#include <zstd.h>
