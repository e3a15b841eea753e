// The header of a safetensors file: element types by name, and its JSON text in both directions.
#pragma once

#include <xgrad/core/dtype.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xgrad::io {

/// Longest header the format allows, in bytes.
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

/// Longest name, text or number in a header: the parser holds several copies of one.
inline constexpr std::size_t kMaxTextBytes = std::size_t{2} << 20;

/// Key that no tensor may have.
inline constexpr std::string_view kMetadataKey = "__metadata__";

/// One element type of the format, and what it is here.
struct ElementType {
  std::string_view name;
  std::uint64_t bits;
  std::optional<DType> dtype = std::nullopt;
};

/// All element types, in the format's order: files store the later ones first.
inline constexpr ElementType kElementTypes[] = {{"BOOL", 8, boolean},
                                                {"F4", 4},
                                                {"F6_E2M3", 6},
                                                {"F6_E3M2", 6},
                                                {"U8", 8},
                                                {"I8", 8},
                                                {"F8_E5M2", 8},
                                                {"F8_E4M3", 8},
                                                {"F8_E8M0", 8},
                                                {"F8_E4M3FNUZ", 8},
                                                {"F8_E5M2FNUZ", 8},
                                                {"I16", 16},
                                                {"U16", 16},
                                                {"F16", 16},
                                                {"BF16", 16},
                                                {"I32", 32},
                                                {"U32", 32},
                                                {"F32", 32, float32},
                                                {"C64", 64},
                                                {"F64", 64, float64},
                                                {"I64", 64, int64},
                                                {"U64", 64}};

/// What the header says of one tensor; `begin` and `end` count bytes after the header.
struct TensorEntry {
  const ElementType* type = nullptr;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

/// A tensor's name and what the header says of it.
using NamedEntry = std::pair<std::string, TensorEntry>;

/// The content of a header; every name is there once.
struct Header {
  std::deque<NamedEntry> tensors;
  std::map<std::string, std::string> metadata;
};

/// The header that `text` spells; throws FormatError, beginning with `file`, unless it keeps the
/// rules of JSON and of the format, and when its content would take more than `memory` bytes. Sizes
/// and offsets are taken as they come.
Header parse_header(std::string_view text, const std::string& file, std::size_t memory);

/// Passes on the text of each member of such a header, the metadata first if there are any;
/// `tensors` come in the order of their bytes.
void for_each_member(const std::vector<const NamedEntry*>& tensors,
                     const std::map<std::string, std::string>& metadata,
                     const std::function<void(std::string_view member)>& receive);

/// The whole text, padded with spaces to a multiple of 8 bytes.
std::string format_header(const std::vector<const NamedEntry*>& tensors,
                          const std::map<std::string, std::string>& metadata);

/// True when a header that holds this text as a name or as metadata could be read again.
bool is_short_enough(std::string_view text);

/// `name` for messages: a JSON string, shortened when it is long.
std::string quote(std::string_view name);

}  // namespace xgrad::io
