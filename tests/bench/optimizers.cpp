// What steps of AdamW take in xgrad, and their bandwidth against that of a copy.
#include "shared/optimizers.hpp"

#include <xgrad/xgrad.hpp>

#include <cstring>
#include <vector>

namespace {

// Parameters with gradients.
std::vector<xgrad::Tensor> parameters(std::int64_t count, std::int64_t size) {
  std::vector<xgrad::Tensor> all;
  for (std::int64_t k = 0; k < count; ++k) {
    all.push_back(xgrad::randn({size}).requires_grad_());
    all.back().set_grad(xgrad::randn({size}));
  }
  return all;
}

}  // namespace

int main() {
  xgrad::set_num_threads(1);
  xgrad::optim::AdamW large(parameters(1, bench::kLarge));
  std::vector<float> from(bench::kLarge, 1), to(bench::kLarge);
  const auto [step, copy] = bench::best_seconds_in_turn(
      bench::kLargeRounds, [&] { large.step(); },
      [&] { std::memcpy(to.data(), from.data(), sizeof(float) * from.size()); },
      bench::processor_seconds);
  bench::report_large_step(step);
  // A step reads the parameter, its gradient and two moments and writes all but the gradient; a
  // copy reads one array and writes one.
  bench::print_figure("AdamW step, bandwidth over that of a copy", (7 / step) / (2 / copy));

  xgrad::optim::AdamW small(parameters(bench::kTensors, bench::kSmall));
  bench::report_small_steps([&] { small.step(); });
}
