// What a time step takes when the steps come one by one: in an LSTMCell, against the two
// matrix-vector products that no LSTM cell can do without, by plain calls of BLAS; and in the
// steppers of LSTM and GRU layers of all sizes, next to the cells of these sizes.
#include "shared/streaming.hpp"

#include <xgrad/xgrad.hpp>

#include <cblas.h>

#include "shared/stopwatch.hpp"
#include <string>
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

void measure_cell_and_products() {
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

// A stepper of a layer with one feature, and for one layer its single step.
template <class Layer, class Cell>
void measure_stepper(const std::string& cell_name, xgrad::Index layers, xgrad::Index hidden) {
  constexpr int kSteps = 10000;  // of the stepper in a run: long enough for the clock
  const Layer layer({.input_size = 1, .hidden_size = hidden, .num_layers = layers});
  xgrad::nn::Stepper stepper = layer.stepper();
  std::vector<float> output(static_cast<std::size_t>(hidden));
  const auto steps = [&] {
    for (int i = 0; i < kSteps; ++i) {
      const float input = static_cast<float>(i % 17) * 0.1F - 0.8F;
      stepper.step(&input, output.data());
    }
  };
  const std::string size = " B1 I1 H" + std::to_string(hidden);
  const auto report = [&](const std::string& of, double seconds, int count) {
    bench::print_figure(
        cell_name + of + size + (layers > 1 ? " x" + std::to_string(layers) : "") + ", ns",
        1e9 * seconds / count);
  };
  const int rounds = hidden < 64 ? 40 : 10;
  if (layers > 1) {
    return report(" stepper", bench::best_seconds(rounds, steps, bench::processor_seconds), kSteps);
  }
  const Cell cell({.input_size = 1, .hidden_size = hidden});
  xgrad::nn::State state{xgrad::zeros({1, hidden})};
  const auto input = xgrad::ones({1, 1});
  const auto cells = [&] {
    for (int i = 0; i < bench::kStreamSteps; ++i) state = cell(input, state);
  };
  const auto [steps_run, cells_run] =
      bench::best_seconds_in_turn(rounds, steps, cells, bench::processor_seconds);
  report(" stepper", steps_run, kSteps);
  report(" cell", cells_run, bench::kStreamSteps);
}

}  // namespace

int main() {
  xgrad::set_num_threads(1);
  const xgrad::NoGrad no_grad;
  measure_cell_and_products();
  for (const xgrad::Index hidden : {8, 12, 16, 24, 32, 64, 128}) {
    measure_stepper<xgrad::nn::LSTM, xgrad::nn::LSTMCell>("lstm", 1, hidden);
    measure_stepper<xgrad::nn::GRU, xgrad::nn::GRUCell>("gru", 1, hidden);
  }
  for (const xgrad::Index hidden : {8, 16, 32}) {
    measure_stepper<xgrad::nn::LSTM, xgrad::nn::LSTMCell>("lstm", 2, hidden);
    measure_stepper<xgrad::nn::GRU, xgrad::nn::GRUCell>("gru", 2, hidden);
  }
}
