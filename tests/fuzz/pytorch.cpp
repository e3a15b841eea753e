// Fuzz target: archives of torch.save, and pickles in them, which checksums of archives hide.
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>

#include "fuzz/fuzz.hpp"
#include "pytorch/archives.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size, [](std::string_view file) {
    const bool archive = file.starts_with("PK");
    xgrad::nn::data::parse_pt(archive ? file : test::pt_archive(std::string(file), 64), "file");
  });
}
