// Safetensors files put together by hand, as the format's page describes them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace test {

/// The bytes of `values` one after the other.
template <class... T>
std::string bytes_of(T... values) {
  std::string bytes;
  const auto append = [&](const auto& value) {
    char memory[sizeof(value)];
    std::memcpy(memory, &value, sizeof(value));
    bytes.append(memory, sizeof(value));
  };
  (append(values), ...);
  return bytes;
}

/// A file of this header, its length before it, and these element bytes.
inline std::string safetensors(std::string_view header, std::string_view data = {}) {
  return bytes_of(std::uint64_t{header.size()}).append(header).append(data);
}

}  // namespace test
