// Every recurrent layer of the library, behind one face.
#pragma once

#include <xgrad/nn/recurrent.hpp>

#include <memory>
#include <ostream>
#include <vector>

namespace test {

/// A kind of recurrent layer.
struct LayerKind {
  using Made = std::unique_ptr<xgrad::nn::RecurrentBase>;

  const char* name;
  std::size_t states;
  bool has_product;     // a weight_hh
  bool has_projection;  // may have a proj_size
  Made (*make)(const xgrad::nn::RecurrentOptions& options, xgrad::Generator& generator);
};

inline std::ostream& operator<<(std::ostream& stream, const LayerKind& kind) {
  return stream << kind.name;
}

template <class Layer>
LayerKind::Made made(const xgrad::nn::RecurrentOptions& options, xgrad::Generator& generator) {
  return std::make_unique<Layer>(options, generator);
}

template <xgrad::nn::UpdateGate gate, bool reset_after>
LayerKind::Made made_gru(const xgrad::nn::RecurrentOptions& options, xgrad::Generator& generator) {
  const xgrad::nn::CellVariant<xgrad::nn::cells::GRU> variant = {gate, reset_after};
  return std::make_unique<xgrad::nn::GRU>(options, variant, generator);
}

inline LayerKind::Made made_relu_rnn(const xgrad::nn::RecurrentOptions& options,
                                     xgrad::Generator& generator) {
  const xgrad::nn::CellVariant<xgrad::nn::cells::RNN> variant = {xgrad::nn::Nonlinearity::relu};
  return std::make_unique<xgrad::nn::RNN>(options, variant, generator);
}

inline const std::vector<LayerKind>& every_layer() {
  namespace nn = xgrad::nn;
  using Gate = nn::UpdateGate;
  static const std::vector<LayerKind> kinds = {
      {"RNN", 1, true, true, made<nn::RNN>},
      {"RNN with relu", 1, true, true, made_relu_rnn},
      {"LSTM", 2, true, true, made<nn::LSTM>},
      {"GRU", 1, true, false, made<nn::GRU>},
      {"GRU that keeps", 1, true, false, made_gru<Gate::keep, true>},
      {"GRU with the reset before", 1, true, false, made_gru<Gate::replace, false>},
      {"GRU that keeps, with the reset before", 1, true, false, made_gru<Gate::keep, false>},
      {"LayerNormLSTM", 2, true, false, made<nn::LayerNormLSTM>},
      {"LayerNormGRU", 1, true, false, made<nn::LayerNormGRU>},
      {"PeepholeLSTM", 2, true, true, made<nn::PeepholeLSTM>},
      {"CoupledLSTM", 2, true, true, made<nn::CoupledLSTM>},
      {"MGU", 1, true, false, made<nn::MGU>},
      {"IndRNN", 1, false, false, made<nn::IndRNN>},
      {"MinGRU", 1, false, false, made<nn::MinGRU>},
      {"MinLSTM", 1, false, false, made<nn::MinLSTM>},
      {"SRU", 2, false, false, made<nn::SRU>},
      {"SLSTM", 4, true, true, made<nn::SLSTM>},
  };
  return kinds;
}

}  // namespace test
