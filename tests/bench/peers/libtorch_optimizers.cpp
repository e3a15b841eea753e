// What steps of AdamW take in libtorch.
#include "shared/optimizers.hpp"
#include <torch/torch.h>
#include <vector>

namespace {

// Parameters with gradients.
std::vector<torch::Tensor> parameters(std::int64_t count, std::int64_t size) {
  std::vector<torch::Tensor> all;
  for (std::int64_t k = 0; k < count; ++k) {
    all.push_back(torch::randn({size}).requires_grad_());
    all.back().mutable_grad() = torch::randn({size});
  }
  return all;
}

}  // namespace

int main() {
  torch::set_num_threads(1);
  torch::optim::AdamW large(parameters(1, bench::kLarge)),
      small(parameters(bench::kTensors, bench::kSmall));
  bench::report_large_step(bench::best_seconds(
      bench::kLargeRounds, [&] { large.step(); }, bench::processor_seconds));
  bench::report_small_steps([&] { small.step(); });
}
