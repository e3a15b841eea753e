// A checksum for data corruption, computed at memory speed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::io {

/// XXH3 with 64 bits (Collet 2020) of bytes added in parts. It detects damage, not forgery.
class Checksum {
 public:
  Checksum();
  ~Checksum();

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
  /// The checksum of all bytes so far, as 16 hexadecimal digits.
  std::string digits() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xgrad::io
