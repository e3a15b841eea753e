// Reading IDX files: a magic number, a size for each axis, big-endian, and a byte for each element.
#include "support/images.hpp"

#include <xgrad/autograd/autograd.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/file.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>
#include <zlib.h>

namespace support {

using namespace xgrad;

namespace {

constexpr std::uint32_t kBytes = 0x0800;  // the type of the elements, above the number of axes

// Far more than any such set has: a small packed file may unpack to anything.
constexpr std::size_t kLongest = std::size_t{1} << 30;

std::string read_packed(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) io::throw_system_error(fmt::format("cannot read '{}'", path));
  std::string content;
  std::array<char, 65536> block;
  while (true) {
    const int count = gzread(file.get(), block.data(), block.size());
    if (count > 0) content.append(block.data(), static_cast<std::size_t>(count));
    if (content.size() > kLongest) {
      throw FormatError(fmt::format("'{}' unpacks to more than {} bytes", path, kLongest));
    }
    if (count == static_cast<int>(block.size())) continue;
    int code = Z_OK;
    const char* const message = gzerror(file.get(), &code);
    if (code != Z_OK) throw FormatError(fmt::format("cannot unpack {}", message));
    return content;
  }
}

std::uint32_t big_endian(const std::string& content, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(content[i]);
  }
  return number;
}

// The elements of a file with so many axes, as T.
template <class T>
Tensor read_idx(const std::string& path, std::size_t axes) {
  const std::string content = read_packed(path);
  const std::size_t header = 4 + 4 * axes;
  const auto fail = [&](const std::string& what) {
    throw FormatError(fmt::format("'{}' {}", path, what));
  };
  if (content.size() < header) fail(fmt::format("ends after {} bytes", content.size()));
  const auto magic = static_cast<std::uint32_t>(kBytes + axes);
  if (const std::uint32_t found = big_endian(content, 0); found != magic) {
    fail(fmt::format("begins with {:#010x}, expected {:#010x}, bytes of IDX with {} axes", found,
                     magic, axes));
  }
  Shape shape;
  double announced = 1;  // the product of any sizes, without overflow
  for (std::size_t axis = 0; axis < axes; ++axis) {
    shape.push_back(big_endian(content, 4 + 4 * axis));
    announced *= static_cast<double>(shape.back());
  }
  if (announced != static_cast<double>(content.size() - header)) {
    fail(fmt::format("announces {} bytes and has {}", fmt::join(shape, " x "),
                     content.size() - header));
  }
  std::vector<T> values;
  values.reserve(content.size() - header);
  for (std::size_t at = header; at < content.size(); ++at) {
    values.push_back(static_cast<T>(static_cast<unsigned char>(content[at])));
  }
  return from_vector(values, shape);
}

}  // namespace

LabelledImages read_images(const std::string& folder, const std::string& part) {
  const std::string path = fmt::format("{}/{}", folder, part);
  const Tensor images = read_idx<float>(path + "-images-idx3-ubyte.gz", 3) / 255;
  const Tensor labels = read_idx<std::int64_t>(path + "-labels-idx1-ubyte.gz", 1);
  if (labels.size(0) != images.size(0)) {
    throw FormatError(fmt::format("'{}-*': there are {} images and {} labels", path, images.size(0),
                                  labels.size(0)));
  }
  return {images, labels};
}

}  // namespace support
