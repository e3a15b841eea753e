// Lambda: a function as a module.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <functional>

namespace xgrad::nn {

/// A function where a module is wanted: for its line in the text of a model, its hooks, its path in
/// messages. `nn::Lambda([](const Tensor& x) { return reshape(x, {-1}); }, "flatten")`
class Lambda : public Module<Lambda> {
 public:
  using Function = std::function<Tensor(const Tensor&)>;

  /// Modules that the function captured are copied by `clone`, but their parameters do not become
  /// those of this module. Throws ValueError for an empty function.
  explicit Lambda(Function function, std::string name = {});

  /// What the function gives.
  Tensor forward(const Tensor& x) const { return function_(x); }
  std::string details() const override { return name_; }

 private:
  Function function_;
  std::string name_;
};

}  // namespace xgrad::nn
