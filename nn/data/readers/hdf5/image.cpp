// Checks every access to a file, and counts what reading it takes.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/hdf5/image.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <fmt/format.h>

namespace xgrad::nn::data::hdf5 {
namespace {

// Every structure is read once, with some exceptions.
constexpr std::uint64_t kStructures = std::uint64_t{1} << 16;
constexpr std::uint64_t kMemoryOfNames = std::uint64_t{8} << 20;
// Elements beyond the size of the file, which only compressed ones have.
constexpr std::uint64_t kElements = std::uint64_t{4} << 20;

}  // namespace

std::string_view Part::take(std::uint64_t size) {
  if (size > remaining()) {
    reject(fmt::format("truncated: {} bytes are expected, it has {}", size, remaining()));
  }
  const std::string_view taken = image_->bytes().substr(offset_, static_cast<std::size_t>(size));
  offset_ += taken.size();
  return taken;
}

std::uint64_t Part::number(std::size_t size) {
  const std::string_view bytes = take(size);
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

Part Part::part(std::uint64_t size, std::string_view what) {
  const std::size_t begin = offset_;
  return Part(*image_, begin, take(size).size(), what);
}

void Part::expect(std::string_view signature) {
  const std::string_view found = take(signature.size());
  if (found != signature) {
    reject(fmt::format("its signature is {}, expected {}", io::quote(found), io::quote(signature)));
  }
}

void Part::expect_version(unsigned version) {
  if (const unsigned found = byte(); found != version) {
    reject(fmt::format("version {} is not supported, expected {}", found, version));
  }
}

void Part::reject(std::string_view reason, std::string_view hint) const {
  image_->reject(fmt::format("byte {}: {}: {}", offset_, what_, reason), hint);
}

Image::Image(std::string_view bytes, std::string_view name)
    : bytes_(bytes),
      name_(name),
      structures_(2 * bytes.size() + kStructures),
      memory_(kMemoryOfNames),
      elements_(bytes.size() + kElements) {}

Part Image::part(std::uint64_t address, std::uint64_t size, std::string_view what) {
  if (address > bytes_.size() || size > bytes_.size() - address) {
    reject(fmt::format("truncated: {} of {} bytes at byte {} is not in the file", what, size,
                       address));
  }
  if (size > structures_) reject("its structures refer to each other several times");
  structures_ -= size;
  return Part(*this, static_cast<std::size_t>(address), static_cast<std::size_t>(size), what);
}

void Image::take_memory(std::uint64_t bytes) {
  if (bytes > memory_) reject("the names and attributes take too much memory");
  memory_ -= bytes;
}

void Image::take_elements(std::uint64_t bytes) {
  if (bytes > elements_) {
    reject(fmt::format("{} bytes of elements are too many for a file of its size", bytes),
           "the program h5repack of HDF5 writes compressed files without compression: "
           "h5repack -f NONE file.h5 plain.h5");
  }
  elements_ -= bytes;
}

void Image::reject(std::string_view reason, std::string_view hint) const {
  Input(bytes_, name_)
      .reject(path_.empty() ? std::string(reason) : fmt::format("{}: {}", io::quote(path_), reason),
              hint);
}

}  // namespace xgrad::nn::data::hdf5
