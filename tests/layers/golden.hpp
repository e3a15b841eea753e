// The golden values of layers, and how a layer is compared with them.
#pragma once

#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/nn/module/module.hpp>

#include "golden/layers.hpp"
#include "nn/golden.hpp"
#include <string_view>

namespace test {

inline const golden::layers::Layer& golden_layer(std::string_view name) {
  for (const auto& layer : golden::layers::layers) {
    if (name == layer.name) return layer;
  }
  BOOST_FAIL("no golden layer " << name);
  throw;
}

/// Compares a float32 module, constructed after manual_seed(1), with PyTorch: names and initial
/// values of its parameters; and in float64, the results of `call(module, inputs)` and the gradients.
template <class M, class Call>
void check_layer(std::string_view name, const M& module, const std::vector<xgrad::Shape>& shapes,
                 const Call& call) {
  using xgrad::Tensor;
  const auto& expected = golden_layer(name);
  const auto named = module.named_parameters();
  BOOST_TEST_REQUIRE(named.size() == expected.initial.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto& initial = expected.initial.begin()[i];
    BOOST_TEST(named[i].first == initial.name);
    BOOST_TEST(
        close(xgrad::to(named[i].second, xgrad::float64), std::vector<double>(initial.values)));
  }
  module.to(xgrad::float64);
  std::vector<Tensor> inputs;
  inputs.reserve(shapes.size());
  for (const xgrad::Shape& shape : shapes) {
    inputs.push_back(recipe(static_cast<double>(inputs.size()), shape).requires_grad_());
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    named[i].second.set_data(recipe(5 + static_cast<double>(i), named[i].second.shape()));
  }
  const std::vector<Tensor> results = call(module, inputs);
  BOOST_TEST_REQUIRE(results.size() == expected.results.size());
  Tensor total = xgrad::zeros({}, xgrad::float64);
  for (std::size_t i = 0; i < results.size(); ++i) {
    BOOST_TEST(close(xgrad::flatten(results[i]), std::vector<double>(expected.results.begin()[i]),
                     {.absolute = 4e-15}));
    total =
        total + xgrad::sum(results[i] * recipe(10 + static_cast<double>(i), results[i].shape()));
  }
  total.backward();
  for (const auto& [parameter, tensor] : named) inputs.push_back(tensor);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    BOOST_TEST(close(xgrad::flatten(inputs[i].grad()),
                     std::vector<double>(expected.gradients.begin()[i]), {.absolute = 1e-14}));
  }
}

}  // namespace test
