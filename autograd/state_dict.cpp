// Reads and writes files of named tensors.
#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad {

void write_state(const std::string& path, const StateDict& state, const Metadata& metadata) {
  with_out_of_memory([&]() -> void {
    io::ArrayMap arrays;
    for (const auto& [name, tensor] : state) arrays.emplace(name, tensor.array("write_state"));
    Metadata joined = metadata;
    for (const auto& [key, text] : state.metadata) {
      if (key.starts_with("xgrad.")) {
        joined[key] = text;  // about these tensors
      } else {
        joined.emplace(key, text);
      }
    }
    io::write_safetensors(path, arrays, joined);
  });
}

StateDict read_state(const std::string& path, const io::SafetensorsOptions& options) {
  return with_out_of_memory([&]() -> StateDict {
    io::SafetensorsFile file = io::read_safetensors(path, options);
    StateDict state;
    state.metadata = std::move(file.metadata);
    for (auto& [name, array] : file.arrays) state.emplace(name, Tensor(std::move(array)));
    return state;
  });
}

}  // namespace xgrad
