// The header of a safetensors file: element types, and parsing and formatting of its JSON text.
#pragma once

#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/numbers/dtype.hpp>

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

/// Maximal size of a header in the format, in bytes.
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

/// Maximal size of a name, text or number in a header: the parser holds several copies of it.
inline constexpr std::size_t kMaxTextBytes = std::size_t{2} << 20;

/// The metadata key, which cannot be the name of a tensor.
inline constexpr std::string_view kMetadataKey = "__metadata__";

/// An element type of the format, and the DType of arrays with these elements.
struct ElementType {
  std::string_view name;
  std::uint64_t bits;
  std::optional<DType> dtype = std::nullopt;
  /// For a type without a DType of its own, how its elements are widened to another one.
  std::optional<StoredType> widened = std::nullopt;
};

/// All element types in the order of the format: files store tensors of later types first.
inline constexpr ElementType kElementTypes[] = {
    {"BOOL", 8, bool_},
    {"F4", 4},
    {"F6_E2M3", 6},
    {"F6_E3M2", 6},
    {"U8", 8, {}, StoredType{StoredType::Kind::unsigned_integer, 1}},
    {"I8", 8, {}, StoredType{StoredType::Kind::signed_integer, 1}},
    {"F8_E5M2", 8},
    {"F8_E4M3", 8},
    {"F8_E8M0", 8},
    {"F8_E4M3FNUZ", 8},
    {"F8_E5M2FNUZ", 8},
    {"I16", 16, {}, StoredType{StoredType::Kind::signed_integer, 2}},
    {"U16", 16, {}, StoredType{StoredType::Kind::unsigned_integer, 2}},
    {"F16", 16, {}, StoredType{StoredType::Kind::floating, 2}},
    {"BF16", 16, {}, StoredType{StoredType::Kind::bfloat, 2}},
    {"I32", 32, {}, StoredType{StoredType::Kind::signed_integer, 4}},
    {"U32", 32, {}, StoredType{StoredType::Kind::unsigned_integer, 4}},
    {"F32", 32, float32},
    {"C64", 64},
    {"F64", 64, float64},
    {"I64", 64, int64},
    {"U64", 64, {}, StoredType{StoredType::Kind::unsigned_integer, 8}}};

/// The header entry of a tensor; `begin` and `end` are byte offsets after the header.
struct TensorEntry {
  const ElementType* type = nullptr;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

/// The name of a tensor and its header entry.
using NamedEntry = std::pair<std::string, TensorEntry>;

/// The content of a header; names are unique.
struct Header {
  std::deque<NamedEntry> tensors;
  std::map<std::string, std::string> metadata;
};

/// Parses a header. Throws FormatError, starting with `file`, if `text` violates the rules of JSON
/// or of the format, or if its content would take more than `memory` bytes. Does not validate sizes
/// and offsets.
Header parse_header(std::string_view text, const std::string& file, std::size_t memory);

/// Passes on the text of each member of a header, metadata first if there are any; `tensors` must
/// be in the order of their bytes.
void for_each_member(const std::vector<const NamedEntry*>& tensors,
                     const std::map<std::string, std::string>& metadata,
                     const std::function<void(std::string_view member)>& receive);

/// The complete header text, padded with spaces to a multiple of 8 bytes.
std::string format_header(const std::vector<const NamedEntry*>& tensors,
                          const std::map<std::string, std::string>& metadata);

/// True when a header with this name or metadata text is within the limits of the reader.
bool is_short_enough(std::string_view text);

}  // namespace xgrad::io
