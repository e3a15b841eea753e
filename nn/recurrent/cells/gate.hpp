// Gate: what a cell declares about its gate blocks.
#pragma once

#include <cstdint>
#include <string_view>

namespace xgrad::nn {

/// What a gate block does to the state where its gate is 1.
enum class GateRole : std::uint8_t {
  candidate,  ///< no gate: the block holds a new value, such as the argument of tanh
  gate,       ///< none of the following, such as the output gate of an LSTM
  keeps,      ///< keeps the state, such as the forget gate of an LSTM
  replaces,   ///< replaces the state, such as the input gate of an LSTM
};

/// A gate block of a cell.
struct Gate {
  std::string_view name;
  GateRole role = GateRole::gate;
  /// True if the gate is a logistic function, so that observers receive its values in [0, 1].
  bool logistic = role != GateRole::candidate;
};

}  // namespace xgrad::nn
