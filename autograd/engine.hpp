// What the engine tells the rest of autograd while it runs.
#pragma once

namespace xgrad {

/// Name of the operation whose pullback runs on this thread; "" outside a backward pass.
const char* running_operation();

}  // namespace xgrad
