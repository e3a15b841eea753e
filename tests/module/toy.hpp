// A small module tree for tests that need no layer.
#pragma once

#include <xgrad/nn/module.hpp>

#include "support/arrays.hpp"

namespace toy {

using xgrad::Tensor;

inline Tensor ramp(const xgrad::Shape& shape) {
  return Tensor(test::iota(shape));
}

/// Holds a weight and gives it back.
struct Weight : xgrad::nn::Module<Weight> {
  xgrad::nn::Parameter weight;

  explicit Weight(xgrad::Index size) : weight(register_parameter("weight", ramp({size}))) {}
  std::string extra_repr() const override { return xgrad::to_string(weight.shape()); }
  Tensor forward() const { return weight; }
};

/// Two weights and a buffer.
struct Pair : xgrad::nn::Module<Pair> {
  Weight first = register_module("first", Weight(3));
  Weight second = register_module("second", Weight(2));
  xgrad::nn::Buffer count = register_buffer("count", ramp({1}));

  const Weight& forward(bool which) const { return which ? second : first; }
};

/// A tree of three levels.
struct Tree : xgrad::nn::Module<Tree> {
  xgrad::nn::Parameter scale = register_parameter("scale", ramp({2, 2}));
  Pair pair = register_module("pair", Pair());
  Weight head = register_module("head", Weight(4));

  Tensor forward() const { return head(); }
};

}  // namespace toy
