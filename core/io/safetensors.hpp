// Named arrays in a file in the safetensors format, which PyTorch, MLX and others read and write.
#pragma once

#include <xgrad/core/array.hpp>

#include <map>
#include <string>

namespace xgrad::io {

/// Arrays by name.
using ArrayMap = std::map<std::string, Array>;

/// Free text by key, stored with the arrays.
using Metadata = std::map<std::string, std::string>;

/// What a safetensors file holds.
struct SafetensorsFile {
  ArrayMap arrays;
  Metadata metadata;
};

/// How exactly a file must keep the rules.
struct SafetensorsOptions {
  /// When false, bytes after the last tensor are ignored; every other rule holds.
  bool strict = true;
  /// When false, checksums in the file are not compared with its content.
  bool checksums = true;
};

/// What is written beside the tensors.
struct SafetensorsWriteOptions {
  /// Checksums of the header and of each tensor, in the metadata under "xgrad.checksums"; readers
  /// that do not know them see one more text.
  bool checksums = true;
};

/// Replaces the file at `path` in one step; an array under several names is stored once, the other
/// names in the metadata. Throws ValueError for names the format cannot hold, IoError; the old file
/// is then as it was, unless the message says otherwise.
void write_safetensors(const std::string& path, const ArrayMap& arrays,
                       const Metadata& metadata = {}, const SafetensorsWriteOptions& options = {});

/// Reads and checks a whole file, written here or elsewhere; an array stored once for several names
/// comes back under each. Throws FormatError for every broken rule, for content that differs from
/// its checksum where the file has checksums, and for element types that do not exist here;
/// IoError.
SafetensorsFile read_safetensors(const std::string& path, const SafetensorsOptions& options = {});

}  // namespace xgrad::io
