// Fuzz target: files of vocabularies.
#include <xgrad/nn/data/readers/vocabulary_file.hpp>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(
      bytes, size, [](std::string_view file) { xgrad::nn::data::parse_vocabulary(file, "file"); });
}
