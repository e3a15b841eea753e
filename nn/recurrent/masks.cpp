// Dropout and zoneout masks, drawn for all time steps in advance.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/recurrent/masks.hpp>

namespace xgrad::nn {
namespace {

// True with probability p, independently for each element.
Tensor chosen(const Shape& shape, double p, DType dtype, Generator& generator) {
  return eq(dropout_mask(shape, p, dtype, generator), 0.0);
}

}  // namespace

void draw_masks(const RecurrentOptions& options, bool training, const Timeline& timeline,
                const std::vector<Tensor>& states, Generator& generator, CellTensors& weights,
                StateTransforms& transforms) {
  const auto zoneout = [&](std::size_t i) {
    return i == 0 ? options.zoneout_hidden : options.zoneout_cell;
  };
  if (options.zoneout_hidden > 0 || options.zoneout_cell > 0) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      if (!training) {
        transforms.zoneout_rate.push_back(zoneout(i));
        continue;
      }
      const Shape shape = {timeline.rows(), states[i].size(1)};
      transforms.zoneout_mask.push_back(
          zoneout(i) > 0 ? chosen(shape, zoneout(i), states[0].dtype(), generator) : Tensor());
    }
  }
  if (!training) return;
  if (options.recurrent_dropout > 0) {
    transforms.hidden_mask =
        dropout_mask(states[0].shape(), options.recurrent_dropout, states[0].dtype(), generator);
  }
  if (options.weight_drop > 0) weights.w_hh = dropout(weights.w_hh, options.weight_drop, generator);
}

Tensor drop_units(double p, const Tensor& rows, const Timeline& timeline, bool training,
                  Generator& generator) {
  if (p == 0 || !training) return rows;
  const Tensor mask = dropout_mask({timeline.batch(), rows.size(1)}, p, rows.dtype(), generator);
  Array factors = Array::empty(rows.shape(), rows.dtype());
  for (Index t = 0; t < timeline.steps(); ++t) {
    Array step = kernels::narrow(factors, 0, timeline.row(t), timeline.size(t));
    kernels::copy_into(step, kernels::narrow(mask.array(), 0, 0, timeline.size(t)));
  }
  return mul(rows, Tensor(std::move(factors)));
}

Tensor drop_between(const RecurrentOptions& options, const Tensor& rows, const Timeline& timeline,
                    bool training, Generator& generator) {
  if (options.variational) return drop_units(options.dropout, rows, timeline, training, generator);
  return training ? dropout(rows, options.dropout, generator) : rows;
}

}  // namespace xgrad::nn
