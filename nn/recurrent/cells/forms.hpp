// Variants of the equations of RNN and GRU.
#pragma once

#include <cstdint>

namespace xgrad::nn {

/// The activation of an RNN; for any other use `cells::RNNOf`.
enum class Nonlinearity : std::uint8_t { tanh, relu };

/// The meaning of z = 1 in a GRU: `replace` replaces the state by the candidate, h' = (1 - z) h + z
/// n; `keep` leaves it unchanged, h' = (1 - z) n + z h, as in PyTorch, Keras and ONNX. Negating the
/// rows of z in all weights converts one into the other.
enum class UpdateGate : std::uint8_t { replace, keep };

}  // namespace xgrad::nn
