// The input projection and the layout of its rows.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/scan/projection.hpp>

namespace xgrad::nn {

InputProduct::InputProduct(const CellInfo& cell, const CellTensors& weights, const Tensor& input)
    : weight_(weights.w_ih), bias_(weights.b_ih) {
  if (!weight_.defined()) return;
  if (!cell.separate && weights.b_hh.defined()) bias_ = add(bias_, weights.b_hh);
  if (input.dtype() != int64) return;
  // Class indices select columns of W. b is added to the selected columns, or to all columns if
  // there are fewer classes than indices.
  columns_ = transpose(weight_, 0, 1);
  if (input.numel() < columns_.size(0)) return;
  columns_ = bias_.defined() ? add(columns_, bias_) : contiguous(columns_);
  bias_ = Tensor();
}

Tensor InputProduct::operator()(const Tensor& x, const Array& rows) const {
  if (!weight_.defined()) return x;
  if (columns_.defined()) {
    const Tensor picked = embedding_into(rows, columns_, x);
    return bias_.defined() ? add(picked, bias_) : picked;
  }
  return add_linear_(repeat_into(rows, bias_), x, weight_);
}

Projection::Projection(const ScanInput& scan, const ScanPlan& plan, Index first_chunk,
                       const std::vector<Tensor>& chunks, const InputProduct& product,
                       const Tensor& b_hh, bool recorded)
    : scan_(scan),
      plan_(plan),
      first_chunk_(first_chunk),
      chunks_(chunks),
      product_(product),
      b_hh_(b_hh),
      recorded_(recorded) {}

void Projection::go_to(Index t) {
  const Index chunk = plan_.chunk_of(t);
  if (chunk == chunk_) return;
  chunk_ = chunk;
  make_room();
  const Tensor& x = chunks_[static_cast<std::size_t>(chunk - first_chunk_)];
  const Index first = scan_.layout->row(plan_.chunk(chunk)) - first_row_;
  const auto part = [&](const Array& rows) { return kernels::narrow(rows, 0, first, x.size(0)); };
  from_input_ = by_steps(product_(x, part(rows_)));
  if (scan_.cell.takes_input && scan_.cell.blocks > 0) input_ = by_steps(x);
  if (scan_.cell.has_hidden_rows()) {
    from_hidden_ = by_steps(repeat_into(part(hidden_rows_), b_hh_));
  }
}

// Allocates a buffer for a group, or for a chunk if the previous rows are no longer needed.
void Projection::make_room() {
  const Index first = plan_.chunk(chunk_);
  const Index room = recorded_ ? plan_.group_of(first) : chunk_;
  if (room == room_) return;
  room_ = room;
  const Index begin = recorded_ ? plan_.group(room) : first;
  const Index end = recorded_ ? plan_.group(room + 1) : plan_.chunk(room + 1);
  first_row_ = scan_.layout->row(begin);
  const Shape shape = {scan_.layout->row(end) - first_row_, scan_.cell.blocks * scan_.hidden_size};
  if (!recorded_ && rows_.defined() && rows_.shape()[0] >= shape[0]) return;
  rows_ = Array::empty(shape, scan_.buffer.dtype());
  if (scan_.cell.has_hidden_rows()) hidden_rows_ = Array::empty(shape, scan_.buffer.dtype());
}

std::vector<Tensor> Projection::by_steps(const Tensor& rows) const {
  std::vector<Index> sizes;
  for (Index t = plan_.chunk(chunk_); t < plan_.chunk(chunk_ + 1); ++t) {
    sizes.push_back(scan_.layout->size(t));
  }
  return split(rows, sizes);
}

}  // namespace xgrad::nn
