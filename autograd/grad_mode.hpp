// Enables and disables the recording of operations, per thread.
#pragma once

namespace xgrad {

/// True when operations on the calling thread are recorded for differentiation (the default).
bool grad_enabled();

/// Enables or disables recording on the calling thread during its lifetime; scopes nest.
class GradMode {
 public:
  explicit GradMode(bool enabled);
  ~GradMode();
  GradMode(const GradMode&) = delete;
  GradMode& operator=(const GradMode&) = delete;

 private:
  bool outer_;
};

/// Disables recording during its lifetime, for inference and parameter updates.
class NoGrad : public GradMode {
 public:
  NoGrad() : GradMode(false) {}
};

}  // namespace xgrad
