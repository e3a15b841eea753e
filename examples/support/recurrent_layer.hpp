// A recurrent layer of the kind that a command line names.
#pragma once

#include <xgrad/nn/nn.hpp>

#include <string>
#include <variant>

namespace support {

/// What `make_layer` makes.
using RecurrentLayer = std::variant<xgrad::nn::RNN, xgrad::nn::LSTM, xgrad::nn::GRU>;

/// Makes an "rnn", "lstm" or "gru", and has the module that it belongs to take it in:
/// `make_layer(cell, options, [&](const auto& layer) { return register_module(cell, layer); })`.
/// Throws ValueError for another name.
template <class TakeIn>
RecurrentLayer make_layer(const std::string& cell, const xgrad::nn::RecurrentOptions& options,
                          const TakeIn& take_in) {
  if (cell == "rnn") return take_in(xgrad::nn::RNN(options));
  if (cell == "lstm") return take_in(xgrad::nn::LSTM(options));
  if (cell == "gru") return take_in(xgrad::nn::GRU(options));
  throw xgrad::ValueError("there is no cell '" + cell + "', only rnn, lstm and gru");
}

}  // namespace support
