// What every fuzz target does with the input of libFuzzer.
#pragma once

#include <xgrad/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// Parses a file, which may be refused as invalid but in no other way.
template <class Parse>
int parse(const std::uint8_t* bytes, std::size_t size, const Parse& parser) {
  try {
    parser(std::string_view(reinterpret_cast<const char*>(bytes), size));
  } catch (const xgrad::FormatError&) {
  }
  return 0;
}

}  // namespace fuzz
