// Modes of modules, and counts of values that are not finite.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/training/evaluation.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn::training {
namespace {

Index count_nonfinite(const Tensor& tensor) {
  const Array values = kernels::contiguous(kernels::cast(tensor.array(), float64));
  const double* const data = values.data<double>();
  Index count = 0;
  for (Index i = 0; i < values.numel(); ++i) count += std::isfinite(data[i]) ? 0 : 1;
  return count;
}

void check_tensor(const Tensor& tensor, const std::string& where, const std::string& what) {
  if (!is_floating(tensor.dtype())) return;
  const Index wrong = count_nonfinite(tensor);
  if (wrong == 0) return;
  throw NumericError(fmt::format("{}: {} of the {} numbers in {} are not finite", where, wrong,
                                 tensor.numel(), what));
}

}  // namespace

EvaluationMode::EvaluationMode(const ModuleBase& model) {
  const auto modules = model.named_modules();
  modes_.reserve(modules.size());
  for (const auto& [name, module] : modules) {
    modes_.emplace_back(module, module->is_training());
  }
  model.eval();
}

// train() sets the modules below, too, so parents must come before them.
EvaluationMode::~EvaluationMode() {
  for (const auto& [module, training] : modes_) module->train(training);
}

void check_finite(const ModuleBase& model, const std::string& where) {
  for (const auto& [name, parameter] : model.named_parameters()) {
    check_tensor(parameter, where, fmt::format("the parameter '{}'", name));
  }
  for (const auto& [name, buffer] : model.named_buffers()) {
    check_tensor(buffer, where, fmt::format("the buffer '{}'", name));
  }
}

void check_finite_gradients(const ModuleBase& model, const std::string& where) {
  for (const auto& [name, parameter] : model.named_parameters()) {
    const Tensor gradient = parameter.grad();
    if (gradient.defined()) {
      check_tensor(gradient, where, fmt::format("the gradient of the parameter '{}'", name));
    }
  }
}

}  // namespace xgrad::nn::training
