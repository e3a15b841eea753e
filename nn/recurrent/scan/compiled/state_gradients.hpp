// StateGradients: the gradients of the states of a segment, from its last step to its first.
// Internal.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/nn/recurrent/scan/compiled/backward.hpp>

namespace xgrad::nn {

/// For each state the sum of the gradients that later steps and the outputs of the segment pass to
/// it, in rows of the batch. Rows of sequences that do not have a step are left as they are: they
/// are the gradients of states after or before the segment.
template <class T>
class StateGradients {
 public:
  StateGradients(SegmentSteps<T>& steps, const SegmentInput& from, const SegmentInputs& inputs,
                 GradientSink& sink)
      : steps_(steps), inputs_(inputs), sink_(sink), reset_states_(from.initial_state.size()) {
    const std::size_t states = steps.states();
    arriving_.resize(states);
    from_formula_.resize(states);
    of_rows_.resize(states);
    for (std::size_t k = 0; k < states; ++k) {
      if (!steps.has_zoneout(k)) continue;
      arriving_[k] = steps.room(steps.batch(), steps.size_of(k));
      from_formula_[k] = steps.room(steps.batch(), steps.size_of(k));
    }
  }

  /// Starts with the gradients of the states after the segment, and takes those of the rows that
  /// are outputs; the first of h is row `first_of_h` of the layout. Undefined gradients are zero.
  void take(std::span<const Tensor> of_rows, std::span<const Tensor> of_states, Index first_of_h) {
    first_of_h_ = first_of_h;
    for (std::size_t k = 0; k < of_states.size(); ++k) {
      const Shape shape = {steps_.batch(), steps_.size_of(k)};
      sums_.push_back(of_states[k].defined() ? kernels::copy(of_states[k].array())
                                             : kernels::zeros(shape, steps_.dtype()));
      rows_.push_back(rows_in<T>(sums_.back()));
      if (k >= of_rows.size() || !of_rows[k].defined()) continue;
      outputs_.push_back(with_rows(of_rows[k].array()));
      of_rows_[k] = rows_in<T>(outputs_.back());
    }
  }

  /// The sum for state k.
  Rows<T> operator[](std::size_t k) const { return rows_[k]; }
  /// What the formula gets for the next state k, and where it writes what it passes to the state
  /// before the step: the sum itself, except with zoneout.
  Rows<T> into_formula(std::size_t k) const { return arriving_[k] ? arriving_[k] : rows_[k]; }
  Rows<T> from_formula(std::size_t k) const {
    return from_formula_[k] ? from_formula_[k] : rows_[k];
  }
  /// True if the sum has a part that passes by the formula.
  bool has_zoneout(std::size_t k) const { return static_cast<bool>(arriving_[k]); }

  /// Adds the gradient of h at step i as an output of the segment.
  void add_output_of_h(Index i) {
    if (!of_rows_[0]) return;
    add_rows(rows_[0], of_rows_[0].from(steps_.row(i) - first_of_h_), steps_.size(i),
             steps_.size_of(0));
  }

  /// Adds the gradients of the other states at step i as outputs. With zoneout, divides each sum
  /// between the state before the step and what the formula gets.
  void enter(Index i) {
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      if (k > 0 && of_rows_[k]) {
        add_rows(rows_[k], of_rows_[k].from(steps_.row(i) - steps_.first_row()), steps_.size(i),
                 steps_.size_of(k));
      }
      if (arriving_[k]) divide(i, k);
    }
  }

  /// Adds what the formula passed to state k before the step, unless it was written to the sum.
  void add_from_formula(std::size_t k, Index size) {
    if (from_formula_[k]) add_rows(rows_[k], from_formula_[k], size, steps_.size_of(k));
  }

  /// Passes on the gradients of states that step i resets: they are those of the states after a
  /// reset.
  void take_resets(Index i) {
    const bool* const flags = steps_.reset_flags(i);
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const Index size = steps_.size_of(k);
      const bool wanted = k < reset_states_ && sink_.wants(inputs_.reset_state(k));
      Array sum = wanted ? kernels::zeros({size}, steps_.dtype()) : Array();
      for (Index r = 0; r < steps_.size(i); ++r) {
        if (!flags[r]) continue;
        const Rows<T> gradient = rows_[k].from(r);
        if (wanted) add_rows({static_cast<T*>(sum.raw()), size}, gradient, 1, size);
        repeat_row<T>(gradient, nullptr, 1, size);
      }
      if (wanted) sink_.add(inputs_.reset_state(k), Tensor(std::move(sum)));
    }
  }

  /// Passes the gradient of state k before the segment to the sink.
  void pass_on(std::size_t k) { sink_.add(inputs_.state(k), Tensor(std::move(sums_[k]))); }

 private:
  void divide(Index i, std::size_t k) {
    const Index size = steps_.size_of(k), count = steps_.size(i);
    const bool* keeps = steps_.zoneout_mask(i, k);
    if (keeps == nullptr) {
      const double rate = steps_.zoneout_rate(k);
      scale_rows(arriving_[k], rows_[k], static_cast<T>(1 - rate), count, size);
      return scale_rows(rows_[k], rows_[k], static_cast<T>(rate), count, size);
    }
    for (Index r = 0; r < count; ++r, keeps += size) {
      T* const before = rows_[k].row(r);
      T* const next = arriving_[k].row(r);
      for (Index j = 0; j < size; ++j) {
        next[j] = keeps[j] ? T(0) : before[j];
        if (!keeps[j]) before[j] = 0;
      }
    }
  }

  SegmentSteps<T>& steps_;
  const SegmentInputs& inputs_;
  GradientSink& sink_;
  Index first_of_h_ = 0;
  PoolVector<Array> sums_, outputs_;
  PoolVector<Rows<T>> rows_, of_rows_, arriving_, from_formula_;
  std::size_t reset_states_;
};

}  // namespace xgrad::nn
