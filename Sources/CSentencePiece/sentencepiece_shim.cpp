#include "sentencepiece_shim.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

struct spm_model {
  sentencepiece::SentencePieceProcessor processor;
};

namespace {

/// Copies what fits; the result is the whole length.
int32_t store(const std::string &from, char *to, int32_t capacity) {
  std::copy_n(from.begin(), std::min(from.size(), static_cast<size_t>(std::max(capacity, 0))), to);
  return static_cast<int32_t>(from.size());
}

}  // namespace

spm_model *spm_open(const void *bytes, size_t count, char *message, size_t message_capacity) {
  try {
    auto model = std::make_unique<spm_model>();
    const auto status = model->processor.LoadFromSerializedProto(
        absl::string_view(static_cast<const char *>(bytes), count));
    if (status.ok() && model->processor.GetPieceSize() > 0) return model.release();
    std::snprintf(message, message_capacity, "%s",
                  status.ok() ? "it has no pieces" : status.error_message());
  } catch (const std::exception &error) {
    std::snprintf(message, message_capacity, "%s", error.what());
  } catch (...) {
    std::snprintf(message, message_capacity, "unknown failure");
  }
  return nullptr;
}

void spm_close(spm_model *model) { delete model; }

int32_t spm_size(const spm_model *model) { return model->processor.GetPieceSize(); }

int32_t spm_piece_id(const spm_model *model, const char *piece) {
  try {
    const int id = model->processor.PieceToId(piece);
    return model->processor.IdToPiece(id) == piece ? id : -1;
  } catch (...) {
    return -1;
  }
}

spm_piece_kind spm_kind(const spm_model *model, int32_t id) {
  try {
    const auto &processor = model->processor;
    if (id < 0 || id >= processor.GetPieceSize() || processor.IsUnknown(id)) return SPM_UNKNOWN;
    if (processor.IsControl(id)) return SPM_CONTROL;
    return processor.IsByte(id) ? SPM_BYTE : SPM_NORMAL;
  } catch (...) {
    return SPM_UNKNOWN;
  }
}

int32_t spm_piece(const spm_model *model, int32_t id, char *name, int32_t capacity) {
  try {
    if (id < 0 || id >= model->processor.GetPieceSize()) return -1;
    return store(model->processor.IdToPiece(id), name, capacity);
  } catch (...) {
    return -1;
  }
}

int32_t spm_encode(const spm_model *model, const char *text, size_t count, int32_t *ids,
                   int32_t capacity) {
  try {
    std::vector<int> found;
    if (!model->processor.Encode(absl::string_view(text, count), &found).ok()) return -1;
    const size_t stored = std::min(found.size(), static_cast<size_t>(std::max(capacity, 0)));
    std::copy_n(found.begin(), stored, ids);
    return static_cast<int32_t>(found.size());
  } catch (...) {
    return -1;
  }
}

int32_t spm_decode(const spm_model *model, const int32_t *ids, int32_t count, char *text,
                   int32_t capacity) {
  try {
    const std::vector<int> pieces(ids, ids + std::max(count, 0));
    const int size = model->processor.GetPieceSize();
    if (std::any_of(pieces.begin(), pieces.end(), [=](int id) { return id < 0 || id >= size; }))
      return -1;
    std::string joined;
    if (!model->processor.Decode(pieces, &joined).ok()) return -1;
    return store(joined, text, capacity);
  } catch (...) {
    return -1;
  }
}
