// SegmentSteps: the steps of a segment in the order in which they run, and the rows that they read.
// Internal.
#pragma once

#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/pool_vector.hpp>
#include <xgrad/nn/recurrent/scan/compiled/rows.hpp>
#include <xgrad/nn/recurrent/scan/segment.hpp>

namespace xgrad::nn {

/// What the backward pass of a segment needs, besides its arguments and its output.
struct Activations {
  /// W x + b + U h, or W x + b and U h + b' apart, of all rows of the segment.
  Array sums = {}, hidden_sums = {};
  /// h before the projection with weight_hr, of all rows.
  Array unprojected = {};
  /// For the states other than h: the rows of all steps but the last one, or of all with
  /// `all_states`.
  PoolVector<Array> states = {};
};

/// The row of the layout at which the rows of `Activations::states` begin.
Index first_stored_row(const ScanInput& scan, const Segment& segment);

/// The arguments of a segment as rows in memory, with the masks of its steps.
template <class T>
class SegmentSteps {
 public:
  SegmentSteps(const ScanInput& scan, const Segment& segment, const SegmentInput& from)
      : scan_(scan), layout_(*scan.layout), segment_(segment), from_(from) {
    first_row_ = layout_.row(segment.begin);
    rows_ = layout_.row(segment.end) - first_row_;
    h_ = rows_in<T>(scan.buffer);
    for (std::size_t k = 0; k < states(); ++k) {
      kept_.push_back(with_rows(from.states[k].array()));
      initial_.push_back(rows_in<T>(kept_.back()));
    }
    for (const Tensor& vector : from.weights.own) {
      kept_.push_back(kernels::contiguous(vector.array()));
      vectors_.push_back(static_cast<T*>(kept_.back().raw()));
    }
    for (const Tensor& state : from.initial_state) {
      kept_.push_back(kernels::contiguous(state.array()));
      resets_to_.push_back(static_cast<T*>(kept_.back().raw()));
    }
    const Array input = kernels::narrow(scan.rows.array(), 0, first_row_, rows_);
    if (is_floating(input.dtype())) {
      kept_.push_back(with_rows(input));
      x_ = rows_in<T>(kept_.back());
    }
    if (needs_scratch()) {
      for (std::size_t k = 0; k < states(); ++k) scratch_.push_back(room(batch(), size_of(k)));
    }
    previous_.resize(states());
  }

  const CellInfo& cell() const { return scan_.cell; }
  const StateTransforms& transforms() const { return scan_.transforms; }
  std::size_t states() const { return from_.states.count(); }
  Index batch() const { return layout_.batch(); }
  Index hidden() const { return scan_.hidden_size; }
  /// The columns of W x + b.
  Index blocks() const { return cell().blocks * hidden(); }
  /// The columns of the input, unless it holds class indices.
  Index features() const { return scan_.rows.size(1); }
  /// The columns of state k.
  Index size_of(std::size_t k) const { return from_.states[k].size(1); }
  DType dtype() const { return scan_.buffer.dtype(); }
  bool is_projected() const { return from_.weights.w_hr.defined(); }
  /// The weight of the old value of state k in inference with zoneout; else 0.
  double zoneout_rate(std::size_t k) const {
    const auto& rates = transforms().zoneout_rate;
    return k < rates.size() ? rates[k] : 0;
  }
  /// Where state k keeps its old value in step i, in rows of its size; null without zoneout.
  const bool* zoneout_mask(Index i, std::size_t k) const {
    const std::vector<Tensor>& masks = transforms().zoneout_mask;
    if (k >= masks.size() || !masks[k].defined()) return nullptr;
    return masks[k].array().data<bool>() + row(i) * size_of(k);
  }
  bool has_zoneout(std::size_t k) const {
    return zoneout_rate(k) > 0 || zoneout_mask(0, k) != nullptr;
  }

  /// The number of steps, and step number i: its time, its first row in the layout and its rows.
  Index count() const { return segment_.size(); }
  Index time(Index i) const { return segment_.step(i); }
  Index row(Index i) const { return layout_.row(time(i)); }
  Index size(Index i) const { return layout_.size(time(i)); }
  /// The first row of the segment in the layout, and the number of its rows.
  Index first_row() const { return first_row_; }
  Index rows() const { return rows_; }
  /// h after step i, in the buffer of the scan.
  Rows<T> h(Index i) const { return h_.from(row(i)); }
  /// The input of the step whose first row is `row`.
  Rows<T> x(Index row) const { return x_.from(row - first_row_); }
  bool has_x() const { return static_cast<bool>(x_); }
  /// State k before the segment.
  Rows<T> initial(std::size_t k) const { return initial_[k]; }

  /// The states before step i, of which `after(k)` gives those after step i - 1. Rows of sequences
  /// that start with the step are those before the segment; rows that are reset are replaced.
  template <class After>
  const PoolVector<Rows<T>>& previous(Index i, const After& after) {
    const Index known = i == 0 ? batch() : size(i - 1);
    const bool resets = is_reset(i);
    for (std::size_t k = 0; k < states(); ++k) {
      Rows<T>& found = previous_[k];
      found = i == 0 ? initial_[k] : after(k);
      if (size(i) <= known && !resets) continue;
      const Rows<T> made = scratch_[k];
      copy_rows(made, found, std::min(size(i), known), size_of(k));
      if (size(i) > known)
        copy_rows(made.from(known), initial_[k].from(known), size(i) - known, size_of(k));
      if (resets) reset(i, k, made);
      found = made;
    }
    return previous_;
  }

  /// True if `previous` copied the rows of the step, which the next call overwrites.
  bool is_copied(Index i) const { return (i > 0 && size(i) > size(i - 1)) || is_reset(i); }
  /// For each row of step i whether the step resets it; null for a scan without resets.
  const bool* reset_flags(Index i) const {
    const Array& flags = transforms().reset;
    return flags.defined() ? flags.data<bool>() + row(i) : nullptr;
  }
  bool is_reset(Index i) const {
    const bool* const flags = reset_flags(i);
    return flags != nullptr && std::any_of(flags, flags + size(i), [](bool flag) { return flag; });
  }

  /// The rows of the input and of the gates, then the states and vectors, in the order in which the
  /// formula takes them. Ends of blocks are `blocks()` columns apart.
  void add_inputs(StepOperands& operands, Rows<T> sums, Rows<T> product, Index row,
                  const PoolVector<Rows<T>>& previous) const {
    if (cell().separate) add_blocks(operands, sums);
    add_blocks(operands, product);
    if (cell().takes_input) operands.add(x(row).operand());
    for (std::size_t k = cell().takes_hidden ? 0 : 1; k < states(); ++k) {
      operands.add(previous[k].operand());
    }
    for (T* const vector : vectors_) operands.add({vector, 0});
  }
  void add_blocks(StepOperands& operands, Rows<T> sums) const {
    for (int block = 0; block < cell().blocks; ++block) {
      if (sums) {
        operands.add(sums.operand(block * hidden()));
      } else {
        operands.add({nullptr, 0});
      }
    }
  }

  /// h times the mask of recurrent dropout.
  void drop(Rows<T> to, Rows<T> h, Index count) const {
    const Rows<T> mask = rows_in<T>(transforms().hidden_mask.array());
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < size_of(0); ++j) to.row(i)[j] = h.row(i)[j] * mask.row(i)[j];
    }
  }

  /// Rows that live as long as this object.
  Rows<T> room(Index rows, Index columns) {
    kept_.push_back(Array::empty({rows, columns}, dtype()));
    return {static_cast<T*>(kept_.back().raw()), columns};
  }

 private:
  // True when sequences start in the segment, or states are reset.
  bool needs_scratch() const {
    if (transforms().reset.defined()) return true;
    return segment_.reverse && layout_.size(segment_.begin) > layout_.size(segment_.end - 1);
  }

  void reset(Index i, std::size_t k, Rows<T> states) const {
    const bool* const flags = reset_flags(i);
    for (Index r = 0; r < size(i); ++r) {
      if (!flags[r]) continue;
      if (resets_to_.empty()) {
        std::fill_n(states.row(r), size_of(k), static_cast<T>(cell().initial_value(k)));
      } else {
        std::copy_n(resets_to_[k], size_of(k), states.row(r));
      }
    }
  }

  const ScanInput& scan_;
  const SequenceLayout& layout_;
  const Segment& segment_;
  const SegmentInput& from_;
  Index first_row_, rows_;
  Rows<T> h_, x_;
  PoolVector<Array> kept_;
  PoolVector<Rows<T>> initial_, scratch_, previous_;
  PoolVector<T*> vectors_, resets_to_;
};

}  // namespace xgrad::nn
