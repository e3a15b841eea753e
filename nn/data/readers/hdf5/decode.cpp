// Decodes the messages of object headers: types, shapes, places, attributes and links.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/shape.hpp>
#include <xgrad/nn/data/readers/hdf5/messages.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <tuple>

namespace xgrad::nn::data::hdf5 {
namespace {

using Number = io::StoredType::Kind;

// Properties of a floating type: the positions and sizes of its fields in bits, and its bias.
using FloatLayout = std::tuple<unsigned, unsigned, unsigned, unsigned, unsigned, unsigned>;

// The stored type of a floating number with these fields; none for others than those of IEEE.
std::optional<io::StoredType> floating_type(std::uint32_t size, unsigned sign, Part& body) {
  const std::uint64_t offset = body.number(2), precision = body.number(2);
  if (offset != 0 || precision != std::uint64_t{8} * size) return {};
  const unsigned exponent = body.byte(), exponent_bits = body.byte();
  const unsigned mantissa = body.byte(), mantissa_bits = body.byte();
  const FloatLayout layout = {sign,     exponent,      exponent_bits,
                              mantissa, mantissa_bits, static_cast<unsigned>(body.number(4))};
  constexpr std::tuple<std::uint32_t, FloatLayout, io::StoredType> kTypes[] = {
      {2, {15, 10, 5, 0, 10, 15}, {Number::floating, 2}},
      {2, {15, 7, 8, 0, 7, 127}, {Number::bfloat, 2}},
      {4, {31, 23, 8, 0, 23, 127}, {Number::floating, 4}},
      {8, {63, 52, 11, 0, 52, 1023}, {Number::floating, 8}}};
  for (const auto& [bytes, fields, type] : kTypes) {
    if (size == bytes && layout == fields) return type;
  }
  return {};
}

std::optional<io::StoredType> integer_type(std::uint32_t size, bool is_signed, Part& body) {
  const std::uint64_t offset = body.number(2), precision = body.number(2);
  if (size > 8 || !std::has_single_bit(size) || offset != 0 || precision != std::uint64_t{8} * size)
    return {};
  return io::StoredType{is_signed ? Number::signed_integer : Number::unsigned_integer,
                        static_cast<std::uint8_t>(size)};
}

// In version 1, the parts of an attribute are padded to multiples of 8 bytes.
std::uint64_t padded(std::uint64_t size, unsigned version) {
  return version == 1 ? (size + 7) / 8 * 8 : size;
}

std::string_view until_zero(std::string_view text) {
  return text.substr(0, text.find('\0'));
}

}  // namespace

Datatype decode_datatype(Part body) {
  enum Class : unsigned { integer = 0, floating = 1, text = 3, opaque = 5, variable = 9 };
  const unsigned first = body.byte();
  const auto bits = static_cast<unsigned>(body.number(3));
  Datatype type = {.size = static_cast<std::uint32_t>(body.number(4))};
  if (const unsigned version = first >> 4; version < 1 || version > 5) {
    body.reject(fmt::format("version {} of a type is not supported", version));
  }
  if (type.size == 0) body.reject("a type has no bytes");
  std::optional<io::StoredType> number;
  switch (first & 15) {
    case integer:
      number = integer_type(type.size, (bits & 8) != 0, body);
      break;
    case floating:
      if ((bits & 0x40) == 0) number = floating_type(type.size, bits >> 8 & 0xFF, body);
      break;
    case text:
      type.kind = Datatype::Kind::text;
      break;
    case opaque:
      type.kind = Datatype::Kind::opaque;
      break;
    case variable:
      if ((bits & 15) == 1 && type.size == 16) type.kind = Datatype::Kind::variable_text;
      break;
    default:
      break;
  }
  if (number) {
    type.kind = Datatype::Kind::number;
    type.number = *number;
    type.number.order = (bits & 1) != 0 ? io::ByteOrder::big : io::ByteOrder::little;
  }
  return type;
}

Sizes decode_dataspace(Part body) {
  constexpr unsigned kNull = 2;  // no element; others are a scalar and an array
  const unsigned version = body.byte(), rank = body.byte();
  body.skip(1);                       // whether sizes may grow
  const unsigned kind = body.byte();  // of version 2
  if (version == 1) {
    body.skip(4);
  } else if (version != 2 || kind > kNull) {
    body.reject(fmt::format("version {} and kind {} of a shape are not supported", version, kind));
  }
  if (version == 2 && kind == kNull) return {0};
  if (rank > kMaxRank) {
    body.reject(fmt::format("{} axes, at most {} are supported", rank, kMaxRank));
  }
  Sizes sizes;
  for (unsigned axis = 0; axis < rank; ++axis) sizes.push_back(body.number(8));
  return sizes;
}

Layout decode_layout(Part body) {
  enum Class : unsigned { compact = 0, contiguous = 1, chunked = 2 };
  const unsigned version = body.byte(), kind = body.byte();
  if (version != 3 && version != 4) {
    body.reject(fmt::format("version {} of a layout is not supported", version));
  }
  if (kind == compact) {
    const std::uint64_t size = body.number(2);
    const std::uint64_t address = body.offset();
    body.skip(size);
    return {.address = address, .size = size};
  }
  if (kind == contiguous) {
    const std::uint64_t address = body.address();
    return {.address = address, .size = body.address()};
  }
  if (kind != chunked || version != 3) {
    body.reject(fmt::format("layout {} of version {} is not supported", kind, version),
                "the program h5repack of HDF5 writes datasets without chunks: "
                "h5repack -l CONTI file.h5 plain.h5");
  }
  Layout layout = {.chunked = true};
  const unsigned axes = body.byte();
  if (axes < 2 || axes > kMaxRank + 1) body.reject(fmt::format("chunks of {} axes", axes));
  layout.address = body.address();
  for (unsigned axis = 0; axis + 1 < axes; ++axis) layout.chunk.push_back(body.number(4));
  layout.size = body.number(4);
  return layout;
}

std::vector<Filter> decode_filters(Part body) {
  constexpr unsigned kMostFilters = 32, kFirstWithName = 256;
  const unsigned version = body.byte(), count = body.byte();
  if (version != 1 && version != 2) {
    body.reject(fmt::format("version {} of filters is not supported", version));
  }
  if (count > kMostFilters) body.reject(fmt::format("{} filters", count));
  if (version == 1) body.skip(6);
  std::vector<Filter> filters;
  for (unsigned i = 0; i < count; ++i) {
    const std::uint64_t number = body.number(2);
    const std::uint64_t name = version == 1 || number >= kFirstWithName ? body.number(2) : 0;
    body.skip(2);  // whether it may be left out
    const std::uint64_t values = body.number(2);
    body.skip(padded(name, version) + 4 * values + (version == 1 ? 4 * (values % 2) : 0));
    if (number < 1 || number > 3) {
      body.reject(fmt::format("filter {} is not supported", number),
                  "the program h5repack of HDF5 removes filters: "
                  "h5repack -f NONE file.h5 plain.h5");
    }
    filters.push_back(static_cast<Filter>(number));
  }
  return filters;
}

Attribute decode_attribute(Image& image, Part body) {
  const unsigned version = body.byte(), flags = body.byte();
  if (version < 1 || version > 3) {
    body.reject(fmt::format("version {} of an attribute is not supported", version));
  }
  if (version > 1 && flags != 0) body.reject("shared types of attributes are not supported");
  const std::uint64_t name_size = body.number(2), type_size = body.number(2),
                      space_size = body.number(2);
  if (version == 3) body.skip(1);  // the encoding of the name
  const std::string_view name = until_zero(body.take(padded(name_size, version)));
  image.take_memory(name.size() + sizeof(Attribute) + 64);
  const Datatype type = decode_datatype(body.part(padded(type_size, version), "type"));
  Sizes sizes = decode_dataspace(body.part(padded(space_size, version), "shape"));
  std::uint64_t bytes = type.size;
  for (const std::uint64_t size : sizes) {
    if (__builtin_mul_overflow(bytes, size, &bytes)) bytes = kUndefined;
  }
  return {std::string(name), type, std::move(sizes), body.part(bytes, "value of an attribute")};
}

Link decode_link(Image& image, Part body) {
  constexpr unsigned kHasKind = 8, kHasOrder = 4, kHasEncoding = 16;
  body.expect_version(1);
  const unsigned flags = body.byte();
  const unsigned kind = (flags & kHasKind) != 0 ? body.byte() : 0;
  if ((flags & kHasOrder) != 0) body.skip(8);
  if ((flags & kHasEncoding) != 0) body.skip(1);
  const std::uint64_t size = body.number(std::size_t{1} << (flags & 3));
  const std::string_view name = body.take(size);
  if (kind != 0) {
    body.reject(fmt::format("{} is a {} link, which is not followed", io::quote(name),
                            kind == 1 ? "soft" : "external"));
  }
  image.take_memory(name.size() + sizeof(Link) + 64);
  return {std::string(name), body.address()};
}

}  // namespace xgrad::nn::data::hdf5
