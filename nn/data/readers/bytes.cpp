// Reads whole files.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/file.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>

#include <fmt/format.h>

#include <span>

namespace xgrad::nn::data {

std::string read_bytes(const std::string& path) {
  return with_out_of_memory([&]() -> std::string {
    io::File file = io::File::open(path);
    std::string bytes(file.size(), '\0');
    if (file.read(std::as_writable_bytes(std::span(bytes))) != bytes.size()) {
      throw IoError(fmt::format("'{}' became shorter while it was read", path));
    }
    return bytes;
  });
}

}  // namespace xgrad::nn::data
