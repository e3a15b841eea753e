// Parses and writes the header of .npy files, a literal of Python that describes the array.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/elements.hpp>
#include <xgrad/nn/data/readers/npy.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace xgrad::nn::data {
namespace {

using namespace std::string_view_literals;
using io::quote;

constexpr std::string_view kMagic = "\x93NUMPY"sv;
constexpr std::size_t kMaxHeaderBytes = 10'000;  // NumPy's limit
constexpr std::size_t kAlignment = 64;           // of the elements in a file

struct Header {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::uint64_t>> sizes;
};

// The grammar of the header: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const Input& input)
      : text_(text), input_(input), begin_(input.offset() - text.size()) {}

  Header parse() {
    expect('{');
    while (!accept('}')) {
      parse_entry();
      if (accept(',')) continue;
      expect('}');
      break;
    }
    skip_space();
    if (at_ != text_.size()) reject("text follows the description");
    for (const auto& [key, given] : {std::pair("descr", header_.descr.has_value()),
                                     std::pair("fortran_order", header_.fortran_order.has_value()),
                                     std::pair("shape", header_.sizes.has_value())}) {
      if (!given) reject(fmt::format("the description has no '{}'", key));
    }
    return std::move(header_);
  }

 private:
  void parse_entry() {
    const std::string key = parse_string();
    expect(':');
    if (key == "descr" && !header_.descr) {
      header_.descr = parse_string();
    } else if (key == "fortran_order" && !header_.fortran_order) {
      header_.fortran_order = parse_bool();
    } else if (key == "shape" && !header_.sizes) {
      header_.sizes = parse_tuple();
    } else {
      reject(fmt::format("the key {} is unknown or a duplicate", quote(key)));
    }
  }

  std::string parse_string() {
    skip_space();
    const char mark = at_ < text_.size() ? text_[at_] : '\0';
    if (mark == '[') reject("structured element types are not supported");
    if (mark != '\'' && mark != '"') reject("expected a string");
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == text_.npos) reject("a string has no end");
    std::string value(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return value;
  }

  bool parse_bool() {
    skip_space();
    for (const auto& [word, value] : {std::pair("True"sv, true), std::pair("False"sv, false)}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    reject("expected True or False");
  }

  std::vector<std::uint64_t> parse_tuple() {
    std::vector<std::uint64_t> sizes;
    expect('(');
    while (!accept(')')) {
      sizes.push_back(parse_integer());
      if (accept(',')) continue;
      expect(sizes.size() > 1 ? ')' : ',');  // (3) is a number, (3,) a tuple
      break;
    }
    return sizes;
  }

  std::uint64_t parse_integer() {
    skip_space();
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) reject("expected a size");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }

  bool accept(char wanted) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) reject(fmt::format("expected '{}'", wanted));
  }

  [[noreturn]] void reject(std::string_view reason) const {
    input_.reject_at(begin_ + at_, reason);
  }

  std::string_view text_;
  const Input& input_;
  std::size_t begin_, at_ = 0;
  Header header_;
};

// The type of a descr such as "<f4": byte order, kind and size.
StoredType stored_type(const Input& input, const std::string& descr) {
  using Kind = StoredType::Kind;
  constexpr std::pair<std::string_view, Kind> kTypes[] = {
      {"f2", Kind::floating},         {"f4", Kind::floating},
      {"f8", Kind::floating},         {"i1", Kind::signed_integer},
      {"i2", Kind::signed_integer},   {"i4", Kind::signed_integer},
      {"i8", Kind::signed_integer},   {"u1", Kind::unsigned_integer},
      {"u2", Kind::unsigned_integer}, {"u4", Kind::unsigned_integer},
      {"b1", Kind::boolean}};
  const std::string_view type = std::string_view(descr).substr(descr.empty() ? 0 : 1);
  const auto* found =
      std::ranges::find(kTypes, type, [](const auto& entry) { return entry.first; });
  if (found == std::end(kTypes) || "<>|="sv.find(descr[0]) == std::string_view::npos) {
    input.reject(fmt::format("unsupported element type {}", quote(descr)),
                 "supported are f2, f4, f8, i1, i2, i4, i8, u1, u2, u4 and b1 after <, >, | or =");
  }
  return {.kind = found->second,
          .size = static_cast<std::uint8_t>(type[1] - '0'),
          .order = descr[0] == '>' ? ByteOrder::big : ByteOrder::little};
}

Array parse_npy_array(Input input, std::optional<DType> dtype) {
  if (!input.rest().starts_with(kMagic)) input.reject("not a .npy file: it does not begin as one");
  input.take(kMagic.size(), "magic");
  const auto version = input.take_unsigned(1, ByteOrder::little, "version");
  const auto minor = input.take_unsigned(1, ByteOrder::little, "version");
  if (version < 1 || version > 3 || minor != 0) {
    input.reject(
        fmt::format("unsupported version {}.{}, expected 1.0, 2.0 or 3.0", version, minor));
  }
  const auto length = input.take_unsigned(version == 1 ? 2 : 4, ByteOrder::little, "header length");
  if (length > kMaxHeaderBytes) {
    input.reject(fmt::format("the header claims {} bytes, the most allowed are {}", length,
                             kMaxHeaderBytes));
  }
  Header header = HeaderParser(input.take(length, "header"), input).parse();
  const StoredType type = stored_type(input, *header.descr);
  return take_elements(
      input, type, *header.sizes, dtype,
      *header.fortran_order ? ElementOrder::column_major : ElementOrder::row_major);
}

}  // namespace

Tensor read_npy(const std::string& path, std::optional<DType> dtype) {
  return with_out_of_memory([&]() -> Tensor { return parse_npy(read_bytes(path), path, dtype); });
}

Tensor parse_npy(std::string_view bytes, const std::string& name, std::optional<DType> dtype) {
  return with_out_of_memory(
      [&]() -> Tensor { return Tensor(parse_npy_array(Input(bytes, name), dtype)); });
}

std::string npy_header(const Tensor& x) {
  const Shape& shape = x.shape("npy_header");
  constexpr std::string_view kDescr[] = {"<f4", "<f8", "<i8", "|b1"};
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                 kDescr[static_cast<std::size_t>(x.dtype())],
                                 fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  const std::size_t before = kMagic.size() + 4;  // version and header length
  const std::size_t total = (before + text.size() + kAlignment) / kAlignment * kAlignment;
  text.resize(total - before - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header +=
      {'\1', '\0', static_cast<char>(text.size() & 0xFF), static_cast<char>(text.size() >> 8)};
  return header + text;
}

void write_npy(const std::string& path, const Tensor& x) {
  with_out_of_memory([&]() -> void {
    const Array elements = kernels::contiguous(x.array("write_npy"));
    const std::string header = npy_header(x);
    const std::span<const std::byte> parts[] = {std::as_bytes(std::span(header)),
                                                io::element_bytes(elements)};
    io::write_file_atomically(path, parts);
  });
}

}  // namespace xgrad::nn::data
