// The table of losses: one row per loss and way to call it. The generic tests run over it.
#pragma once

#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/nn/loss/reduction.hpp>

#include "golden/sample.hpp"
#include <functional>
#include <iosfwd>
#include <string>

namespace test {

using xgrad::Tensor;
using Tensors = std::vector<Tensor>;

/// What a loss computes a loss of.
enum class Unit {
  /// One loss per element of the first input.
  element,
  /// One loss per vector on the last axis.
  vector,
  /// One loss per vector; `.weight` is a weight per class, which the row sets itself.
  classes,
};

/// A loss: its name, which may go on after a blank, and how it is called.
struct LossRow {
  const char* name;
  Unit unit;
  std::function<Tensor(const Tensors& inputs, const xgrad::nn::ElementLossOptions& options)>
      function;
  /// Maps the inputs of a sample, any numbers, to those of the loss: probabilities, labels.
  std::function<Tensors(const Tensors& numbers)> domain = [](const Tensors& x) { return x; };
  /// Whether the mean of the weighted losses divides by a sum of weights.
  bool weighted_mean = false;

  /// Its lines of golden/loss_table.
  std::vector<golden::Sample> samples = {};

  /// The inputs of the loss for a sample.
  Tensors inputs_of(const golden::Sample& sample, xgrad::DType dtype = xgrad::float64) const;
  /// The name of the function.
  std::string function_name() const;
  /// The unreduced losses.
  Tensor losses(const Tensors& inputs) const;
};
std::ostream& operator<<(std::ostream& stream, const LossRow& row);

/// All rows.
const std::vector<LossRow>& loss_table();

/// The numbers of a sample.
Tensors numbers_of(const golden::Sample& sample, xgrad::DType dtype = xgrad::float64);

/// The inputs as leaves.
Tensors as_leaves(const Tensors& inputs);

}  // namespace test
