// Sorting of sequences, and the conversion of padded batches by one gather or one scatter of rows.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/scan/layout.hpp>

#include <algorithm>
#include <functional>
#include <numeric>

namespace xgrad::nn {
namespace {

std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

Tensor reordered(const Tensor& states, const std::vector<Index>& order) {
  if (order.empty()) return states;
  return index_select(states, 1, from_vector(order, {static_cast<Index>(order.size())}));
}

// Replaces the axis of all rows by `outer` and `inner`.
Tensor split_rows(const Tensor& rows, Index outer, Index inner) {
  Shape shape = rows.shape();
  shape[0] = inner;
  shape.insert(0, outer);
  return reshape(rows, shape);
}

}  // namespace

SequenceRows SequenceRows::of_padded(Index batch, Index time, bool batch_first) {
  SequenceRows rows{std::vector<Index>(at(batch)), batch_first ? 1 : batch};
  for (Index b = 0; b < batch; ++b) rows.start[at(b)] = b * (batch_first ? time : 1);
  return rows;
}

SequenceLayout::SequenceLayout(SequenceAxes axes, Index time, Index batch,
                               const std::vector<Index>& lengths)
    : axes_(axes), time_(time), batch_(batch) {
  if (!std::ranges::is_sorted(lengths, std::greater<>()) || std::ranges::count(lengths, 0) > 0) {
    sorted_.resize(lengths.size());
    std::iota(sorted_.begin(), sorted_.end(), Index{0});
    std::ranges::stable_sort(sorted_, std::greater<>(), [&](Index b) { return lengths[at(b)]; });
    unsorted_.resize(lengths.size());
    for (std::size_t place = 0; place < sorted_.size(); ++place) {
      unsorted_[at(sorted_[place])] = static_cast<Index>(place);
    }
  }
  std::vector<Index> sizes(at(lengths.empty() ? time : std::ranges::max(lengths)),
                           lengths.empty() ? batch : 0);
  for (const Index length : lengths) {
    for (Index t = 0; t < length; ++t) ++sizes[at(t)];
  }
  set_rows(sizes);
}

SequenceLayout::SequenceLayout(SequenceAxes axes, Index time, const std::vector<Index>& batch_sizes,
                               std::vector<Index> sorted_indices,
                               std::vector<Index> unsorted_indices)
    : axes_(axes),
      time_(time),
      batch_(!sorted_indices.empty() ? static_cast<Index>(sorted_indices.size())
             : batch_sizes.empty()   ? 0
                                     : batch_sizes[0]),
      sorted_(std::move(sorted_indices)),
      unsorted_(std::move(unsorted_indices)) {
  set_rows(batch_sizes);
}

void SequenceLayout::set_rows(const std::vector<Index>& batch_sizes) {
  first_rows_.reserve(batch_sizes.size() + 1);
  for (const Index size : batch_sizes) first_rows_.push_back(rows() + size);
  gathered_ = !sorted_.empty() || rows() < time_ * batch_;
}

std::vector<Index> SequenceLayout::batch_sizes() const {
  std::vector<Index> sizes;
  sizes.reserve(at(steps()));
  for (Index t = 0; t < steps(); ++t) sizes.push_back(size(t));
  return sizes;
}

Tensor SequenceLayout::places(const SequenceRows& buffer) const {
  std::vector<Index> places;
  places.reserve(at(rows()));
  for (Index t = 0; t < steps(); ++t) {
    for (Index i = 0; i < size(t); ++i) {
      const Index b = sorted_.empty() ? i : sorted_[at(i)];
      places.push_back(buffer.start[at(b)] + t * buffer.stride);
    }
  }
  return from_vector(places);
}

Tensor SequenceLayout::places_in_padded() const {
  return places(SequenceRows::of_padded(batch_, time_, axes_ == SequenceAxes::batch_time));
}

Tensor SequenceLayout::to_rows(const Tensor& padded) const {
  const bool batched = axes_ != SequenceAxes::time;
  if (gathered_)
    return index_select(batched ? flatten(padded, 0, 1) : padded, 0, places_in_padded());
  if (!batched) return padded;
  return flatten(axes_ == SequenceAxes::batch_time ? transpose(padded, 0, 1) : padded, 0, 1);
}

Tensor SequenceLayout::to_padded(const Tensor& rows, double padding) const {
  const bool batched = axes_ != SequenceAxes::time, batch_first = axes_ == SequenceAxes::batch_time;
  if (gathered_) {
    Tensor all = scatter_rows(rows, places_in_padded(), time_ * batch_, padding);
    if (!batched) return all;
    return batch_first ? split_rows(all, batch_, time_) : split_rows(all, time_, batch_);
  }
  if (!batched) return rows;
  const Tensor by_steps = split_rows(rows, time_, batch_);
  return batch_first ? transpose(by_steps, 0, 1) : by_steps;
}

Tensor SequenceLayout::sorted(const Tensor& states) const {
  return reordered(states, sorted_);
}

Tensor SequenceLayout::unsorted(const Tensor& states) const {
  return reordered(states, unsorted_);
}

}  // namespace xgrad::nn
