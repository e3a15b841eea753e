// What the gradient of GradBench's `lstm` costs: `diagonal_lstm xgrad` as a recurrent layer of an
// own cell, `diagonal_lstm hand` with loops written by hand. Fails when the two differ.
#include "shared/diagonal_lstm.hpp"

#include <xgrad/nn/cell.hpp>
#include <xgrad/xgrad.hpp>

#include "shared/figures.hpp"
#include "shared/stopwatch.hpp"
#include <cstdlib>
#include <string_view>
#include <tuple>

namespace {

using xgrad::Tensor;

struct DiagonalCell {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 2;
  static constexpr bool kTakesInput = true;
  static constexpr std::string_view kVectors[] = {"wf", "wi", "wo", "wg", "bf", "bi", "bo", "bg"};
  static constexpr auto formula = [](auto x, auto h, auto c, auto wf, auto wi, auto wo, auto wg,
                                     auto bf, auto bi, auto bo, auto bg) {
    const auto next = c * sigmoid(wf * x + bf) + sigmoid(wi * h + bi) * tanh(wg * h + bg);
    return std::tuple{sigmoid(wo * x + bo) * tanh(next), next};
  };
};

class DiagonalLstm {
 public:
  explicit DiagonalLstm(const bench::DiagonalLstm& p)
      : lstm({.input_size = p.units,
              .hidden_size = p.units,
              .num_layers = p.layers,
              .dtype = xgrad::float64}),
        extra(xgrad::from_vector(p.extra, {3, p.units})),
        state_(xgrad::from_vector(p.state, {p.layers, 2, p.units})),
        sequence_(xgrad::from_vector(p.sequence, {p.steps + 1, p.units})) {
    xgrad::nn::vector_to_parameters(xgrad::from_vector(p.main), lstm.parameters());
    extra.requires_grad_();
  }

  Tensor objective() const {
    const xgrad::Index steps = sequence_.size(0) - 1;
    const Tensor x = narrow(sequence_, 0, 0, steps), bits = narrow(sequence_, 0, 1, steps);
    const Tensor h = lstm(x * extra[0], {select(state_, 1, 0), select(state_, 1, 1)}).output;
    const Tensor y = h * extra[1] + extra[2];
    return -mean(bits * (y - log(sum(exp(y), 1, true) + 2)));
  }

  std::vector<double> main_gradient() const {
    std::vector<Tensor> gradients;
    for (const Tensor& vector : lstm.parameters()) gradients.push_back(vector.grad());
    return xgrad::nn::parameters_to_vector(gradients).to_vector<double>();
  }

  xgrad::nn::Recurrent<DiagonalCell> lstm;
  Tensor extra;

 private:
  Tensor state_, sequence_;
};

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

void check_equal(const bench::DiagonalLstm& problem) {
  bench::DiagonalLstmByHand hand(problem);
  const DiagonalLstm model(problem);
  const Tensor loss = model.objective();
  loss.backward();
  hand.gradient();
  const double value = std::abs(loss.item<double>() - hand.objective());
  const double gradients =
      std::max(largest_difference(model.main_gradient(), hand.main_gradient),
               largest_difference(model.extra.grad().to_vector<double>(), hand.extra_gradient));
  if (value < 1e-12 && gradients < 1e-12) return;
  std::fprintf(stderr, "values differ by %g, gradients by %g\n", value, gradients);
  std::exit(1);
}

template <class Objective, class Gradient>
void report(const bench::DiagonalLstm& problem, const Objective& objective,
            const Gradient& gradient) {
  const std::string name = "diagonal lstm, " + std::to_string(problem.layers) + " layers, " +
                           std::to_string(problem.steps) + " steps";
  const auto [value, back] =
      bench::best_seconds_in_turn(10, objective, gradient, bench::processor_seconds);
  bench::print_figure(name + ", objective, ms", 1e3 * value);
  bench::print_figure(name + ", gradient, ms", 1e3 * back);
  bench::print_figure(name + ", gradient over objective", back / value);
}

}  // namespace

int main(int argc, char** argv) {
  const bool by_hand = argc > 1 && std::string_view(argv[1]) == "hand";
  xgrad::set_num_threads(1);
  for (const int steps : {1024, 4096}) {
    const bench::DiagonalLstm problem(2, steps);
    check_equal(problem);
    if (by_hand) {
      bench::DiagonalLstmByHand hand(problem);
      report(
          problem, [&] { hand.objective(); }, [&] { hand.gradient(); });
      continue;
    }
    DiagonalLstm model(problem);
    report(
        problem,
        [&] {
          const xgrad::NoGrad no_grad;
          model.objective();
        },
        [&] {
          model.lstm.zero_grad();
          model.extra.set_grad({});
          model.objective().backward();
        });
  }
}
