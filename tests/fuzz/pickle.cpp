// Fuzz target: pickles in archives of torch.save, whose checksums hide them from the target of the archives.
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>

#include "fuzz/fuzz.hpp"
#include "pytorch/archives.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size, [](std::string_view pickle) {
    xgrad::nn::data::parse_pt(test::pt_archive(std::string(pickle), 64), "file");
  });
}
