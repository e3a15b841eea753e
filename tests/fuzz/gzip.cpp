// Fuzz target: files compressed with gzip.
#include <xgrad/nn/data/readers/gzip/gzip.hpp>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size, [](std::string_view file) {
    xgrad::nn::data::decompress_gzip(file, "file", 1 << 20);
  });
}
