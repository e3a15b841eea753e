// GradientFlow: measures gradient norms over the time steps of a recurrent layer.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/nn/flow/report.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>
#include <xgrad/nn/recurrent/scan/observed_step.hpp>

#include <memory>

namespace xgrad {
class NanWatch;
}

namespace xgrad::nn {

/// Options of GradientFlow.
struct GradientFlowOptions {
  /// Number of backward passes per layer and direction that estimate the Jacobians; 0 skips the
  /// Jacobians. With as many passes as units they are exact, one unit vector per pass; with fewer
  /// they are estimates from random sign vectors, with a relative error of about
  /// 1 / sqrt(2 * passes).
  Index passes = 64;
};

/// Records the forward passes of a recurrent layer and their backward passes during its lifetime:
///
///   nn::GradientFlow flow(model.lstm);
///   nn::mse_loss(model(input), target).backward();
///   fmt::print("{}{}\n", flow.report().chart(), flow.report().advice());
///
/// The report covers the last recorded forward pass and the last backward pass through it.
/// Observed steps are unrolled, and linear cells process one step at a time: gradients of a layer
/// may change in rounding, except with its option `unroll`. The Jacobians cost `passes` backward passes through the layer per forward pass. During the
/// lifetime of a GradientFlow, backward passes also locate the first NaN.
class GradientFlow {
 public:
  /// Measures a hand-written time loop, which passes each step to `observe`.
  explicit GradientFlow(const GradientFlowOptions& options = {});
  /// Measures a layer, which must outlive this object. A layer can have several.
  explicit GradientFlow(const RecurrentBase& layer, const GradientFlowOptions& options = {});
  explicit GradientFlow(const RecurrentBase&& layer,
                        const GradientFlowOptions& options = {}) = delete;
  ~GradientFlow();
  GradientFlow(const GradientFlow&) = delete;
  GradientFlow& operator=(const GradientFlow&) = delete;

  /// Records a step, unless gradients are disabled for it. A step of a layer, direction and time
  /// step that is already recorded starts a new run.
  void observe(const ObservedStep& step);

  /// Returns the measurements of the current run. After `optimizer.step()` they include the changes
  /// of the layer's parameters. Throws ValueError before the first step and backward pass.
  FlowReport report() const;

 private:
  struct Run;

  GradientFlowOptions options_;
  std::unique_ptr<NanWatch> nan_watch_;
  const RecurrentBase* layer_ = nullptr;
  HookHandle observer_;
  std::shared_ptr<Run> run_;  // hooks hold a weak pointer
};

/// ||change|| / ||weight|| by name, for every parameter in both snapshots; 0 for unchanged
/// parameters. Omits parameters that were 0 before and are not 0 after.
FlowReport::Figures update_ratios(const StateDict& before, const StateDict& after);

}  // namespace xgrad::nn
