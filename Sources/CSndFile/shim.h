/// libsndfile for Swift.
#pragma once
#include <sndfile.h>

/// sf_error's answers to a file that is no sound file, or one of a kind that libsndfile cannot decode.
static inline int csnd_is_foreign(int error) {
  return error == SF_ERR_UNRECOGNISED_FORMAT || error == SF_ERR_UNSUPPORTED_ENCODING;
}
