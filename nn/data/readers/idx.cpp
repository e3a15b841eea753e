// Parses the header of IDX files: an element type, and the sizes of the axes in big-endian order.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/elements.hpp>
#include <xgrad/nn/data/readers/idx.hpp>

#include <fmt/format.h>

#include <vector>

namespace xgrad::nn::data {
namespace {

std::optional<StoredType> find_type(std::uint64_t code) {
  using Kind = StoredType::Kind;
  switch (code) {
    case 0x08:
      return StoredType{Kind::unsigned_integer, 1, ByteOrder::big};
    case 0x09:
      return StoredType{Kind::signed_integer, 1, ByteOrder::big};
    case 0x0B:
      return StoredType{Kind::signed_integer, 2, ByteOrder::big};
    case 0x0C:
      return StoredType{Kind::signed_integer, 4, ByteOrder::big};
    case 0x0D:
      return StoredType{Kind::floating, 4, ByteOrder::big};
    case 0x0E:
      return StoredType{Kind::floating, 8, ByteOrder::big};
    default:
      return std::nullopt;
  }
}

Array parse_idx_array(Input input, std::optional<DType> dtype) {
  if (input.rest().starts_with("\x1F\x8B")) {
    input.reject(
        "the file is compressed with gzip",
        "parse_idx(read_gzip(path), path) reads it; link xgrad::gzip, which needs Debian's "
        "zlib1g-dev");
  }
  if (input.take_unsigned(2, ByteOrder::big, "magic") != 0) {
    input.reject("not an IDX file: it does not begin with two zero bytes");
  }
  const std::uint64_t code = input.take_unsigned(1, ByteOrder::big, "element type");
  const std::optional<StoredType> type = find_type(code);
  if (!type) input.reject(fmt::format("unknown element type {:#04x}", code));
  std::vector<std::uint64_t> sizes(input.take_unsigned(1, ByteOrder::big, "number of axes"));
  for (std::uint64_t& size : sizes)
    size = input.take_unsigned(4, ByteOrder::big, "size of an axis");
  return take_elements(input, *type, sizes, dtype);
}

}  // namespace

Tensor read_idx(const std::string& path, std::optional<DType> dtype) {
  return with_out_of_memory([&]() -> Tensor { return parse_idx(read_bytes(path), path, dtype); });
}

Tensor parse_idx(std::string_view bytes, const std::string& name, std::optional<DType> dtype) {
  return with_out_of_memory(
      [&]() -> Tensor { return Tensor(parse_idx_array(Input(bytes, name), dtype)); });
}

}  // namespace xgrad::nn::data
