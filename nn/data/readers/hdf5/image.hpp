// The bytes of an HDF5 file and parts of them; errors name the file, the object and the byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xgrad::nn::data::hdf5 {

class Image;

/// The address of what is not in the file.
inline constexpr std::uint64_t kUndefined = ~std::uint64_t{0};

/// A part of a file, which is read from its first byte to its last. All functions throw FormatError,
/// if the part ends before.
class Part {
 public:
  /// `what` names the part in messages and must outlive it.
  Part(const Image& image, std::size_t begin, std::size_t size, std::string_view what)
      : image_(&image), offset_(begin), end_(begin + size), what_(what) {}

  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return end_ - offset_; }

  std::string_view take(std::uint64_t size);
  /// The next `size` bytes, at most 8, as a little-endian integer.
  std::uint64_t number(std::size_t size);
  /// An address or a length of 8 bytes, and a byte.
  std::uint64_t address() { return number(8); }
  unsigned byte() { return static_cast<unsigned>(number(1)); }
  void skip(std::uint64_t size) { take(size); }
  /// The next `size` bytes as a part of their own.
  Part part(std::uint64_t size, std::string_view what);
  /// Takes a signature; throws FormatError for another one.
  void expect(std::string_view signature);
  /// Takes a version; throws FormatError for another one.
  void expect_version(unsigned version);

  /// Throws FormatError with the reason, which is a clause about the part.
  [[noreturn]] void reject(std::string_view reason, std::string_view hint = {}) const;

 private:
  const Image* image_;
  std::size_t offset_, end_;
  std::string_view what_;
};

/// The bytes of a file, and limits of the time and memory that reading it may take. Does not own the
/// bytes.
class Image {
 public:
  /// `name` is the file in messages.
  Image(std::string_view bytes, std::string_view name);

  std::string_view bytes() const { return bytes_; }
  /// Sets the path of the object that is read, for messages.
  void enter(std::string path) { path_ = std::move(path); }
  const std::string& path() const { return path_; }

  /// `size` bytes at an address. Throws FormatError unless they are in the file, and when structures
  /// were read several times.
  Part part(std::uint64_t address, std::uint64_t size, std::string_view what);
  /// Counts memory of names, and bytes of elements. Throw FormatError when they are too many for a
  /// file of this size.
  void take_memory(std::uint64_t bytes);
  void take_elements(std::uint64_t bytes);

  /// Throws FormatError with the reason.
  [[noreturn]] void reject(std::string_view reason, std::string_view hint = {}) const;

 private:
  std::string_view bytes_, name_;
  std::string path_;
  std::uint64_t structures_, memory_, elements_;
};

}  // namespace xgrad::nn::data::hdf5
