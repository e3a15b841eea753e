// Fuzz target: models of Keras in HDF5 files.
#include <xgrad/nn/data/readers/keras/keras.hpp>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size,
                     [](std::string_view file) { xgrad::nn::data::parse_keras(file, "file"); });
}
