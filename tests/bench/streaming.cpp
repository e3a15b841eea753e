// What a single time step takes in xgrad, against the two matrix-vector products that no LSTM cell
// can do without, by plain calls of BLAS.
#include "shared/streaming.hpp"

#include <xgrad/xgrad.hpp>

#include <cblas.h>

#include "shared/stopwatch.hpp"
#include <vector>

namespace {

constexpr int kWidth = bench::kStreamWidth;
constexpr int kGates = 4 * kWidth;

// y = W x + beta y
void multiply(const std::vector<float>& w, const std::vector<float>& x, float beta,
              std::vector<float>& y) {
  cblas_sgemv(CblasRowMajor, CblasNoTrans, kGates, kWidth, 1, w.data(), kWidth, x.data(), 1, beta,
              y.data(), 1);
}

}  // namespace

int main() {
  xgrad::set_num_threads(1);
  const xgrad::NoGrad no_grad;
  const xgrad::nn::LSTMCell cell({.input_size = kWidth, .hidden_size = kWidth});
  const auto input = xgrad::randn({1, kWidth});
  xgrad::nn::State state{xgrad::zeros({1, kWidth}), xgrad::zeros({1, kWidth})};
  const auto step = [&] { state = cell(input, state); };

  const std::vector<float> w_ih(kGates * kWidth, 0.1F), w_hh(kGates * kWidth, 0.1F);
  const std::vector<float> x(kWidth, 0.1F), h(kWidth, 0.1F);
  std::vector<float> gates(kGates);
  const auto products = [&] {
    multiply(w_ih, x, 0, gates);
    multiply(w_hh, h, 1, gates);
  };

  const auto [step_run, products_run] = bench::best_seconds_in_turn(
      bench::kStreamRounds, bench::run_of(step), bench::run_of(products), bench::processor_seconds);
  bench::report_step(step_run);
  bench::print_figure("lstm step B1 I128 H128 over its two bare products", step_run / products_run);
}
