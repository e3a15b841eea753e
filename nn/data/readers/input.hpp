// Input: a position in the bytes of a binary file; errors name the file, its size and the position.
#pragma once

#include <xgrad/core/io/stored_numbers.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

using io::ByteOrder;

/// Reads the bytes of a file from the first to the last. Does not own the bytes.
class Input {
 public:
  /// `name` is the file in messages.
  Input(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  std::string_view name() const { return name_; }
  std::size_t offset() const { return offset_; }
  /// The bytes that have not been taken.
  std::string_view rest() const { return bytes_.substr(offset_); }

  /// The next `count` bytes, which are `what` in the message. Throws FormatError if the file ends
  /// before.
  std::string_view take(std::uint64_t count, std::string_view what);
  /// The next `size` bytes, at most 8, as an unsigned integer. Throws as `take`.
  std::uint64_t take_unsigned(std::size_t size, ByteOrder order, std::string_view what);

  /// Throws FormatError with the reason, at a byte of the file or for the file as a whole.
  [[noreturn]] void reject_at(std::size_t offset, std::string_view reason) const;
  [[noreturn]] void reject(std::string_view reason, std::string_view hint = {}) const;

 private:
  std::string_view bytes_, name_;
  std::size_t offset_ = 0;
};

}  // namespace xgrad::nn::data
