// Fuzz target: archives of NumPy.
#include <xgrad/nn/data/readers/npz/npz.hpp>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size, [](std::string_view file) {
    xgrad::nn::data::parse_npz(file, "file", {.max_bytes = 1 << 20});
  });
}
