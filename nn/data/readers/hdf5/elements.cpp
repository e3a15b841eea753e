// Reads elements that are together or in chunks, and applies the filters of chunks.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/hdf5/elements.hpp>
#include <xgrad/nn/data/readers/hdf5/heaps.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <new>
#include <span>
#define ZLIB_CONST
#include <zlib.h>
#undef ZLIB_CONST

namespace xgrad::nn::data::hdf5 {
namespace {

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// The product of the sizes; throws FormatError for one that is too large.
std::uint64_t count_of(const Image& image, const Sizes& sizes, std::uint64_t size_of_element) {
  std::uint64_t bytes = size_of_element, extent = 1;  // strides are products of sizes
  for (const std::uint64_t size : sizes) {
    if (__builtin_mul_overflow(extent, std::max<std::uint64_t>(size, 1), &extent) ||
        extent > static_cast<std::uint64_t>(kMostElements) ||
        __builtin_mul_overflow(bytes, size, &bytes)) {
      image.reject(fmt::format("shape [{}] is too large", fmt::join(sizes, ", ")));
    }
  }
  return bytes / size_of_element;
}

// Decompresses a chunk, which must have exactly `size` bytes then.
std::string inflate(const Image& image, std::string_view compressed, std::size_t size) {
  std::string content(size, '\0');
  auto written = static_cast<::uLongf>(size);
  const int status =
      ::uncompress(reinterpret_cast<::Bytef*>(content.data()), &written,
                   reinterpret_cast<const ::Bytef*>(compressed.data()), compressed.size());
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_OK || written != size) {
    image.reject(fmt::format("a compressed chunk of {} bytes is damaged, or does not have {} bytes",
                             compressed.size(), size));
  }
  return content;
}

// Undoes the transposition of bytes: all first bytes of elements, then all second bytes, and so on.
std::string unshuffle(std::string_view bytes, std::size_t size_of_element) {
  std::string result(bytes);
  const std::size_t count = bytes.size() / size_of_element;
  for (std::size_t byte = 0; byte < size_of_element; ++byte) {
    for (std::size_t i = 0; i < count; ++i) {
      result[i * size_of_element + byte] = bytes[byte * count + i];
    }
  }
  return result;
}

// Copies chunks into an array.
class ChunkReader {
 public:
  ChunkReader(Image& image, const Dataset& dataset, const io::StoredType& type, Array& array)
      : image_(&image), dataset_(&dataset), type_(type), array_(&array) {
    const Sizes& chunk = dataset.layout.chunk;
    if (chunk.size() != dataset.sizes.size() || dataset.layout.size != type.size ||
        std::ranges::find(chunk, 0) != chunk.end()) {
      image.reject(fmt::format("chunks [{}] of {}-byte elements do not divide shape [{}]",
                               fmt::join(chunk, ", "), dataset.layout.size,
                               fmt::join(dataset.sizes, ", ")));
    }
    bytes_ = count_of(image, chunk, type.size) * type.size;
    std::size_t chunks = 1;
    for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
      grid_.push_back((dataset.sizes[axis] + chunk[axis] - 1) / chunk[axis]);
      chunks *= static_cast<std::size_t>(grid_.back());
    }
    read_.resize(chunks);
    if (!dataset.filters.empty()) image.take_elements(3 * bytes_);
  }

  void read() {
    constexpr unsigned kTreeOfChunks = 1;
    const std::size_t key_size = 8 + 8 * (grid_.size() + 1);
    for_each_child(*image_, dataset_->layout.address, kTreeOfChunks, key_size,
                   [this](Part key, std::uint64_t address) { add(key, address); });
    if (const auto missing = std::ranges::count(read_, false); missing != 0) {
      image_->reject(fmt::format("{} of {} chunks were never written", missing, read_.size()));
    }
  }

 private:
  void add(Part key, std::uint64_t address) {
    const std::uint64_t size = key.number(4), mask = key.number(4);
    Sizes begin;
    std::uint64_t number = 0;
    for (std::size_t axis = 0; axis < grid_.size(); ++axis) {
      begin.push_back(key.address());
      const std::uint64_t length = dataset_->layout.chunk[axis];
      if (begin.back() % length != 0 || begin.back() / length >= grid_[axis]) {
        key.reject(fmt::format("a chunk begins at {} of axis {}", begin.back(), axis));
      }
      number = number * grid_[axis] + begin.back() / length;
    }
    if (read_[static_cast<std::size_t>(number)]) key.reject("a chunk is a duplicate");
    read_[static_cast<std::size_t>(number)] = true;
    const std::string_view stored = image_->part(address, size, "chunk").take(size);
    if (dataset_->filters.empty()) {
      copy(stored, begin);
    } else {
      copy(unfiltered(stored, mask), begin);
    }
  }

  // Undoes the filters, except for those that the bits of `mask` leave out.
  std::string unfiltered(std::string_view stored, std::uint64_t mask) const {
    std::string content(stored.substr(0, std::min(stored.size(), 2 * bytes_ + 1024)));
    if (content.size() != stored.size()) image_->reject("a chunk is longer than its elements");
    for (std::size_t i = dataset_->filters.size(); i-- > 0;) {
      if ((mask >> i & 1) != 0) continue;
      switch (dataset_->filters[i]) {
        case Filter::deflate:
          content = inflate(*image_, content, inflated_size(i));
          break;
        case Filter::shuffle:
          content = unshuffle(content, type_.size);
          break;
        case Filter::checksum:
          content.resize(content.size() - std::min(content.size(), kChecksum));
          break;
      }
    }
    return content;
  }

  // The size of a chunk before it was compressed: with the checksums of filters before.
  std::size_t inflated_size(std::size_t filter) const {
    const auto before = dataset_->filters.begin();
    return bytes_ +
           kChecksum * static_cast<std::size_t>(std::count(
                           before, before + static_cast<std::ptrdiff_t>(filter), Filter::checksum));
  }

  // Copies the rows of a chunk that are inside of the array, along the last axis.
  void copy(std::string_view bytes, const Sizes& begin) {
    if (bytes.size() != bytes_) {
      image_->reject(fmt::format("a chunk has {} bytes, expected {}", bytes.size(), bytes_));
    }
    const Sizes& chunk = dataset_->layout.chunk;
    const std::size_t last = grid_.size() - 1;
    const std::uint64_t length = std::min(chunk[last], dataset_->sizes[last] - begin[last]);
    Sizes index(grid_.size());  // in the chunk
    for (bool more = true; more;) {
      std::uint64_t from = 0, to = 0;
      bool inside = true;
      for (std::size_t axis = 0; axis <= last; ++axis) {
        from = from * chunk[axis] + index[axis];
        to = to * dataset_->sizes[axis] + begin[axis] + index[axis];
        inside = inside && begin[axis] + index[axis] < dataset_->sizes[axis];
      }
      if (inside) convert(bytes.substr(from * type_.size, length * type_.size), to, length);
      more = false;
      for (std::size_t axis = last; axis-- > 0 && !more;) {
        more = ++index[axis] < chunk[axis];
        if (!more) index[axis] = 0;
      }
    }
  }

  void convert(std::string_view bytes, std::uint64_t to, std::uint64_t length) {
    Array row = array_->view({static_cast<Index>(length)}, {1}, static_cast<Index>(to));
    if (!io::convert(as_bytes(bytes), type_, row)) {
      image_->reject("an unsigned integer is larger than those of int64");
    }
  }

  static constexpr std::size_t kChecksum = 4;

  Image* image_;
  const Dataset* dataset_;
  io::StoredType type_;
  Array* array_;
  std::size_t bytes_ = 0;  // of a chunk
  Sizes grid_;             // the number of chunks along each axis
  std::vector<bool> read_;
};

io::StoredType stored_type(const Image& image, const Datatype& type, bool is_bfloat16) {
  if (type.kind == Datatype::Kind::number) return type.number;
  if (type.kind == Datatype::Kind::opaque && type.size == 2 && is_bfloat16) {
    return {io::StoredType::Kind::bfloat, 2};
  }
  image.reject(fmt::format("elements of {} bytes are not numbers of a supported type", type.size));
}

}  // namespace

Array read_elements(Image& image, const Dataset& dataset, bool is_bfloat16) {
  const io::StoredType type = stored_type(image, dataset.type, is_bfloat16);
  const std::uint64_t bytes = count_of(image, dataset.sizes, type.size) * type.size;
  Shape shape;
  for (const std::uint64_t size : dataset.sizes) shape.push_back(static_cast<Index>(size));
  if (bytes == 0) return Array::empty(shape, io::natural_dtype(type));
  const Layout& layout = dataset.layout;
  if (layout.address == kUndefined) image.reject("its elements were never written");
  // Integers become int64.
  const bool widens = io::natural_dtype(type) == int64;
  image.take_elements(widens ? bytes / type.size * 8 : bytes);
  if (layout.chunked) {
    Array array = Array::empty(shape, io::natural_dtype(type));
    ChunkReader(image, dataset, type, array).read();
    return array;
  }
  if (layout.size != bytes) {
    image.reject(fmt::format("shape [{}] of {}-byte elements takes {} bytes, {} are there",
                             fmt::join(dataset.sizes, ", "), type.size, bytes, layout.size));
  }
  const std::string_view stored = image.part(layout.address, bytes, "elements").take(bytes);
  Array array = Array::empty(shape, io::natural_dtype(type));
  if (!io::convert(as_bytes(stored), type, array)) {
    image.reject("an unsigned integer is larger than those of int64");
  }
  return array;
}

std::vector<std::string> read_texts(Image& image, GlobalHeap& heap, const Attribute& attribute) {
  Part data = attribute.data;
  const Datatype& type = attribute.type;
  const bool fixed = type.kind == Datatype::Kind::text;
  if (std::ranges::find(attribute.sizes, 0) != attribute.sizes.end()) return {};  // of any type
  if (attribute.sizes.size() > 1 || (!fixed && type.kind != Datatype::Kind::variable_text)) {
    image.reject(
        fmt::format("attribute {} is not a text or a list of texts", io::quote(attribute.name)));
  }
  std::vector<std::string> texts;
  while (data.remaining() >= type.size) {
    Part element = data.part(type.size, "text");
    std::string_view text;
    if (fixed) {
      text = element.take(type.size);
    } else {
      const std::uint64_t length = element.number(4), address = element.address();
      if (length > 0) text = heap.object(address, element.number(4)).substr(0, length);
    }
    text = text.substr(0, text.find('\0'));
    image.take_memory(text.size() + sizeof(std::string) + 32);
    texts.emplace_back(text);
  }
  return texts;
}

}  // namespace xgrad::nn::data::hdf5
