// First values for recurrent layers, whose parameters are found by PyTorch's names.
//
// All take a layer, a cell or a whole model, and act on every `weight_hh...` in it, of all layers
// and directions, and on the biases beside it. They throw ValueError where there is none, or none
// of the biases they set, and ShapeError for recurrent weights that are no blocks of rows, one per
// gate; nothing is written then.
#pragma once

#include <xgrad/nn/recurrent.hpp>

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

/// Sets the bias of the forget gate, the sum of two, of an LSTM with the gates i, f, g, o: in
/// bias_ih it becomes `value`, in bias_hh 0 (Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba
/// & Sutskever 2015).
void forget_bias(const ModuleBase& lstm, double value = 1);

/// Biases for memories of all lengths up to `max_time` steps (Tallec & Ollivier 2018), set as by
/// `forget_bias`: with u ~ U(1, max_time - 1) for each unit,
///   b_f = log u   b_i = -log u   of an LSTM
///   b_z = -log u   of a GRU, or log u where z = 1 keeps the state
/// Throws ValueError unless max_time is at least 2. Other modules than `GRU` must have the gates
/// i, f, g, o.
void chrono(const ModuleBase& module, double max_time, Generator& generator = default_generator());
/// The same for cells with the gates r, z, n of a GRU and this meaning of z.
void chrono(const ModuleBase& gru, double max_time, UpdateGate update_gate,
            Generator& generator = default_generator());

}  // namespace xgrad::nn::init
