/// libsentencepiece behind a C interface: Swift's C++ interoperability cannot import its class, and
/// C++ exceptions must not reach Swift frames. No function here throws or exits.
#ifndef REFSEG_SENTENCEPIECE_SHIM_H
#define REFSEG_SENTENCEPIECE_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A loaded model; never changes after loading, so that threads may share it.
typedef struct spm_model spm_model;

typedef enum { SPM_NORMAL = 0, SPM_UNKNOWN = 1, SPM_CONTROL = 2, SPM_BYTE = 3 } spm_piece_kind;

/// Loads a serialized model. Returns NULL and fills `message` (terminated) when it cannot.
spm_model *_Nullable spm_open(const void *_Nonnull bytes, size_t count, char *_Nonnull message,
                              size_t message_capacity);

void spm_close(spm_model *_Nullable model);

/// Number of pieces.
int32_t spm_size(const spm_model *_Nonnull model);

/// The id of a piece given by its terminated name; -1 where the vocabulary has none.
int32_t spm_piece_id(const spm_model *_Nonnull model, const char *_Nonnull piece);

/// What a piece is; ids outside the vocabulary are unknown.
spm_piece_kind spm_kind(const spm_model *_Nonnull model, int32_t id);

/// The name of a piece in UTF-8, U+2581 where a word begins. At most `capacity` bytes are stored; the
/// result is how many there are, or -1 when the id lies outside the vocabulary.
int32_t spm_piece(const spm_model *_Nonnull model, int32_t id, char *_Nullable name,
                  int32_t capacity);

/// Splits UTF-8 text into piece ids, without <s> and </s>. At most `capacity` are stored; the result
/// is how many there are, or -1 when splitting fails.
int32_t spm_encode(const spm_model *_Nonnull model, const char *_Nonnull text, size_t count,
                   int32_t *_Nullable ids, int32_t capacity);

/// Joins ids to UTF-8 text. At most `capacity` bytes are stored; the result is how many there are, or
/// -1 when an id lies outside the vocabulary.
int32_t spm_decode(const spm_model *_Nonnull model, const int32_t *_Nullable ids, int32_t count,
                   char *_Nullable text, int32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
