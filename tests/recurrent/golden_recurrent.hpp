// A recurrent layer run as the golden programs are, and compared with what they gave.
#pragma once

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/recurrent.hpp"
#include "nn/golden.hpp"

namespace test {

namespace nn = xgrad::nn;
using xgrad::Index;
using xgrad::Shape;
using xgrad::Tensor;

/// Parameters, input and loss follow the recipe; `run(layer, x, state)` gives a RecurrentOutput.
template <class Run>
void check_recurrent(const nn::RecurrentBase& layer, const golden::Recurrent& expected,
                     const Shape& input, double tolerance, const Run& run) {
  const nn::RecurrentOptions& options = layer.options();
  double phase = 0;
  for (const Tensor& parameter : layer.parameters()) {
    parameter.set_data(xgrad::to(recipe(phase++, parameter.shape()), options.dtype));
  }
  const auto leaf = [&](double at, const Shape& shape) {
    return Tensor(xgrad::to(recipe(at, shape), options.dtype)).requires_grad_();
  };
  const auto state = [&](double at, Index size) {
    Shape shape = {options.num_layers * (options.bidirectional ? 2 : 1), size};
    if (input.size() == 3) shape.insert(1, input[options.batch_first ? 0 : 1]);
    return leaf(at, shape);
  };
  const bool has_c = !expected.c_n.empty();
  const Tensor x = leaf(100, input);
  const Tensor h_0 = state(101, options.proj_size > 0 ? options.proj_size : options.hidden_size);
  const Tensor c_0 = has_c ? state(102, options.hidden_size) : Tensor();
  const auto [output, last] = run(layer, x, nn::State{h_0, c_0});
  BOOST_TEST(close(output, expected.output, {.absolute = tolerance}));
  BOOST_TEST(close(last.h, expected.h_n, {.absolute = tolerance}));
  if (has_c) BOOST_TEST(close(last.c, expected.c_n, {.absolute = tolerance}));

  const auto weighted = [&](const Tensor& value, double at) {
    return sum(mul(value, to(recipe(at, value.shape()), options.dtype)));
  };
  Tensor loss = add(weighted(output, 200), weighted(last.h, 201));
  if (has_c) loss = add(loss, weighted(last.c, 202));
  loss.backward();
  BOOST_TEST(close(x.grad(), expected.grad_input, {.absolute = tolerance}));
  BOOST_TEST(close(h_0.grad(), expected.grad_h_0, {.absolute = tolerance}));
  if (has_c) BOOST_TEST(close(c_0.grad(), expected.grad_c_0, {.absolute = tolerance}));
  const auto named = layer.named_parameters();
  BOOST_TEST_REQUIRE(named.size() == expected.grad_parameters.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    BOOST_TEST(named[i].first == expected.grad_parameters[i].name);
    BOOST_TEST(
        close(named[i].second.grad(), expected.grad_parameters[i].values, {.absolute = tolerance}));
  }
}

/// Checks a layer with these options, in float64 and float32.
template <class Cell, class Run>
void check_recurrent(nn::RecurrentOptions options, const golden::Recurrent& expected,
                     const Shape& input, const Run& run,
                     const nn::CellVariant<Cell>& variant = {}) {
  options.dtype = xgrad::float64;
  check_recurrent(nn::Recurrent<Cell>(options, variant), expected, input, 1e-13, run);
  options.dtype = xgrad::float32;
  check_recurrent(nn::Recurrent<Cell>(options, variant), expected, input, 2e-6, run);
}
template <class Cell>
void check_recurrent(const nn::RecurrentOptions& options, const golden::Recurrent& expected,
                     const Shape& input, const nn::CellVariant<Cell>& variant = {}) {
  const auto forward = [](const nn::RecurrentBase& layer, const Tensor& x, const nn::State& state) {
    return layer.forward(x, state);
  };
  check_recurrent<Cell>(options, expected, input, forward, variant);
}

}  // namespace test
