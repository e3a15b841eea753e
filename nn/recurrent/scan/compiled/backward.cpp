// The backward loop: per step the pullback kernel that is derived from the cell's formula and one
// product; per group of steps one product for the gradient of each weight.
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/scan/compiled/backward.hpp>
#include <xgrad/nn/recurrent/scan/compiled/state_gradients.hpp>
#include <xgrad/nn/recurrent/scan/compiled/weight_gradients.hpp>

namespace xgrad::nn {
namespace {

using kernels::WeightProduct;

template <class T>
class BackwardLoop {
 public:
  BackwardLoop(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
               const SegmentInput& from, const Activations& saved, bool overwrites,
               GradientSink& sink)
      : steps_(scan, segment, from),
        scan_(scan),
        layout_(*scan.layout),
        plan_(plan),
        segment_(segment),
        from_(from),
        saved_(saved),
        inputs_{from.weights.own.size(), from.states.count(), from.initial_state.size()},
        sink_(sink),
        weights_(sink),
        state_gradients_(steps_, from, inputs_, sink),
        pullback_(kernels::kernel_for(scan.cell.call.kernels->pullback, scan.buffer.dtype()),
                  scan.cell.call.closure, scan.buffer.dtype(), scan.hidden_size),
        wants_rows_(sink.wants(inputs_.rows(0))) {
    if (from.weights.w_hh.defined()) hidden_product_ = WeightProduct(from.weights.w_hh.array());
    if (steps_.is_projected()) projection_ = WeightProduct(from.weights.w_hr.array());
    if (wants_rows_ && from.product.weight().defined())
      input_product_ = WeightProduct(from.product.weight().array());
    allocate(overwrites);
  }

  void run(std::span<const Tensor> of_rows, std::span<const Tensor> of_states) {
    state_gradients_.take(of_rows, of_states, rows_of_h(layout_, segment_).begin);
    if (!ends_with_h(layout_, segment_)) state_gradients_.add_output_of_h(steps_.count() - 1);
    for (Index i = steps_.count() - 1; i >= 0; --i) {
      if (steps_.time(i) < group_begin_ || steps_.time(i) >= group_end_) enter_group(i);
      step(i);
      if (i == 0 || steps_.time(i - 1) < group_begin_ || steps_.time(i - 1) >= group_end_)
        finish_group();
    }
    finish_states();
    if (for_x_array_.defined()) sink_.add(inputs_.rows(0), Tensor(std::move(for_x_array_)));
  }

 private:
  void allocate(bool overwrites) {
    const std::size_t states = steps_.states();
    const Index batch = steps_.batch(), hidden = steps_.hidden();
    Index group = 0;
    const Index last = plan_.group_of(segment_.end - 1);
    for (Index i = plan_.group_of(segment_.begin); i <= last; ++i)
      group = std::max(group, layout_.row(plan_.group(i + 1)) - layout_.row(plan_.group(i)));
    overwrites_ = overwrites;
    const auto gradients_of = [&](const Array& sums, Array& array) {
      if (!sums.defined()) return Rows<T>();
      array = overwrites ? sums : Array::empty({group, steps_.blocks()}, steps_.dtype());
      return rows_in<T>(array);
    };
    if (saved_.sums.defined()) sums_ = rows_in<T>(saved_.sums);
    if (saved_.hidden_sums.defined()) hidden_sums_ = rows_in<T>(saved_.hidden_sums);
    // Without U h apart, sums_ has both.
    for_sums_ = gradients_of(saved_.sums, for_sums_array_);
    for_hidden_sums_ = gradients_of(saved_.hidden_sums, for_hidden_sums_array_);
    stored_.resize(states);
    for (std::size_t k = 1; k < states; ++k) {
      if (saved_.states[k].defined()) stored_[k] = rows_in<T>(saved_.states[k]);
    }
    for (std::size_t v = 0; v < from_.weights.own.size(); ++v) {
      const bool wanted = sink_.wants(SegmentInputs::own + v);
      for_vectors_.push_back(wanted ? steps_.room(group, hidden) : Rows<T>());
    }
    if (steps_.is_projected()) {
      for_projected_ = steps_.room(group, steps_.size_of(0));
      for_unprojected_ = steps_.room(batch, hidden);
    }
    if (steps_.transforms().hidden_mask.defined()) {
      dropped_ = steps_.room(batch, steps_.size_of(0));
      for_dropped_ = steps_.room(batch, steps_.size_of(0));
    }
    if (wants_rows_ && from_.rows.size() == 1) allocate_for_x(steps_.first_row(), steps_.rows());
    Array ones = kernels::ones({std::max(group, batch)}, steps_.dtype());
    weights_.set_ones(std::move(ones));
  }

  // The gradients of `rows` rows of the input, from `first` in the layout on.
  void allocate_for_x(Index first, Index rows) {
    for_x_array_ = Array::empty({rows, steps_.features()}, steps_.dtype());
    for_x_ = rows_in<T>(for_x_array_);
    first_x_ = first;
  }

  void enter_group(Index i) {
    const Index group = plan_.group_of(steps_.time(i));
    group_begin_ = plan_.group(group);
    group_end_ = plan_.group(group + 1);
    group_row_ = layout_.row(group_begin_);
    group_rows_ = layout_.row(group_end_) - group_row_;
    if (wants_rows_ && from_.rows.size() > 1) allocate_for_x(group_row_, group_rows_);
  }

  // The gradients of the rows from `row` of the layout on.
  Rows<T> gradients(Rows<T> rows, Index row) const {
    if (!rows) return rows;
    return rows.from(row - (overwrites_ ? steps_.first_row() : group_row_));
  }

  void step(Index i) {
    const Index row = steps_.row(i), size = steps_.size(i), place = row - steps_.first_row();
    const auto& previous = steps_.previous(i, [&](std::size_t k) {
      return k == 0 ? steps_.h(i - 1)
                    : stored_[k].from(steps_.row(i - 1) - first_stored_row(scan_, segment_));
    });
    state_gradients_.enter(i);
    const Rows<T> sums = sums_ ? sums_.from(place) : sums_;
    const Rows<T> product = hidden_sums_ ? hidden_sums_.from(place) : sums;
    const Rows<T> for_sums = gradients(for_sums_, row);
    const Rows<T> for_product = hidden_sums_ ? gradients(for_hidden_sums_, row) : for_sums;

    operands_.clear();
    steps_.add_inputs(operands_, sums, product, row, previous);
    operands_.add(gradient_of_formula(row, size).operand());
    for (std::size_t k = 1; k < steps_.states(); ++k)
      operands_.add(state_gradients_.into_formula(k).operand());
    if (scan_.cell.separate) steps_.add_blocks(operands_, for_sums);
    steps_.add_blocks(operands_, for_product);
    if (scan_.cell.takes_input) add_result(for_x_ ? for_x_.from(row - first_x_) : for_x_);
    const std::size_t first = scan_.cell.takes_hidden ? 0 : 1;
    for (std::size_t k = first; k < steps_.states(); ++k)
      add_result(state_gradients_.from_formula(k));
    for (const Rows<T>& vector : for_vectors_)
      add_result(vector ? vector.from(row - group_row_) : vector);
    pullback_.run(size, operands_.list());

    for (std::size_t k = first; k < steps_.states(); ++k)
      state_gradients_.add_from_formula(k, size);
    pass_to_h(i, previous[0], for_product);
  }
  void add_result(Rows<T> rows) { operands_.add(rows.operand()); }

  // The gradient of the h that the formula returns.
  Rows<T> gradient_of_formula(Index row, Index size) {
    const Rows<T> of_h = state_gradients_.into_formula(0);
    if (!for_projected_) return of_h;
    const Rows<T> kept = for_projected_.from(row - group_row_);
    copy_rows(kept, of_h, size, steps_.size_of(0));
    projection_(size, kept.data, kept.stride, for_unprojected_.data, for_unprojected_.stride,
                false);
    return for_unprojected_;
  }

  // Adds what the recurrent product of step i and the output of step i - 1 contribute to the
  // gradient of h before the step, and the product's rows to the gradient of its weight.
  void pass_to_h(Index i, Rows<T> h, Rows<T> for_product) {
    const Index size = steps_.size(i);
    const bool resets = steps_.is_reset(i), drops = static_cast<bool>(dropped_);
    const bool has_sum = scan_.cell.takes_hidden || state_gradients_.has_zoneout(0);
    if (scan_.cell.recurrent && sink_.wants(SegmentInputs::hidden_weight)) {
      if (drops) steps_.drop(dropped_, h, size);
      weights_.add_rows(SegmentInputs::hidden_weight, for_product, steps_.blocks(),
                        drops ? dropped_ : h, steps_.size_of(0), size);
      if (drops || steps_.is_copied(i)) weights_.flush();
    }
    if (i == 0 && !resets && !drops && size == steps_.batch()) {
      return pass_to_initial_h(has_sum, for_product);
    }
    // As between segments: see pass_to_initial_h.
    const bool is_added_first = has_sum && !resets && !drops && i > 0 && size == steps_.batch() &&
                                steps_.size(i - 1) == steps_.batch();
    if (is_added_first) state_gradients_.add_output_of_h(i - 1);
    add_product(has_sum, for_product, size);
    if (resets) state_gradients_.take_resets(i);
    if (i > 0 && !is_added_first) state_gradients_.add_output_of_h(i - 1);
  }

  void add_product(bool has_sum, Rows<T> for_product, Index size) {
    const Index columns = steps_.size_of(0);
    const Rows<T> sum = state_gradients_[0];
    if (!scan_.cell.recurrent) {
      if (!has_sum) repeat_row<T>(sum, nullptr, size, columns);
      return;
    }
    const auto multiply = [&](Rows<T> to, bool accumulate) {
      hidden_product_(size, for_product.data, for_product.stride, to.data, to.stride, accumulate);
    };
    if (!dropped_) return multiply(sum, has_sum);
    multiply(for_dropped_, false);
    steps_.drop(for_dropped_, for_dropped_, size);
    if (!has_sum) repeat_row<T>(sum, nullptr, size, columns);
    add_rows(sum, for_dropped_, size, columns);
  }

  // The gradient of h before the segment in the terms, and with the rounding, that the steps of one
  // segment would have.
  void pass_to_initial_h(bool has_sum, Rows<T> for_product) {
    const std::size_t input = inputs_.state(0);
    is_h_passed_ = true;
    if (has_sum) state_gradients_.pass_on(0);
    if (!scan_.cell.recurrent || !sink_.wants(input)) return;
    const auto multiply = [&](Array& to, bool accumulate) {
      const Rows<T> rows = rows_in<T>(to);
      hidden_product_(steps_.batch(), for_product.data, for_product.stride, rows.data, rows.stride,
                      accumulate);
    };
    const auto value = [&] {
      Array made = Array::empty({steps_.batch(), steps_.size_of(0)}, steps_.dtype());
      multiply(made, false);
      return Tensor(std::move(made));
    };
    if (!has_sum) return sink_.add(input, value());
    sink_.add(input, Deferred{value, [&](Array& sum) { multiply(sum, true); }});
  }

  // The gradients of weights, which the rows of a group add to.
  void finish_group() {
    weights_.flush();
    const Index count = group_rows_;
    const Rows<T> for_sums = gradients(for_sums_, group_row_);
    const Rows<T> for_hidden_sums = gradients(for_hidden_sums_, group_row_);
    const Index first = group_row_ - steps_.first_row();
    if (from_.product.columns().defined()) {
      weights_.add_columns(SegmentInputs::columns, from_.product.columns().shape(),
                           kernels::narrow(scan_.rows.array(), 0, group_row_, count),
                           kernels::narrow(for_sums_array_, 0, overwrites_ ? first : 0, count));
    }
    if (for_sums) weights_.add_sum(SegmentInputs::input_bias, for_sums, steps_.blocks(), count);
    if (for_hidden_sums)
      weights_.add_sum(SegmentInputs::hidden_bias, for_hidden_sums, steps_.blocks(), count);
    if (from_.product.weight().defined() && steps_.has_x()) {
      weights_.add_rows(SegmentInputs::input_weight, for_sums, steps_.blocks(),
                        steps_.x(group_row_), steps_.features(), count);
      weights_.flush();
    }
    for (std::size_t v = 0; v < for_vectors_.size(); ++v) {
      if (for_vectors_[v])
        weights_.add_sum(SegmentInputs::own + v, for_vectors_[v], steps_.hidden(), count);
    }
    if (for_projected_) {
      weights_.add_rows(SegmentInputs::projection, for_projected_, steps_.size_of(0),
                        rows_in<T>(saved_.unprojected).from(first), steps_.hidden(), count);
      weights_.flush();
    }
    if (wants_rows_ && from_.product.weight().defined()) {
      const Rows<T> to = for_x_.from(group_row_ - first_x_);
      input_product_(count, for_sums.data, for_sums.stride, to.data, to.stride,
                     scan_.cell.takes_input);
    }
    if (wants_rows_ && from_.rows.size() > 1) {
      const Index part = plan_.group_of(group_begin_) - plan_.group_of(segment_.begin);
      sink_.add(inputs_.rows(static_cast<std::size_t>(part)), Tensor(std::move(for_x_array_)));
    }
  }

  void finish_states() {
    for (std::size_t k = is_h_passed_ ? 1 : 0; k < steps_.states(); ++k)
      state_gradients_.pass_on(k);
  }

  SegmentSteps<T> steps_;
  const ScanInput& scan_;
  const SequenceLayout& layout_;
  const ScanPlan& plan_;
  const Segment& segment_;
  const SegmentInput& from_;
  const Activations& saved_;
  SegmentInputs inputs_;
  GradientSink& sink_;
  WeightGradients<T> weights_;
  StateGradients<T> state_gradients_;
  kernels::RowFormula pullback_;
  WeightProduct input_product_, hidden_product_, projection_;
  bool wants_rows_, overwrites_ = false, is_h_passed_ = false;
  Index group_begin_ = 0, group_end_ = 0, group_row_ = 0, group_rows_ = 0;
  Index first_x_ = 0;  // the row of the layout that the first row of for_x_ belongs to

  Rows<T> sums_, hidden_sums_, for_sums_, for_hidden_sums_;
  Rows<T> for_x_, for_projected_, for_unprojected_, dropped_, for_dropped_;
  PoolVector<Rows<T>> stored_, for_vectors_;
  Array for_sums_array_, for_hidden_sums_array_, for_x_array_;
  StepOperands operands_;
};

}  // namespace

void run_steps_backward(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                        const SegmentInput& from, const Activations& saved,
                        std::span<const Tensor> of_rows, std::span<const Tensor> of_states,
                        bool overwrites, GradientSink& sink) {
  visit_floating(scan.buffer.dtype(), [&]<class T>(T) {
    BackwardLoop<T>(scan, plan, segment, from, saved, overwrites, sink).run(of_rows, of_states);
  });
}

}  // namespace xgrad::nn
