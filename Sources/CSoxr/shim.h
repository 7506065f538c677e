/// libsoxr for Swift.
#pragma once
#include <soxr.h>
#include <stddef.h>

/// A resampler of one channel of floats, 20 bits exact up to 91 % of the lower Nyquist frequency, on
/// the calling thread; NULL where it cannot be made.
static inline soxr_t csoxr_create(double from, double to) {
  soxr_error_t error = NULL;
  soxr_io_spec_t floats = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  soxr_t resampler = soxr_create(from, to, 1, &error, &floats, &quality, &one_thread);
  if (!error) return resampler;
  soxr_delete(resampler);
  return NULL;
}
