// Finds objects in the heaps of HDF5.
#include <xgrad/nn/data/readers/hdf5/heaps.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace xgrad::nn::data::hdf5 {
namespace {

// The number of bytes that hold integers up to `most`.
std::size_t bytes_for(std::uint64_t most) {
  return static_cast<std::size_t>(std::bit_width(most) + 7) / 8;
}

}  // namespace

LocalHeap::LocalHeap(Image& image, std::uint64_t address) : image_(&image) {
  Part header = image.part(address, 32, "local heap");
  header.expect("HEAP");
  header.expect_version(0);
  header.skip(3);
  size_ = header.address();
  header.skip(8);
  begin_ = header.address();
  image.part(begin_, size_, "names of a local heap");
}

std::string_view LocalHeap::name(std::uint64_t offset) {
  if (offset >= size_) {
    image_->reject(fmt::format("a name is at byte {} of a local heap of {} bytes", offset, size_));
  }
  const std::string_view rest = image_->bytes().substr(begin_, size_).substr(offset);
  const std::size_t size = rest.find('\0');
  if (size == rest.npos) image_->reject("a name in a local heap has no end");
  return image_->part(begin_ + offset, size, "name").take(size);
}

FractalHeap::FractalHeap(Image& image, std::uint64_t address) : image_(&image) {
  Part header = image.part(address, 142, "fractal heap");
  header.expect("FRHP");
  header.expect_version(0);
  header.skip(2);  // the size of identifiers
  if (header.number(2) != 0) header.reject("filters of heaps are not supported");
  header.skip(1);
  const std::uint64_t most_managed = header.number(4);
  header.skip(96);  // statistics
  width_ = header.number(2);
  starting_size_ = header.address();
  most_direct_ = header.address();
  const std::uint64_t bits = header.number(2);
  header.skip(2);
  root_ = header.address();
  rows_ = header.number(2);
  constexpr std::uint64_t kLargestBlock = std::uint64_t{1} << 31;
  if (!std::has_single_bit(width_) || !std::has_single_bit(starting_size_) ||
      !std::has_single_bit(most_direct_) || most_direct_ < starting_size_ ||
      most_direct_ > kLargestBlock || bits == 0 || bits > 64) {
    header.reject(fmt::format("blocks of {} to {} bytes, {} in a row, in a heap of 2^{} bytes",
                              starting_size_, most_direct_, width_, bits));
  }
  offset_bytes_ = static_cast<std::size_t>((bits + 7) / 8);
  length_bytes_ =
      std::min(bytes_for(most_direct_ - 1), bytes_for(std::max<std::uint64_t>(most_managed, 1)));
}

Part FractalHeap::object(Part id, std::string_view what) {
  constexpr unsigned kVersion = 0xC0, kKind = 0x30;
  const unsigned flags = id.byte();
  if ((flags & kVersion) != 0 || (flags & kKind) != 0) {
    id.reject("objects outside of the blocks of a heap are not supported");
  }
  const std::uint64_t offset = id.number(offset_bytes_), size = id.number(length_bytes_);
  std::uint64_t begin = 0;
  const std::uint64_t block = block_of(offset, begin);
  return image_->part(block + (offset - begin), size, what);
}

// The address of the direct block that contains an offset in the heap, and where it begins there.
// Row 0 has blocks of the starting size, as row 1; the size doubles with each further row.
std::uint64_t FractalHeap::block_of(std::uint64_t offset, std::uint64_t& begin) {
  std::uint64_t address = root_, rows = rows_;
  while (rows > 0) {
    const std::uint64_t inside = offset - begin;
    const std::uint64_t first = width_ * starting_size_;
    const std::uint64_t row =
        inside < first ? 0 : static_cast<std::uint64_t>(std::bit_width(inside / first));
    if (row >= rows) image_->reject(fmt::format("byte {} is not in a fractal heap", offset));
    const std::uint64_t size = row == 0 ? starting_size_ : starting_size_ << (row - 1);
    const std::uint64_t row_begin = row == 0 ? 0 : first << (row - 1);
    const std::uint64_t column = (inside - row_begin) / size;
    const std::uint64_t entry = 13 + offset_bytes_ + 8 * (row * width_ + column);
    image_->part(address, 4, "block of a fractal heap").expect("FHIB");
    address = image_->part(address + entry, 8, "block of a fractal heap").address();
    begin += row_begin + column * size;
    // A block beyond the largest direct size is indirect; its rows add up to its size.
    rows = size <= most_direct_ ? 0 : static_cast<std::uint64_t>(std::bit_width(size / first));
  }
  image_->part(address, 4, "block of a fractal heap").expect("FHDB");
  return address;
}

std::string_view GlobalHeap::object(std::uint64_t address, std::uint64_t index) {
  auto found = collections_.find(address);
  if (found == collections_.end()) {
    image_->take_memory(128);
    found = collections_.emplace(address, read_collection(address)).first;
  }
  const auto object = found->second.find(index);
  if (object == found->second.end()) {
    image_->reject(fmt::format("a global heap has no object {}", index));
  }
  return object->second;
}

GlobalHeap::Objects GlobalHeap::read_collection(std::uint64_t address) const {
  Part header = image_->part(address, 16, "global heap");
  header.expect("GCOL");
  header.expect_version(1);
  header.skip(3);
  const std::uint64_t size = header.address();
  if (size < 16) header.reject(fmt::format("{} bytes are too few", size));
  Part part = image_->part(address + 16, size - 16, "global heap");
  Objects objects;
  while (part.remaining() >= 16) {
    const std::uint64_t index = part.number(2);
    part.skip(6);
    const std::uint64_t bytes = part.address();
    if (index == 0) break;  // the free space
    image_->take_memory(64);
    objects[index] = part.take(bytes);
    part.skip(std::min<std::uint64_t>((8 - bytes % 8) % 8, part.remaining()));
  }
  return objects;
}

}  // namespace xgrad::nn::data::hdf5
