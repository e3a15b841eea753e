// What the engine tells the rest of autograd while it runs, and how it is started.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <string>

namespace xgrad {

/// Name of the operation whose pullback runs on this thread; "" outside a backward pass.
const char* running_operation();

/// A number of the pass that runs on this thread, which no other pass has; 0 outside of them.
std::uint64_t running_pass();

/// One pass from outputs, each with its gradient, to the targets, whose gradients it gives, or to
/// all leaves where there are no targets.
std::vector<Tensor> run_pass(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
                             std::span<const Tensor> targets, BackwardOptions options);

/// While one lives, passes look for the first NaN among their gradients, which takes the time to
/// read them.
class NanWatch {
 public:
  NanWatch();
  ~NanWatch();
  NanWatch(const NanWatch&) = delete;
  NanWatch& operator=(const NanWatch&) = delete;
};

/// Whether one lives.
bool nan_is_watched();

/// What made the first NaN of the pass that runs on this thread, of gradients without any: "the
/// backward pass of 'sqrt' in model.head"; empty where nothing did, or nobody watched.
std::string nan_origin();

/// True when an element is NaN.
bool has_nan(const Array& x);

}  // namespace xgrad
