// Files compressed with gzip. Link xgrad::gzip, which needs zlib (Debian's zlib1g-dev).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The most bytes that a compressed file may contain, unless a call says otherwise.
inline constexpr std::size_t kMostDecompressedBytes = std::size_t{1} << 32;

/// The content of a file compressed with gzip, for `parse_idx`, `CsvTable` and others.
/// Throws FormatError if the file is truncated, damaged, or contains more than `max_bytes`; IoError.
std::string read_gzip(const std::string& path, std::size_t max_bytes = kMostDecompressedBytes);

/// The content of the bytes of such a file; `name` is the file in messages. Throws as `read_gzip`.
std::string decompress_gzip(std::string_view bytes, const std::string& name,
                            std::size_t max_bytes = kMostDecompressedBytes);

}  // namespace xgrad::nn::data
