// Reads a checkpoint, and refuses what is not in it.
#include "support/model_file.hpp"

#include <fmt/format.h>

#include <utility>

namespace support {

using namespace xgrad;

ModelFile::ModelFile(std::string path, std::string program, std::string part)
    : path_(std::move(path)),
      program_(std::move(program)),
      part_(std::move(part)),
      state_(read_state(path_)) {}

Index ModelFile::columns(const std::string& parameter) const {
  const auto found = state_.find(fmt::format("{}.{}", part_, parameter));
  if (found == state_.end() || found->second.dim() != 2 || found->second.numel() == 0) {
    refuse(fmt::format("it has no matrix '{}'", parameter));
  }
  return found->second.size(1);
}

const std::string& ModelFile::metadata(const std::string& key) const {
  const auto found = state_.metadata.find(key);
  if (found == state_.metadata.end()) refuse(fmt::format("it has no metadata '{}'", key));
  return found->second;
}

void ModelFile::refuse(const std::string& reason) const {
  throw FormatError(fmt::format("'{}' is no model of {}: {}", path_, program_, reason),
                    fmt::format("'{} train --out FILE' writes one", program_));
}

}  // namespace support
