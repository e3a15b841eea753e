// Evaluation of a model during training, and the search for values that are not finite.
#pragma once

#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/nn/module/module.hpp>

#include <string>
#include <utility>
#include <vector>

namespace xgrad::nn::training {

/// During its lifetime, the model is in evaluation mode and operations on this thread are not
/// recorded. The destructor restores the mode of every module. The model must outlive it.
class EvaluationMode {
 public:
  explicit EvaluationMode(const ModuleBase& model);
  ~EvaluationMode();
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  NoGrad no_grad_;
  std::vector<std::pair<const ModuleBase*, bool>> modes_;  // parents first
};

/// Throws NumericError, beginning with `where`, that names the first parameter or buffer with a NaN
/// or an infinity.
void check_finite(const ModuleBase& model, const std::string& where);

/// Like `check_finite`, for the gradients of the parameters.
void check_finite_gradients(const ModuleBase& model, const std::string& where);

}  // namespace xgrad::nn::training
