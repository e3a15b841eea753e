// Checksums of a safetensors file in its own metadata, where other readers see a string.
#pragma once

#include <xgrad/core/io/safetensors_header.hpp>

#include <string>
#include <vector>

namespace xgrad::io {

/// The key of the entry: "xxh3", the checksum of everything else that the header says, and those of
/// the tensors in the order of their bytes, with a space between them.
inline constexpr std::string_view kChecksumKey = "xgrad.checksums";

/// Checksum of names, types, shapes, places and metadata, however the JSON spells them.
std::string header_checksum(const std::vector<const NamedEntry*>& tensors,
                            const std::map<std::string, std::string>& metadata);

/// What the entry holds.
std::string format_checksums(const std::string& header, const std::vector<std::string>& tensors);

/// The checksums in an entry, that of the header first; none when it is not of that form.
std::vector<std::string> parse_checksums(std::string_view entry);

}  // namespace xgrad::io
