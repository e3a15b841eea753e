// Named arrays in files of the safetensors format, which PyTorch, MLX and others support.
#pragma once

#include <xgrad/core/array.hpp>

#include <map>
#include <string>

namespace xgrad::io {

/// Arrays by name.
using ArrayMap = std::map<std::string, Array>;

/// Free text by key, stored with the arrays.
using Metadata = std::map<std::string, std::string>;

/// The contents of a safetensors file.
struct SafetensorsFile {
  ArrayMap arrays;
  Metadata metadata;
};

/// Options of reading: how strictly a file is checked.
struct SafetensorsOptions {
  /// If false, bytes after the last tensor are ignored; all other rules are checked.
  bool strict = true;
  /// If false, checksums in the file are not verified.
  bool checksums = true;
  /// If true, a file without checksums is refused. Other programs write none, and damage to the header
  /// may have removed them.
  bool require_checksums = false;
  /// If true, elements of types that xgrad does not have are widened: F16 and BF16 to float32, I8 to
  /// I32 and U8 to U64 to int64. If false, a file with them is refused.
  bool widen = true;
};

/// Options of writing.
struct SafetensorsWriteOptions {
  /// Stores checksums of the header and of each tensor in the metadata under "xgrad.checksums", an
  /// ordinary metadata entry for other readers.
  bool checksums = true;
};

/// Writes a safetensors file, replacing an existing one atomically. An array with several names is
/// stored once; its other names are stored in the metadata. Throws ValueError for names that the
/// format cannot represent, IoError; an existing file is unchanged then, unless the message states
/// otherwise.
void write_safetensors(const std::string& path, const ArrayMap& arrays,
                       const Metadata& metadata = {}, const SafetensorsWriteOptions& options = {});

/// Reads and validates a whole file, also one from another program; an array stored once for
/// several names is returned under each name. Throws FormatError for every violation of the format,
/// for content that does not match its checksum, and for element types and values that xgrad cannot
/// represent: those of less than 8 bits, F8, C64, and U64 values above int64; IoError.
SafetensorsFile read_safetensors(const std::string& path, const SafetensorsOptions& options = {});

}  // namespace xgrad::io
