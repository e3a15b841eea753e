// Gradients of single time steps, however small, against derivatives by complex steps: for an
// analytic f, f'(x) = Im f(x + i e) / e without any difference (Squire & Trapp 1998), so that the
// reference has all digits at 1e-30, too.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/random_tensors.hpp"
#include <cmath>
#include <complex>
#include <map>
#include <ostream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(complex_steps)

using Number = std::complex<double>;
using Numbers = std::vector<Number>;

namespace {

constexpr std::size_t kInput = 3, kHidden = 4;

Number sigmoid_of(Number a) {
  return 1.0 / (1.0 + std::exp(-a));
}

// The weights of a layer as numbers, and the equations of docs/recurrent.md written out.
class Reference {
 public:
  explicit Reference(const nn::RecurrentBase& layer) {
    for (const auto& [name, value] : layer.named_parameters()) {
      weights_[name] = value.detach().to_vector<double>();
    }
  }

  // One step of the cell whose name begins with that letter.
  void step(char cell, const double* x, Numbers& h, Numbers& c) const {
    const Numbers before = h;
    const auto from_input = [&](std::size_t block, std::size_t unit) {
      const std::size_t row = block * kHidden + unit;
      Number sum = at("bias_ih_l0", row);
      for (std::size_t k = 0; k < kInput; ++k) sum += at("weight_ih_l0", row * kInput + k) * x[k];
      return sum;
    };
    const auto from_hidden = [&](std::size_t block, std::size_t unit) {
      const std::size_t row = block * kHidden + unit;
      Number sum = at("bias_hh_l0", row);
      for (std::size_t k = 0; k < kHidden; ++k) {
        sum += at("weight_hh_l0", row * kHidden + k) * before[k];
      }
      return sum;
    };
    for (std::size_t j = 0; j < kHidden; ++j) {
      const auto a = [&](std::size_t block) {
        return from_input(block, j) + from_hidden(block, j);
      };
      if (cell == 'R') {
        h[j] = std::tanh(a(0));
      } else if (cell == 'L') {
        c[j] = sigmoid_of(a(1)) * c[j] + sigmoid_of(a(0)) * std::tanh(a(2));
        h[j] = sigmoid_of(a(3)) * std::tanh(c[j]);
      } else {
        const Number z = sigmoid_of(a(1));
        const Number n = std::tanh(from_input(2, j) + sigmoid_of(a(0)) * from_hidden(2, j));
        h[j] = (1.0 - z) * before[j] + z * n;
      }
    }
  }

 private:
  double at(const char* name, std::size_t i) const { return weights_.at(name)[i]; }

  std::map<std::string, std::vector<double>> weights_;
};

struct Case {
  char cell;
  Index time;
  double scale;      // of the recurrent weights
  double smallest;   // what the gradients come down to, at most
  double shift = 0;  // of the biases
};

std::ostream& operator<<(std::ostream& stream, const Case& sample) {
  return stream << sample.cell << ", T = " << sample.time << ", weights times " << sample.scale;
}

const Case kCases[] = {{'R', 1, 1, 10},      {'R', 10, 1, 1},        {'R', 100, 1, 1e-10},
                       {'L', 1, 1, 10},      {'L', 10, 1, 1},        {'L', 100, 1, 1e-10},
                       {'G', 1, 1, 10},      {'G', 10, 1, 1},        {'G', 100, 1, 1e-10},
                       {'R', 100, 2, 1},     {'L', 100, 2, 1},       {'G', 100, 2, 1},
                       {'R', 100, 1, 1e-30}, {'L', 100, 0.1, 1e-30}, {'G', 100, 0.1, 1e-30, 0.3}};

std::unique_ptr<nn::RecurrentBase> layer_of(const Case& sample, Generator& generator) {
  const nn::RecurrentOptions options = {
      .input_size = kInput, .hidden_size = kHidden, .dtype = float64};
  std::unique_ptr<nn::RecurrentBase> layer;
  if (sample.cell == 'R') layer = std::make_unique<nn::RNN>(options, generator);
  if (sample.cell == 'L') layer = std::make_unique<nn::LSTM>(options, generator);
  if (sample.cell == 'G') layer = std::make_unique<nn::GRU>(options, generator);
  const Tensor weight = layer->parameters()[1];
  weight.set_data(weight.detach() * sample.scale);
  const Tensor bias = layer->parameters()[2];
  bias.set_data(bias.detach() + sample.shift);
  return layer;
}

}  // namespace

BOOST_DATA_TEST_CASE(gradients_of_every_step_equal_complex_steps,
                     boost::unit_test::data::make(kCases), sample) {
  Generator generator(3);
  const auto layer = layer_of(sample, generator);
  const auto time = static_cast<std::size_t>(sample.time);
  const Tensor input = test::random_normal({sample.time, 1, kInput}, generator);
  const Tensor weights = test::random_normal({kHidden}, generator);

  // dL/dh_t for the loss L = w h_T.
  std::vector<std::vector<double>> gradients(time);
  const HookHandle observer = layer->observe_steps([&](const nn::ObservedStep& step) {
    step.states[0].register_hook([&, t = static_cast<std::size_t>(step.time)](const Tensor& g) {
      gradients[t] = g.to_vector<double>();
      return Tensor();
    });
  });
  const nn::RecurrentOutput result = layer->forward(input);
  observer.remove();
  sum(mul(result.state.h, weights)).backward();

  const Reference reference(*layer);
  const std::vector<double> x = input.to_vector<double>(), w = weights.to_vector<double>();
  constexpr double kStep = 1e-100;
  double smallest = 1e300;
  Numbers h(kHidden), c(kHidden);
  for (std::size_t t = 0; t < time; ++t) {
    reference.step(sample.cell, &x[t * kInput], h, c);
    std::vector<double> expected;
    double size = 0;
    for (std::size_t j = 0; j < kHidden; ++j) {
      Numbers h_moved = h, c_moved = c;
      h_moved[j] += Number(0, kStep);
      for (std::size_t s = t + 1; s < time; ++s) {
        reference.step(sample.cell, &x[s * kInput], h_moved, c_moved);
      }
      Number loss = 0;
      for (std::size_t k = 0; k < kHidden; ++k) loss += w[k] * h_moved[k];
      expected.push_back(loss.imag() / kStep);
      size = std::max(size, std::abs(expected.back()));
    }
    BOOST_TEST_CONTEXT("step " << t)
    BOOST_TEST(test::close(gradients[t], expected, {.absolute = 1e-10 * size}));
    smallest = std::min(smallest, size);
  }
  BOOST_TEST(smallest <= sample.smallest);
}

BOOST_AUTO_TEST_SUITE_END()
