// What memory libtorch takes to train a layer.
#include "libtorch_layer.hpp"
#include "shared/memory.hpp"

int main() {
  torch::set_num_threads(1);
  bench::report_memory<bench::LibtorchLayer>();
}
