// Reads safetensors files; the whole header is validated before the first element is read.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/checksum.hpp>
#include <xgrad/core/io/file.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/safetensors.hpp>
#include <xgrad/core/io/safetensors_checksums.hpp>
#include <xgrad/core/io/safetensors_header.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <vector>

namespace xgrad::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

// Memory that the content of a header may take beyond the size of the file. With the header's text
// and the parser's copies of names, the total is twice the file and 16 MiB.
constexpr std::size_t kMemoryOfHeader = std::size_t{15} << 20;

// Elements are read and checksummed in parts that fit in the processor's cache.
constexpr std::size_t kPart = std::size_t{1} << 18;

// One read operation, with the data for its error messages.
class Reader {
 public:
  Reader(const std::string& path, const SafetensorsOptions& options)
      : file_(File::open(path)), size_(file_.size()), options_(options) {}

  SafetensorsFile read() {
    Header header = parse_header(read_header(), subject(), size_ + kMemoryOfHeader);
    const std::vector<const NamedEntry*> tensors = check_layout(header);
    for (const NamedEntry* tensor : tensors) check_representable(*tensor);
    const std::vector<std::string> sums = take_checksums(tensors, header.metadata);
    SafetensorsFile result;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const std::string* const sum = sums.empty() ? nullptr : &sums[i + 1];
      result.arrays.emplace(tensors[i]->first, read_array(*tensors[i], sum));
    }
    restore_shared(result, std::move(header.metadata));
    return result;
  }

 private:
  std::string subject() const { return fmt::format("'{}' ({} bytes)", file_.path(), size_); }

  template <class... Facts>
  [[noreturn]] void reject(fmt::format_string<Facts...> text, Facts&&... facts) const {
    throw FormatError(
        fmt::format("{}: {}", subject(), fmt::format(text, std::forward<Facts>(facts)...)));
  }

  void read_exactly(std::span<std::byte> bytes) {
    if (file_.read(bytes) != bytes.size()) reject("the file became shorter while it was read");
  }

  std::string read_header() {
    if (size_ < 8) reject("too short for the 8 bytes that give the length of the header");
    std::uint64_t length = 0;
    read_exactly(std::as_writable_bytes(std::span(&length, 1)));
    if (length > kMaxHeaderBytes) {
      reject("the header claims {} bytes, the most allowed are {}; not a safetensors file", length,
             kMaxHeaderBytes);
    }
    if (length > size_ - 8) reject("truncated: the header claims {} bytes", length);
    data_size_ = size_ - 8 - length;
    std::string text(length, '\0');
    read_exactly(std::as_writable_bytes(std::span(text)));
    return text;
  }

  // The tensors in the order of their bytes, which must cover 0 to the end of the file without
  // gaps.
  std::vector<const NamedEntry*> check_layout(const Header& header) const {
    std::vector<const NamedEntry*> tensors;
    for (const NamedEntry& tensor : header.tensors) tensors.push_back(&tensor);
    // Tensors without elements may have equal offsets; this restores the writer's order.
    std::ranges::sort(tensors, [](const NamedEntry* a, const NamedEntry* b) {
      const auto key = [](const NamedEntry* tensor) {
        return std::tuple(tensor->second.begin, tensor->second.end);
      };
      if (key(a) != key(b)) return key(a) < key(b);
      if (a->second.type != b->second.type) return a->second.type > b->second.type;
      return a->first < b->first;
    });
    std::uint64_t end = 0;
    for (const NamedEntry* tensor : tensors) {
      const TensorEntry& entry = tensor->second;
      if (entry.begin != end || entry.end < entry.begin) {
        reject(
            "tensor {}: data_offsets [{}, {}] do not continue the tensors before, which end at "
            "{}",
            quote(tensor->first), entry.begin, entry.end, end);
      }
      check_size(*tensor);
      end = entry.end;
    }
    if (end > data_size_) {
      reject("truncated: {} bytes of elements belong after the header, only {} are there", end,
             data_size_);
    }
    if (end < data_size_ && options_.strict) {
      throw FormatError(
          fmt::format("{}: {} bytes follow the last tensor", subject(), data_size_ - end),
          "read with .strict = false to ignore them");
    }
    return tensors;
  }

  void check_size(const NamedEntry& tensor) const {
    const TensorEntry& entry = tensor.second;
    std::uint64_t bits = 1;
    const auto multiply = [&](std::uint64_t factor) {
      if (__builtin_mul_overflow(bits, factor, &bits)) {
        reject("tensor {}: shape [{}] has more elements than can be counted", quote(tensor.first),
               fmt::join(entry.shape, ", "));
      }
    };
    for (const std::uint64_t size : entry.shape) multiply(size);
    multiply(entry.type->bits);
    if (bits % 8 != 0 || bits / 8 != entry.end - entry.begin) {
      reject(
          "tensor {}: {} elements of shape [{}] take {} bits, data_offsets [{}, {}] are {} bytes",
          quote(tensor.first), entry.type->name, fmt::join(entry.shape, ", "), bits, entry.begin,
          entry.end, entry.end - entry.begin);
    }
  }

  // Rejects tensors that the format allows but an Array cannot represent.
  void check_representable(const NamedEntry& tensor) const {
    const auto& [name, entry] = tensor;
    if (!entry.type->dtype && !entry.type->widened) {
      reject("tensor {}: unsupported dtype {}", quote(name), entry.type->name);
    }
    if (!entry.type->dtype && !options_.widen) {
      reject("tensor {}: dtype {} is read only with .widen = true", quote(name), entry.type->name);
    }
    if (entry.shape.size() > kMaxRank) {
      reject("tensor {}: {} axes, at most {} are supported", quote(name), entry.shape.size(),
             kMaxRank);
    }
    std::uint64_t extent = 1;  // strides of an empty array are still products of sizes
    for (const std::uint64_t size : entry.shape) {
      if (__builtin_mul_overflow(extent, std::max<std::uint64_t>(size, 1), &extent) ||
          extent > static_cast<std::uint64_t>(kMostElements)) {
        reject("tensor {}: shape [{}] is too large", quote(name), fmt::join(entry.shape, ", "));
      }
    }
  }

  // Returns the checksums of the header and of each tensor from the metadata, or nothing if there
  // are none; verifies that of the header.
  std::vector<std::string> take_checksums(const std::vector<const NamedEntry*>& tensors,
                                          std::map<std::string, std::string>& metadata) const {
    const auto sums = io::take_checksums(metadata);
    if (!sums && options_.require_checksums) {
      reject("it has no checksums in its metadata '{}'", kChecksumKey);
    }
    if (!sums || !options_.checksums) return {};
    if (sums->size() != tensors.size() + 1 || (*sums)[0] != header_checksum(tensors, metadata)) {
      reject_damaged("names, shapes or metadata");
    }
    return *sums;
  }

  [[noreturn]] void reject_damaged(const std::string& what) const {
    throw FormatError(
        fmt::format("{}: {} differ from their checksum: the file is damaged", subject(), what),
        fmt::format("io::read_safetensors reads it with .checksums = false; a program that "
                    "changes a file has to leave out its metadata '{}'",
                    kChecksumKey));
  }

  Array read_array(const NamedEntry& tensor, const std::string* sum) {
    const ElementType& type = *tensor.second.type;
    Shape shape;
    for (const std::uint64_t size : tensor.second.shape) shape.push_back(static_cast<Index>(size));
    Array array = Array::empty(shape, type.dtype ? *type.dtype : natural_dtype(*type.widened));
    if (type.dtype) {
      read_elements(tensor, element_bytes(array), sum);
      if (array.dtype() == bool_) {  // a bool that is neither 0 nor 1 would be undefined behaviour
        for (std::byte& byte : element_bytes(array)) byte = std::byte{byte != std::byte{0}};
      }
      return array;
    }
    std::vector<std::byte> stored(tensor.second.end - tensor.second.begin);
    read_elements(tensor, stored, sum);
    if (!convert(stored, *type.widened, array)) {
      reject("tensor {}: a U64 value is larger than those of int64", quote(tensor.first));
    }
    return array;
  }

  void read_elements(const NamedEntry& tensor, std::span<std::byte> bytes, const std::string* sum) {
    if (!sum) return read_exactly(bytes);
    if (read_and_sum(bytes) != *sum) {
      reject_damaged(fmt::format("tensor {}: its elements", quote(tensor.first)));
    }
  }

  std::string read_and_sum(std::span<std::byte> bytes) {
    Checksum sum;
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min(bytes.size(), kPart));
      read_exactly(part);
      sum.add(part);
      bytes = bytes.subspan(part.size());
    }
    return sum.digits();
  }

  // Metadata "dropped": "kept" means that both names refer to one tensor.
  static void restore_shared(SafetensorsFile& result, std::map<std::string, std::string> metadata) {
    ArrayMap shared;
    for (const auto& [key, value] : metadata) {
      const auto kept = result.arrays.find(value);
      if (kept != result.arrays.end() && !result.arrays.contains(key)) {
        shared.emplace(key, kept->second);
      }
    }
    for (const auto& [key, array] : shared) metadata.erase(key);
    result.arrays.merge(shared);
    result.metadata = std::move(metadata);
  }

  File file_;
  std::size_t size_, data_size_ = 0;
  SafetensorsOptions options_;
};

}  // namespace

SafetensorsFile read_safetensors(const std::string& path, const SafetensorsOptions& options) {
  return with_out_of_memory([&] { return Reader(path, options).read(); });
}

}  // namespace xgrad::io
