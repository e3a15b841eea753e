// Losses to minimise, the problems of golden/optim/lbfgs.hpp, and closures of them.
#pragma once

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss/likelihood.hpp>
#include <xgrad/optim/lbfgs/lbfgs.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <functional>
#include <string_view>

namespace test {

/// cos(0.37 k^2 + phase) for k = 0, 1, ... in row-major order, as generate_lbfgs.py has it.
inline Tensor waves(double phase, const Shape& shape) {
  std::vector<double> values;
  for (Index k = 0; k < xgrad::numel(shape); ++k) {
    values.push_back(std::cos(0.37 * static_cast<double>(k) * static_cast<double>(k) + phase));
  }
  return constant(shape, values);
}

inline Tensor rosenbrock(const Tensor& p) {
  const Tensor x = select(p, 0, 0), y = select(p, 0, 1);
  return square(1 - x) + 100 * square(y - square(x));
}

inline Tensor least_squares(const Tensor& p) {
  return 0.5 * sum(square(matmul(waves(1, {30, 20}), p) - waves(2, {30})));
}

inline Tensor logistic_regression(const Tensor& p) {
  const Tensor labels = to(waves(4, {40}) > 0, xgrad::float64);
  const Tensor logits = matmul(waves(3, {40, 6}), slice(p, 0, 0, 6)) + select(p, 0, 6);
  return xgrad::nn::binary_cross_entropy_with_logits(logits, labels) + 0.01 * sum(square(p));
}

/// A parameter at the start of a problem, and its loss.
struct Problem {
  explicit Problem(std::string_view name) {
    if (name == "rosenbrock") {
      p = leaf({2}, {-1.2, 1});
      loss_of = rosenbrock;
    } else if (name == "least_squares") {
      p = leaf({20}, std::vector<double>(20));
      loss_of = least_squares;
    } else {
      p = leaf({7}, std::vector<double>(7));
      loss_of = logistic_regression;
    }
  }

  /// The loss and its gradient at the current parameter.
  xgrad::optim::LBFGS::Closure closure() const {
    return [*this] {
      p.set_grad({});
      Tensor loss = loss_of(p);
      loss.backward();
      return loss;
    };
  }

  Tensor p;
  Tensor (*loss_of)(const Tensor&) = nullptr;
};

}  // namespace test
