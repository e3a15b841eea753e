// What libtorch takes for one tiny product.
#include "shared/tiny_mul.hpp"
#include <torch/torch.h>

int main() {
  torch::set_num_threads(1);
  bench::report_tiny_mul<torch::NoGradGuard>(torch::full({1}, 1.0001, torch::requires_grad()),
                                             torch::full({1}, 0.9999, torch::requires_grad()));
}
