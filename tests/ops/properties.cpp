// What holds for every operation of the op table, whatever it computes.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(properties)

namespace {

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) {
    if (std::isfinite(value)) most = std::max(most, std::abs(value));
  }
  return most;
}

// How far results may be apart, in epsilons of the largest number in sight, that computed the same
// in another order or type.
double allowed(const Op& op) {
  return op.kind == Kind::summed ? 16 : op.kind == Kind::element_wise ? 4 : 0;
}

Tensors as_leaves(Tensors inputs) {
  for (Tensor& input : inputs) input.requires_grad_();
  return inputs;
}

// One tensor on which every element of every result has a weight of its own.
Tensor weighted_sum(const Tensors& results) {
  Tensor total;
  double phase = 10;
  for (const Tensor& result : results) {
    if (!result.requires_grad()) continue;
    const auto numbers = golden::recipe(static_cast<std::size_t>(result.numel()), phase++);
    const Tensor weights = to(Tensor(array(result.shape(), numbers)), result.dtype());
    const Tensor part = sum(result * weights);
    total = total.defined() ? total + part : part;
  }
  return total;
}

Tensors gradients_of(const Op& op, const Tensors& leaves) {
  return grad({weighted_sum(op.function(leaves))}, leaves, {.allow_unused = true});
}

}  // namespace

BOOST_DATA_TEST_CASE(values_match_pytorch, op_table(), op) {
  const auto samples = op.samples;
  BOOST_TEST(!samples.empty());
  for (const golden::Sample& sample : samples) {
    const Tensors inputs = inputs_of(sample);
    const Tensors results = op.function(inputs);
    BOOST_TEST_REQUIRE(results.size() == sample.results.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto& [shape, numbers] = sample.results.begin()[i];
      const std::vector<double> expected = numbers;
      BOOST_TEST(results[i].shape() == Shape(shape));
      double scale = largest(expected);
      for (const Tensor& input : inputs) scale = std::max(scale, largest(doubles(input)));
      BOOST_TEST(close(doubles(results[i]), expected, {.absolute = allowed(op) * 2.3e-16 * scale}));
    }
  }
}

BOOST_DATA_TEST_CASE(first_derivatives, op_table(), op) {
  if (!op.differentiable()) return;
  for (const golden::Sample& sample : op.samples) {
    const GradcheckResult result = gradcheck(op.function, as_leaves(inputs_of(sample)));
    BOOST_TEST(result.ok, result.message);
  }
}

BOOST_DATA_TEST_CASE(second_derivatives, op_table(), op) {
  if (!op.differentiable()) return;
  for (const golden::Sample& sample : op.samples) {
    const GradcheckResult result = gradgradcheck(op.function, as_leaves(inputs_of(sample)));
    BOOST_TEST(result.ok, result.message);
  }
}

BOOST_DATA_TEST_CASE(values_and_gradients_do_not_depend_on_strides, op_table(), op) {
  const double eps = op.kind == Kind::summed ? 16 * 2.3e-16 : 0;
  for (const golden::Sample& sample : op.samples) {
    const Tensors inputs = inputs_of(sample);
    Tensors strided;
    for (const Tensor& input : inputs) strided.emplace_back(awkward(input.array()));
    const Tensors results = op.function(inputs), others = op.function(strided);
    for (std::size_t i = 0; i < results.size(); ++i) {
      double scale = 1;
      for (const Tensor& input : inputs) scale = std::max(scale, largest(doubles(input)));
      BOOST_TEST(results[i].shape() == others[i].shape());
      BOOST_TEST(close(doubles(results[i]), doubles(others[i]), {.absolute = eps * scale}));
    }
    if (!op.differentiable()) continue;
    const Tensors first = gradients_of(op, as_leaves(inputs));
    const Tensors second = gradients_of(op, as_leaves(strided));
    for (std::size_t i = 0; i < first.size(); ++i) {
      BOOST_TEST(close(doubles(first[i]), doubles(second[i]), {.absolute = eps * 8}));
    }
  }
}

BOOST_DATA_TEST_CASE(inputs_are_not_changed, op_table(), op) {
  for (const golden::Sample& sample : op.samples) {
    const Tensors inputs = inputs_of(sample);
    op.function(inputs);
    const Tensors again = inputs_of(sample);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      BOOST_TEST(doubles(inputs[i]) == doubles(again[i]));
      BOOST_TEST(inputs[i].array().version() == 0U);
    }
  }
}

BOOST_DATA_TEST_CASE(float32_is_near_float64, op_table(), op) {
  for (const golden::Sample& sample : op.samples) {
    const Tensors single = inputs_of(sample, float32);
    Tensors inputs;  // the same numbers, so that only the operation's own roundings differ
    for (const Tensor& input : single) inputs.push_back(to(input, float64));
    double scale = 1;
    for (const Tensor& input : inputs) scale = std::max(scale, largest(doubles(input)));
    const Tensors results = op.function(inputs), singles = op.function(single);
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (op.differentiable()) BOOST_TEST(singles[i].dtype() == float32);
      scale = std::max(scale, largest(doubles(results[i])));
      BOOST_TEST(close(doubles(results[i]), doubles(singles[i]),
                       {.absolute = allowed(op) * 1.2e-7 * scale}));
    }
    if (!op.differentiable()) continue;
    const Tensors first = gradients_of(op, as_leaves(inputs));
    const Tensors second = gradients_of(op, as_leaves(single));
    for (std::size_t i = 0; i < first.size(); ++i) {
      const double size = std::max(scale, largest(doubles(first[i])));
      BOOST_TEST(second[i].dtype() == float32);
      BOOST_TEST(close(doubles(first[i]), doubles(second[i]), {.absolute = 16 * 1.2e-7 * size}));
    }
  }
}

BOOST_DATA_TEST_CASE(one_tensor_twice_gets_both_gradients, op_table(), op) {
  if (!op.differentiable()) return;
  for (const golden::Sample& sample : op.samples) {
    const Tensors inputs = inputs_of(sample);
    if (inputs.size() != 2 || inputs[0].shape() != inputs[1].shape()) continue;
    const Tensor one = inputs_of(sample)[0].requires_grad_();
    const Tensor both = gradients_of(op, {one, one})[0];
    const Tensor x = inputs_of(sample)[0].requires_grad_();
    const Tensor y = inputs_of(sample)[0].requires_grad_();
    const Tensors single = gradients_of(op, {x, y});
    BOOST_TEST(close(doubles(both), doubles(single[0] + single[1]), {.absolute = 1e-15}));
  }
}

BOOST_DATA_TEST_CASE(nothing_is_recorded_without_need, op_table(), op) {
  const golden::Sample sample = op.samples.front();
  for (const Tensor& result : op.function(inputs_of(sample))) BOOST_TEST(!result.requires_grad());
  const Tensors leaves = as_leaves(inputs_of(sample));
  for (const Tensor& result : op.function(leaves)) {
    BOOST_TEST(result.requires_grad() == op.differentiable());
  }
  const NoGrad scope;
  for (const Tensor& result : op.function(leaves)) BOOST_TEST(!result.requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()
