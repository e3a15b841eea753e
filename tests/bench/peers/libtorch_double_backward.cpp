// What libtorch takes to differentiate through gradients.
#include "double_backward.hpp"
#include "libtorch_layer.hpp"

int main() {
  torch::set_num_threads(1);
  bench::report_double_backward<bench::LibtorchLayer>();
}
