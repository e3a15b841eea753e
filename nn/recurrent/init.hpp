// Initialisation of recurrent layers; parameters are selected by their PyTorch names.
//
// All functions take a layer, a cell or a model and initialise all layers and directions in it.
// `orthogonal_recurrent`, `identity_recurrent` and `scale_spectral_radius` act on every
// `weight_hh...`, with `weight_norm` on its v and g, in any module. `forget_bias` and `chrono` act
// on every recurrent layer and cell that has such gates, and leave the others unchanged. All throw
// ValueError when there is nothing to initialise, and ShapeError for recurrent weights that are not
// divided into one block of rows per gate; nothing is written then.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn::init {

/// Initialises each gate block of the recurrent weights to `gain` times an orthogonal matrix, so
/// that products with it preserve the norm (Saxe, McClelland & Ganguli 2014).
void orthogonal_recurrent(const ModuleBase& module, double gain = 1,
                          Generator& generator = default_generator());

/// Initialises each gate block of the recurrent weights to `scale` times the identity, and the
/// biases to 0. An RNN with relu, then called IRNN, preserves its state when the input is 0 (Le,
/// Jaitly & Hinton 2015).
void identity_recurrent(const ModuleBase& module, double scale = 1);

/// Rescales each gate block of the recurrent weights to the spectral radius `radius` (Jaeger 2001).
/// Throws ValueError for a negative radius, ShapeError for blocks that are not square, NumericError
/// for a block whose spectral radius is 0 or NaN.
void scale_spectral_radius(const ModuleBase& module, double radius);

/// Sets the bias of each forget gate, a gate f that keeps the state where it is 1. The bias is a
/// sum: the part in bias_ih becomes `value`, the part in bias_hh becomes 0 (Gers, Schmidhuber &
/// Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015). Throws ValueError for a layer with a forget
/// gate but without biases.
void forget_bias(const ModuleBase& module, double value = 1);

/// Chrono initialisation, for dependencies of up to `max_time` steps (Tallec & Ollivier 2018).
/// Draws u ~ U(1, max_time - 1) for each unit and sets the gate biases as `forget_bias` does: to
/// log u for a gate that keeps the state where it is 1, to -log u for a gate that replaces it.
///   b_f = log u   b_i = -log u   of an LSTM
///   b_z = -log u   of a GRU, or log u with UpdateGate::keep
/// Throws ValueError unless max_time is at least 2.
void chrono(const ModuleBase& module, double max_time, Generator& generator = default_generator());

/// Draws every `recurrent_weight` of an IndRNN from U(0, gain^(1 / max_time)), so that the state of
/// a unit grows at most by the factor `gain` in `max_time` steps (Li et al. 2018). Throws
/// ValueError unless max_time is at least 1 and the gain is positive.
void independent_recurrent(const ModuleBase& module, double max_time, double gain = 1,
                           Generator& generator = default_generator());

}  // namespace xgrad::nn::init
