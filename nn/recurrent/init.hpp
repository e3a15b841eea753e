// Initialisation of recurrent layers, whose parameters are found by PyTorch's names.
//
// All take a layer, a cell or a whole model, all layers and directions of it. The first three act
// on every `weight_hh...` in it, with `weight_norm` on its v and g, whatever the module.
// `forget_bias` and `chrono` act on every recurrent layer and cell whose gates are such, and leave
// the others as they are. All throw ValueError where there is nothing to act on, and ShapeError for
// recurrent weights that are no blocks of rows, one per gate; nothing is written then.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn::init {

/// Makes each gate's block of the recurrent weights orthogonal, times `gain`, so that products with
/// it neither grow nor vanish (Saxe, McClelland & Ganguli 2014).
void orthogonal_recurrent(const ModuleBase& module, double gain = 1,
                          Generator& generator = default_generator());

/// Makes each gate's block of the recurrent weights `scale` times the identity, and the biases 0:
/// the state of an RNN with relu, then called IRNN, stays as it is where there is no input (Le,
/// Jaitly & Hinton 2015).
void identity_recurrent(const ModuleBase& module, double scale = 1);

/// Multiplies each gate's block of the recurrent weights by what makes its spectral radius `radius`
/// (Jaeger 2001). Throws ValueError for a negative one, ShapeError for blocks that are not square,
/// NumericError for one whose radius is 0 or NaN.
void scale_spectral_radius(const ModuleBase& module, double radius);

/// Sets the bias of each forget gate, a gate f that keeps the state where it is 1; it is the sum of
/// two: in bias_ih it becomes `value`, in bias_hh 0 (Gers, Schmidhuber & Cummins 2000; Jozefowicz,
/// Zaremba & Sutskever 2015). Throws ValueError for a layer with such a gate but without biases.
void forget_bias(const ModuleBase& module, double value = 1);

/// Biases for memories of all lengths up to `max_time` steps (Tallec & Ollivier 2018), set as by
/// `forget_bias`: with u ~ U(1, max_time - 1) for each unit, log u in every gate that keeps the
/// state where it is 1, -log u in every gate that replaces it.
///   b_f = log u   b_i = -log u   of an LSTM
///   b_z = -log u   of a GRU, or log u with UpdateGate::keep
/// Throws ValueError unless max_time is at least 2.
void chrono(const ModuleBase& module, double max_time, Generator& generator = default_generator());

/// Draws every `recurrent_weight` of an IndRNN from U(0, gain^(1 / max_time)), so that no unit
/// makes more than `gain` times as much of its state in `max_time` steps (Li et al. 2018). Throws
/// ValueError unless max_time is at least 1 and the gain positive.
void independent_recurrent(const ModuleBase& module, double max_time, double gain = 1,
                           Generator& generator = default_generator());

}  // namespace xgrad::nn::init
