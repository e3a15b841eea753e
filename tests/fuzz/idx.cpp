// Fuzz target: arrays of the IDX format.
#include <xgrad/nn/data/readers/idx.hpp>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size,
                     [](std::string_view file) { xgrad::nn::data::parse_idx(file, "file"); });
}
