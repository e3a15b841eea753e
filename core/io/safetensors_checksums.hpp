// Checksums of a safetensors file, stored as strings in its metadata.
#pragma once

#include <xgrad/core/io/safetensors_header.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::io {

/// The key of the checksum entry. Its value is "xxh3", the checksum of the rest of the header, and
/// the checksums of the tensors in the order of their bytes, separated by spaces. A value that is
/// too long for one string is continued in entries "xgrad.checksums.1", "xgrad.checksums.2", ... of
/// this form.
inline constexpr std::string_view kChecksumKey = "xgrad.checksums";

/// True for a metadata key of such an entry.
bool is_checksum_key(std::string_view key);

/// Checksum of names, types, shapes, offsets and metadata, independent of their JSON formatting.
std::string header_checksum(const std::vector<const NamedEntry*>& tensors,
                            const std::map<std::string, std::string>& metadata);

/// Adds the checksum entries to the metadata.
void add_checksums(std::map<std::string, std::string>& metadata, const std::string& header,
                   const std::vector<std::string>& tensors);

/// Removes the checksum entries from the metadata and returns the checksums, that of the header
/// first. Returns nothing if there is no entry, and an empty list if an entry is malformed.
std::optional<std::vector<std::string>> take_checksums(
    std::map<std::string, std::string>& metadata);

}  // namespace xgrad::io
