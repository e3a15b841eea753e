// What the gradient of GradBench's `lstm` costs: `diagonal_lstm xgrad` with a formula for each layer
// and step, `diagonal_lstm hand` with loops written by hand. Fails when the two differ.
#include "shared/diagonal_lstm.hpp"

#include <xgrad/autograd/formula.hpp>
#include <xgrad/xgrad.hpp>

#include "shared/figures.hpp"
#include "shared/stopwatch.hpp"
#include <cstdlib>
#include <string_view>
#include <tuple>

namespace {

using xgrad::Tensor;

inline constexpr auto kStep = [](auto x, auto h, auto c, auto wf, auto wi, auto wo, auto wg,
                                 auto bf, auto bi, auto bo, auto bg) {
  const auto next = c * sigmoid(wf * x + bf) + sigmoid(wi * h + bi) * tanh(wg * h + bg);
  return std::tuple{sigmoid(wo * x + bo) * tanh(next), next};
};

class DiagonalLstm {
 public:
  explicit DiagonalLstm(const bench::DiagonalLstm& p)
      : main(xgrad::from_vector(p.main, {p.layers, 8, p.units})),
        extra(xgrad::from_vector(p.extra, {3, p.units})),
        state_(xgrad::from_vector(p.state, {p.layers, 2, p.units})),
        steps_(unbind(xgrad::from_vector(p.sequence, {p.steps + 1, p.units}))) {
    main.requires_grad_();
    extra.requires_grad_();
  }

  Tensor objective() const {
    struct Layer {
      std::vector<Tensor> weights;
      Tensor h, c;
    };
    std::vector<Layer> layers;
    for (xgrad::Index l = 0; l < main.size(0); ++l) {
      layers.push_back({unbind(main[l]), state_[l][0], state_[l][1]});
    }
    std::vector<Tensor> outputs;
    for (std::size_t t = 0; t + 1 < steps_.size(); ++t) {
      Tensor x = steps_[t] * extra[0];
      for (auto& [w, h, c] : layers) {
        std::tie(h, c) = xgrad::pointwise("diagonal LSTM", kStep, x, h, c, w[0], w[1], w[2], w[3],
                                          w[4], w[5], w[6], w[7]);
        x = h;
      }
      outputs.push_back(x);
    }
    const Tensor y = stack(outputs) * extra[1] + extra[2];
    const Tensor bits = stack(std::vector<Tensor>(steps_.begin() + 1, steps_.end()));
    return -mean(bits * (y - log(sum(exp(y), 1, true) + 2)));
  }

  Tensor main, extra;

 private:
  Tensor state_;
  std::vector<Tensor> steps_;
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
      std::max(largest_difference(model.main.grad().to_vector<double>(), hand.main_gradient),
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
          model.main.set_grad({});
          model.extra.set_grad({});
          model.objective().backward();
        });
  }
}
