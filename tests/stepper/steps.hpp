// Runs of a stepper, against those of its layer.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/close.hpp"
#include <cmath>

namespace test {

/// Gives every parameter elements of its own, of a size at which states neither vanish nor grow.
inline void vary_parameters(const xgrad::nn::ModuleBase& module) {
  double phase = 3;
  for (const auto& [name, parameter] : module.named_parameters()) {
    const xgrad::Index columns = parameter.rank() == 2 ? parameter.size(1) : 4;
    const double scale = 1.5 / std::sqrt(static_cast<double>(columns));
    // The initial n of an SLSTM, by which its h is divided, is positive.
    const double least = name.starts_with("initial_") ? 1 : 0;
    parameter.set_data(to(recipe(phase++, parameter.shape()) * scale + least, parameter.dtype()));
  }
}

/// Calls `step` of a stepper with the elements of each time step of an input [time, batch, features];
/// returns the outputs [time, batch, features].
template <class T>
xgrad::Tensor run(xgrad::nn::Stepper& stepper, const xgrad::Tensor& input) {
  std::vector<xgrad::Tensor> outputs;
  for (const xgrad::Tensor& x : unbind(input)) {
    const std::vector<T> from = contiguous(x).to_vector<T>();
    std::vector<T> to(static_cast<std::size_t>(stepper.batch() * stepper.output_size()));
    stepper.step(from.data(), to.data());
    outputs.push_back(xgrad::from_vector(to, {stepper.batch(), stepper.output_size()}));
  }
  return stack(outputs);
}
inline xgrad::Tensor run(xgrad::nn::Stepper& stepper, const xgrad::Tensor& input) {
  return stepper.dtype() == xgrad::float32 ? run<float>(stepper, input)
                                           : run<double>(stepper, input);
}

/// What rounding differs by after a few steps.
constexpr Tolerance rounding_of(xgrad::DType dtype) {
  return dtype == xgrad::float32 ? Tolerance{.absolute = 2e-6, .relative = 2e-6}
                                 : Tolerance{.absolute = 4e-15, .relative = 4e-15};
}

/// Compares the outputs and the states of a stepper with those of its layer in evaluation mode.
inline void check_steps(const xgrad::nn::RecurrentBase& layer, xgrad::Index batch,
                        xgrad::Index time = 4) {
  const xgrad::NoGrad no_grad;
  vary_parameters(layer);
  layer.eval();
  xgrad::nn::Stepper stepper = layer.stepper(batch);
  const xgrad::Tensor input = to(recipe(1, {time, batch, stepper.input_size()}), stepper.dtype());
  const xgrad::Tensor of_layer = layer.options().batch_first ? transpose(input, 0, 1) : input;
  const auto [output, state] = layer.forward(of_layer);
  const Tolerance rounding = rounding_of(stepper.dtype());
  BOOST_TEST(close(run(stepper, input),
                   layer.options().batch_first ? transpose(output, 0, 1) : output, rounding));
  BOOST_TEST(close(stepper.state().tensors(), state.tensors(), rounding));
}

}  // namespace test
