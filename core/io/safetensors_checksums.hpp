// Checksums of a safetensors file in its own metadata, where other readers see a string.
#pragma once

#include <xgrad/core/io/safetensors_header.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::io {

/// The key of the entry: "xxh3", the checksum of everything else that the header says, and those of
/// the tensors in the order of their bytes, with a space between them. What is too long for one
/// text is continued in entries "xgrad.checksums.1", "xgrad.checksums.2", ... of the same form.
inline constexpr std::string_view kChecksumKey = "xgrad.checksums";

/// Whether a metadata key is that of such an entry.
bool is_checksum_key(std::string_view key);

/// Checksum of names, types, shapes, places and metadata, however the JSON spells them.
std::string header_checksum(const std::vector<const NamedEntry*>& tensors,
                            const std::map<std::string, std::string>& metadata);

/// Adds the entries.
void add_checksums(std::map<std::string, std::string>& metadata, const std::string& header,
                   const std::vector<std::string>& tensors);

/// Takes the entries out and gives their checksums, that of the header first. Nothing where there
/// is no entry, an empty list where they are not of that form.
std::optional<std::vector<std::string>> take_checksums(
    std::map<std::string, std::string>& metadata);

}  // namespace xgrad::io
