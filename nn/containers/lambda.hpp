// Lambda: wraps a function as a module.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <functional>

namespace xgrad::nn {

/// Wraps a function as a module, so that it has a line in the printed model, hooks and a path in
/// messages.
/// `nn::Lambda([](const Tensor& x) { return reshape(x, {-1}); }, "flatten")`
class Lambda : public Module<Lambda> {
 public:
  using Function = std::function<Tensor(const Tensor&)>;

  /// `clone` copies the modules that the function captured, but their parameters are not registered
  /// with this module: calling them throws unless another module being called has registered them.
  /// Throws ValueError for an empty function.
  explicit Lambda(Function function, std::string name = {});

  /// Returns the result of the function.
  Tensor forward(const Tensor& x) const { return function_(x); }
  std::string extra_repr() const override { return name_; }

 private:
  Function function_;
  std::string name_;
};

}  // namespace xgrad::nn
