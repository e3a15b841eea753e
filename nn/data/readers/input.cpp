// Takes bytes and integers from a file, and composes messages about it.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <fmt/format.h>

namespace xgrad::nn::data {

std::string_view Input::take(std::uint64_t count, std::string_view what) {
  if (count > rest().size()) {
    reject(fmt::format("truncated: {} of {} bytes at byte {}, only {} bytes are there", what, count,
                       offset_, rest().size()));
  }
  const std::string_view taken = bytes_.substr(offset_, static_cast<std::size_t>(count));
  offset_ += taken.size();
  return taken;
}

std::uint64_t Input::take_unsigned(std::size_t size, ByteOrder order, std::string_view what) {
  const std::string_view bytes = take(size, what);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const char byte = bytes[order == ByteOrder::big ? i : size - 1 - i];
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

void Input::reject_at(std::size_t offset, std::string_view reason) const {
  reject(fmt::format("byte {}: {}", offset, reason));
}

void Input::reject(std::string_view reason, std::string_view hint) const {
  throw FormatError(fmt::format("'{}' ({} bytes): {}", name_, bytes_.size(), reason), hint);
}

}  // namespace xgrad::nn::data
