// Reads and writes files of named tensors.
#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

namespace xgrad {

void write_state(const std::string& path, const StateDict& tensors, const Metadata& metadata) {
  with_out_of_memory([&]() -> void {
    io::ArrayMap arrays;
    for (const auto& [name, tensor] : tensors) arrays.emplace(name, tensor.array("write_state"));
    io::write_safetensors(path, arrays, metadata);
  });
}

StateFile read_state(const std::string& path) {
  return with_out_of_memory([&]() -> StateFile {
    io::SafetensorsFile file = io::read_safetensors(path);
    StateFile state{.tensors = {}, .metadata = std::move(file.metadata)};
    for (auto& [name, array] : file.arrays) state.tensors.emplace(name, Tensor(std::move(array)));
    return state;
  });
}

}  // namespace xgrad
