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

Array reset_rows(const Array& flags, const SequenceLayout& layout, bool reverse) {
  if (!reverse || !flags.defined()) return flags;
  // The backward direction resets a sequence after the step that starts an episode.
  Array moved = kernels::zeros(flags.shape(), bool_);
  for (Index t = 0; t + 1 < layout.steps(); ++t) {
    Array step = kernels::narrow(moved, 0, layout.row(t), layout.size(t + 1));
    kernels::copy_into(step, kernels::narrow(flags, 0, layout.row(t + 1), layout.size(t + 1)));
  }
  return moved;
}

void draw_masks(const Regularization& options, bool training, Generator& generator,
                ScanInput& scan) {
  const auto zoneout = [&](std::size_t i) {
    return i == 0 ? options.zoneout_hidden : options.zoneout_cell;
  };
  StateTransforms& transforms = scan.transforms;
  const Tensor& h = scan.states.h();
  if (options.zoneout_hidden > 0 || options.zoneout_cell > 0) {
    for (std::size_t i = 0; i < scan.states.count(); ++i) {
      if (!training) {
        transforms.zoneout_rate.push_back(zoneout(i));
        continue;
      }
      const Shape shape = {scan.layout->rows(), scan.states[i].size(1)};
      transforms.zoneout_mask.push_back(
          zoneout(i) > 0 ? chosen(shape, zoneout(i), h.dtype(), generator) : Tensor());
    }
  }
  if (!training) return;
  if (options.recurrent_dropout > 0) {
    transforms.hidden_mask =
        dropout_mask(h.shape(), options.recurrent_dropout, h.dtype(), generator);
  }
  if (options.weight_drop > 0) {
    scan.weights.w_hh = dropout(scan.weights.w_hh, options.weight_drop, generator);
  }
}

Tensor drop_units(double p, const Tensor& rows, const SequenceLayout& layout, bool training,
                  Generator& generator) {
  if (p == 0 || !training) return rows;
  const Tensor mask = dropout_mask({layout.batch(), rows.size(1)}, p, rows.dtype(), generator);
  Array factors = Array::empty(rows.shape(), rows.dtype());
  for (Index t = 0; t < layout.steps(); ++t) {
    Array step = kernels::narrow(factors, 0, layout.row(t), layout.size(t));
    kernels::copy_into(step, kernels::narrow(mask.array(), 0, 0, layout.size(t)));
  }
  return mul(rows, Tensor(std::move(factors)));
}

Tensor drop_between(const RecurrentOptions& options, const Tensor& rows,
                    const SequenceLayout& layout, bool training, Generator& generator) {
  if (options.regularization.variational) {
    return drop_units(options.dropout, rows, layout, training, generator);
  }
  return training ? dropout(rows, options.dropout, generator) : rows;
}

}  // namespace xgrad::nn
