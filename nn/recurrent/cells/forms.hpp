// The forms in which the equations of RNN and GRU come.
#pragma once

#include <cstdint>

namespace xgrad::nn {

/// The activation of an RNN; for any other, `cells::RNNOf`.
enum class Nonlinearity : std::uint8_t { tanh, relu };

/// What z = 1 does in a GRU: `replace` the state by the candidate, h' = (1 - z) h + z n, or `keep`
/// it, h' = (1 - z) n + z h, as PyTorch, Keras and ONNX have it. Changing the sign of the rows of z
/// in all weights turns one into the other.
enum class UpdateGate : std::uint8_t { replace, keep };

}  // namespace xgrad::nn
