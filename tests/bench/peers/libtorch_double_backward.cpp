// What libtorch takes to differentiate through gradients.
#include "libtorch_layer.hpp"
#include "shared/double_backward.hpp"

int main() {
  torch::set_num_threads(1);
  bench::report_double_backward<bench::LibtorchLayer>();
}
