// Anomaly detection: finds the operation that produced the first NaN or infinity.
#pragma once

#include <xgrad/autograd/diagnostics/instruments.hpp>

namespace xgrad {

/// Options of `AnomalyMode`.
struct AnomalyOptions {
  /// Infinities are anomalies, too. False for programs that compute with infinities on purpose, as
  /// in masks of scores.
  bool infinities = true;
};

/// During its lifetime, checks the results of all recorded operations and all gradients of backward
/// passes, on every thread, and throws NumericError for the first one with a NaN or an infinity. The
/// message names the operation, the path of the module, and in a recurrent layer the layer, the
/// direction and the time step, except where a memory budget runs the forward pass without recording.
/// Each check reads the values once; products of weights of recurrent
/// layers are not merged, so gradients may differ in rounding.
class AnomalyMode {
 public:
  explicit AnomalyMode(AnomalyOptions options = {});
  ~AnomalyMode();
  AnomalyMode(const AnomalyMode&) = delete;
  AnomalyMode& operator=(const AnomalyMode&) = delete;

 private:
  Instrument instrument_;
  AnomalyOptions options_;
};

}  // namespace xgrad
