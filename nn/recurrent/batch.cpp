// Conversion of padded batches: reshaped if all sequences have full length, else packed.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/batch.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

// Merges the time and batch axes of x.
Tensor joined(const Tensor& x) {
  Shape shape = x.shape();
  shape.erase(0);
  shape[0] = x.size(0) * x.size(1);
  return reshape(x, shape);
}

Tensor picked(const Tensor& state, const std::vector<Index>& places) {
  if (!state.defined() || places.empty()) return state;
  return index_select(state, 1, from_vector(places, {static_cast<Index>(places.size())}));
}

}  // namespace

Batch::Batch(const Tensor& input, const Sequences& sequences) : time_(input.size(0)) {
  const Index batch = input.size(1);
  const std::vector<Index>& lengths = sequences.lengths;
  dense_ =
      std::all_of(lengths.begin(), lengths.end(), [&](Index length) { return length == time_; });
  const PackOptions any_order = {.enforce_sorted = false};
  if (dense_) {
    packed_ = {joined(input), std::vector<Index>(static_cast<std::size_t>(time_), batch)};
  } else {
    packed_ = pack_padded_sequence(input, lengths, any_order);
  }
  timeline_ = std::make_shared<Timeline>(packed_.batch_sizes, batch);
  if (!sequences.reset.defined()) return;
  // Copied, because the caller may change the flags before a segment is recomputed.
  reset_ = dense_ ? kernels::copy(joined(sequences.reset).array())
                  : pack_padded_sequence(sequences.reset, lengths, any_order).data.array();
}

Batch::Batch(PackedSequence packed)
    : packed_(std::move(packed)),
      timeline_(std::make_shared<Timeline>(packed_.batch_sizes, packed_.batch())),
      time_(timeline_->steps()),
      dense_(timeline_->rows() == time_ * packed_.batch()) {}

Array Batch::reset(bool backward) const {
  if (!backward || !reset_.defined()) return reset_;
  // The backward direction resets a sequence after the step that starts an episode.
  const Timeline& timeline = *timeline_;
  Array moved = kernels::zeros(reset_.shape(), boolean);
  for (Index t = 0; t + 1 < timeline.steps(); ++t) {
    Array step = kernels::narrow(moved, 0, timeline.row(t), timeline.size(t + 1));
    kernels::copy_into(step, kernels::narrow(reset_, 0, timeline.row(t + 1), timeline.size(t + 1)));
  }
  return moved;
}

Tensor Batch::padded(const Tensor& rows) const {
  if (!dense_) return pad_packed_sequence(packed(rows), {.total_length = time_}).output;
  Shape shape = rows.shape();
  shape[0] = timeline_->batch();
  shape.insert(0, time_);
  return reshape(rows, shape);
}

PackedSequence Batch::packed(Tensor rows) const {
  return {std::move(rows), packed_.batch_sizes, packed_.sorted_indices, packed_.unsorted_indices};
}

Tensor Batch::in_order(const Tensor& state) const {
  return picked(state, packed_.sorted_indices);
}

Tensor Batch::in_callers_order(const Tensor& state) const {
  return picked(state, packed_.unsorted_indices);
}

}  // namespace xgrad::nn
