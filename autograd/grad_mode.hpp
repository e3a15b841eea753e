// Whether operations are recorded, per thread.
#pragma once

namespace xgrad {

/// True when operations on the calling thread are recorded for differentiation (the default).
bool grad_enabled();

/// Switches recording while it lives, on its own thread; scopes nest.
class GradMode {
 public:
  explicit GradMode(bool enabled);
  ~GradMode();
  GradMode(const GradMode&) = delete;
  GradMode& operator=(const GradMode&) = delete;

 private:
  bool outer_;
};

/// No operation is recorded while it lives: for inference and for updates of parameters.
class NoGrad : public GradMode {
 public:
  NoGrad() : GradMode(false) {}
};

}  // namespace xgrad
