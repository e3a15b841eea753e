// Gradient flow over time: how much of a gradient comes back through the steps of a recurrent run.
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
  /// Passes back through each layer and direction, for the Jacobians; 0 leaves them out. With as
  /// many as there are units they are exact, by a unit vector each; beyond, they are estimates by
  /// that many vectors of random signs, within about 1 / sqrt(2 * passes) of the norm.
  Index passes = 64;
};

/// Watches the runs of a recurrent layer, and their backward passes, while it lives:
///
///   nn::GradientFlow flow(model.lstm);
///   nn::mse_loss(model(input), target).backward();
///   fmt::print("{}{}\n", flow.report().chart(), flow.report().advice());
///
/// The report is about the last run that was recorded and the last pass through it. No gradient
/// changes by a bit, but for those of linear cells, which take their steps one by one then. The
/// Jacobians cost `passes` passes through the layer, once for each run. While one lives, backward
/// passes look for the first NaN.
class GradientFlow {
 public:
  /// Watches a loop of one's own, whose steps are shown to it by `observe`.
  explicit GradientFlow(const GradientFlowOptions& options = {});
  /// Watches a layer, which has to outlive it. Others may watch the same one.
  explicit GradientFlow(const RecurrentBase& layer, const GradientFlowOptions& options = {});
  explicit GradientFlow(const RecurrentBase&& layer,
                        const GradientFlowOptions& options = {}) = delete;
  ~GradientFlow();
  GradientFlow(const GradientFlow&) = delete;
  GradientFlow& operator=(const GradientFlow&) = delete;

  /// Takes a step in, unless it is not recorded. A step of a layer, direction and time that it has
  /// already begins a new run.
  void observe(const ObservedStep& step);

  /// What was measured since the last run began. After `optimizer.step()`, the changes of the
  /// layer's parameters are part of it. Throws ValueError before the first step and pass.
  FlowReport report() const;

 private:
  struct Run;

  GradientFlowOptions options_;
  std::unique_ptr<NanWatch> nan_watch_;
  const RecurrentBase* layer_ = nullptr;
  HookHandle observer_;
  std::shared_ptr<Run> run_;  // hooks hold it weakly
};

/// ||change|| / ||weight|| of every parameter that both snapshots have, by name; 0 where nothing
/// changed. Leaves out what was 0 before and is not now.
FlowReport::Figures update_ratios(const StateDict& before, const StateDict& after);

}  // namespace xgrad::nn
