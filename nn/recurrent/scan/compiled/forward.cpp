// The forward loop: per chunk one product projects the inputs, per step one product adds U h to its
// rows and one formula kernel computes the next states.
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/nn/recurrent/scan/compiled/forward.hpp>

namespace xgrad::nn {
namespace {

using kernels::WeightProduct;

// The product with the transpose of a weight, or none for an absent weight.
WeightProduct with_transpose(const Tensor& weight) {
  if (!weight.defined()) return {};
  return WeightProduct(kernels::transpose(weight.array(), 0, 1));
}

template <class T>
class ForwardLoop {
 public:
  ForwardLoop(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
              const SegmentInput& from, bool recorded, bool again)
      : steps_(scan, segment, from),
        scan_(scan),
        layout_(*scan.layout),
        plan_(plan),
        segment_(segment),
        from_(from),
        formula_(kernels::kernel_for(scan.cell.call.kernels->forward, scan.buffer.dtype()),
                 scan.cell.call.closure, scan.buffer.dtype(), scan.hidden_size),
        input_product_(
            with_transpose(from.product.columns().defined() ? Tensor() : from.product.weight())),
        hidden_product_(with_transpose(from.weights.w_hh)),
        projection_(with_transpose(from.weights.w_hr)),
        recorded_(recorded) {
    if (from.product.bias().defined()) bias_ = kernels::contiguous(from.product.bias().array());
    if (from.weights.b_hh.defined()) hidden_bias_ = kernels::contiguous(from.weights.b_hh.array());
    if (from.product.columns().defined()) indices_ = kernels::contiguous(scan.rows.array());
    allocate_rows();
    allocate_states(again);
    next_.resize(steps_.states());
  }

  SegmentValues run() {
    const DenormalGuard flush;
    for (Index i = 0; i < steps_.count(); ++i) {
      const Index t = steps_.time(i);
      if (t < chunk_begin_ || t >= chunk_end_) project(plan_.chunk_of(t));
      step(i);
      store_ended(i);
    }
    return std::move(values_);
  }

 private:
  // The rows of W x + b and U h + b': of the segment if they are saved, else of the longest chunk.
  void allocate_rows() {
    Index rows = recorded_ ? steps_.rows() : 0;
    const Index last = plan_.chunk_of(segment_.end - 1);
    for (Index chunk = plan_.chunk_of(segment_.begin); !recorded_ && chunk <= last; ++chunk) {
      rows = std::max(rows, layout_.row(plan_.chunk(chunk + 1)) - layout_.row(plan_.chunk(chunk)));
    }
    const auto room = [&](Array& array, Index columns) {
      array = Array::empty({rows, columns}, steps_.dtype());
      return rows_in<T>(array);
    };
    first_sum_ = steps_.first_row();
    if (steps_.blocks() > 0) sums_ = room(sum_rows_, steps_.blocks());
    if (scan_.cell.has_hidden_rows()) hidden_sums_ = room(hidden_sum_rows_, steps_.blocks());
    if (recorded_) {
      values_.saved.sums = sum_rows_;
      values_.saved.hidden_sums = hidden_sum_rows_;
    }
    if (!steps_.is_projected()) return;
    if (recorded_) {
      unprojected_ = room(values_.saved.unprojected, steps_.hidden());
    } else {
      unprojected_ = steps_.room(steps_.batch(), steps_.hidden());
    }
  }

  void allocate_states(bool again) {
    const std::size_t states = steps_.states();
    const Index most = steps_.size(segment_.reverse ? steps_.count() - 1 : 0);
    values_.final_states.resize(states);
    values_.saved.states.resize(states);
    final_.resize(states);
    stored_.resize(states);
    mixed_.resize(states);
    if (again) unused_ = steps_.room(most, steps_.size_of(0));
    for (std::size_t k = 0; k < states; ++k) {
      const Index size = steps_.size_of(k);
      if (steps_.has_zoneout(k)) mixed_[k] = steps_.room(most, size);
      if (k == 0 && ends_with_h(layout_, segment_)) continue;
      values_.final_states[k] = Array::empty({steps_.batch(), size}, steps_.dtype());
      final_[k] = rows_in<T>(values_.final_states[k]);
      copy_rows(final_[k].from(most), steps_.initial(k).from(most), steps_.batch() - most, size);
      if (k == 0) continue;
      if (stores_states()) {
        values_.saved.states[k] = Array::empty({stored_rows(), size}, steps_.dtype());
        stored_[k] = rows_in<T>(values_.saved.states[k]);
      } else {
        stored_[k] = steps_.room(2 * most, size);  // used in turn
        turns_ = most;
      }
    }
  }
  bool stores_states() const { return recorded_ || scan_.all_states; }
  Index stored_rows() const {
    return scan_.all_states ? steps_.rows() : steps_.rows() - steps_.size(steps_.count() - 1);
  }

  // The rows of state k after step i.
  Rows<T> after(Index i, std::size_t k) const {
    if (k == 0) return unused_ ? unused_ : steps_.h(i);
    if (!scan_.all_states && i + 1 == steps_.count()) return final_[k];
    if (!stores_states()) return stored_[k].from(i % 2 * turns_);
    return stored_[k].from(steps_.row(i) - first_stored_row(scan_, segment_));
  }

  // Computes W x + b of a chunk, and repeats b' for its recurrent products.
  void project(Index chunk) {
    chunk_begin_ = plan_.chunk(chunk);
    chunk_end_ = plan_.chunk(chunk + 1);
    const Index first = layout_.row(chunk_begin_), count = layout_.row(chunk_end_) - first;
    if (!recorded_) first_sum_ = first;
    if (scan_.cell.has_hidden_rows()) {
      repeat_row(hidden_sums_.from(first - first_sum_), static_cast<T*>(hidden_bias_.raw()), count,
                 steps_.blocks());
    }
    if (!sums_) return;
    const Rows<T> sums = sums_.from(first - first_sum_);
    if (indices_.defined()) return look_up(first, count);
    repeat_row(sums, static_cast<T*>(bias_.raw()), count, steps_.blocks());
    const Rows<T> x = steps_.x(first);
    input_product_(count, x.data, x.stride, sums.data, sums.stride, true);
  }

  // The rows of class indices: columns of W, with b added here or before.
  void look_up(Index first, Index count) {
    Array sums = kernels::narrow(sum_rows_, 0, first - first_sum_, count);
    kernels::take_into("embedding", sums, from_.product.columns().array(), 0,
                       kernels::narrow(indices_, 0, first, count));
    if (bias_.defined())
      add_rows(rows_in<T>(sums), {static_cast<T*>(bias_.raw()), 0}, count, steps_.blocks());
  }

  void step(Index i) {
    const Index row = steps_.row(i), size = steps_.size(i);
    const auto& previous = steps_.previous(
        i, [&](std::size_t k) { return k == 0 ? steps_.h(i - 1) : after(i - 1, k); });
    const Rows<T> sums = sums_ ? sums_.from(row - first_sum_) : sums_;
    const Rows<T> product = hidden_sums_ ? hidden_sums_.from(row - first_sum_) : sums;
    if (scan_.cell.recurrent) {
      Rows<T> hidden = previous[0];
      if (steps_.transforms().hidden_mask.defined()) {
        if (!dropped_) dropped_ = steps_.room(steps_.batch(), steps_.size_of(0));
        steps_.drop(dropped_, hidden, size);
        hidden = dropped_;
      }
      hidden_product_(size, hidden.data, hidden.stride, product.data, product.stride, true);
    }
    operands_.clear();
    steps_.add_inputs(operands_, sums, product, row, previous);
    for (std::size_t k = 0; k < next_.size(); ++k) {
      next_[k] = mixed_[k] ? mixed_[k] : after(i, k);
      const bool projected = k == 0 && unprojected_;
      const Rows<T> to =
          projected ? unprojected_.from(recorded_ ? row - steps_.first_row() : 0) : next_[k];
      operands_.add(to.operand());
    }
    formula_.run(size, operands_.list());
    if (unprojected_) project_h(row, size);
    for (std::size_t k = 0; k < next_.size(); ++k) {
      if (mixed_[k]) zone_out(i, k, previous[k]);
    }
  }

  // h' = W_hr h
  void project_h(Index row, Index size) {
    const Rows<T> h = unprojected_.from(recorded_ ? row - steps_.first_row() : 0);
    repeat_row<T>(next_[0], nullptr, size, steps_.size_of(0));
    projection_(size, h.data, h.stride, next_[0].data, next_[0].stride, true);
  }

  // Mixes the next state k, in mixed_, with the previous one.
  void zone_out(Index i, std::size_t k, Rows<T> previous) {
    const Index size = steps_.size_of(k), count = steps_.size(i);
    const Rows<T> to = after(i, k);
    const bool* keeps = steps_.zoneout_mask(i, k);
    if (keeps == nullptr) {  // two products and a sum that are rounded one by one
      const double rate = steps_.zoneout_rate(k);
      scale_rows(to, previous, static_cast<T>(rate), count, size);
      scale_rows(mixed_[k], mixed_[k], static_cast<T>(1 - rate), count, size);
      return add_rows(to, mixed_[k], count, size);
    }
    for (Index r = 0; r < count; ++r, keeps += size) {
      for (Index j = 0; j < size; ++j)
        to.row(r)[j] = keeps[j] ? previous.row(r)[j] : mixed_[k].row(r)[j];
    }
  }

  // Copies the states of the sequences that do not have the next step of the segment.
  void store_ended(Index i) {
    const bool last = i + 1 == steps_.count();
    const Index left = last ? 0 : steps_.size(i + 1), ended = steps_.size(i) - left;
    if (ended <= 0) return;
    for (std::size_t k = 0; k < final_.size(); ++k) {
      // The last step writes c to the final state itself.
      if (!final_[k] || (last && k > 0 && !scan_.all_states)) continue;
      const Rows<T> from = k == 0 ? steps_.h(i) : after(i, k);
      copy_rows(final_[k].from(left), from.from(left), ended, steps_.size_of(k));
    }
  }

  SegmentSteps<T> steps_;
  const ScanInput& scan_;
  const SequenceLayout& layout_;
  const ScanPlan& plan_;
  const Segment& segment_;
  const SegmentInput& from_;
  kernels::RowFormula formula_;
  WeightProduct input_product_, hidden_product_, projection_;
  bool recorded_;
  Array bias_, hidden_bias_, indices_, sum_rows_, hidden_sum_rows_;
  SegmentValues values_;
  Index chunk_begin_ = 0, chunk_end_ = 0;
  Index first_sum_;  // the row of the layout that the first row of sums_ belongs to
  Index turns_ = 0;
  Rows<T> sums_, hidden_sums_, unprojected_, dropped_, unused_;
  PoolVector<Rows<T>> final_, stored_, mixed_, next_;
  StepOperands operands_;
};

}  // namespace

Index first_stored_row(const ScanInput& scan, const Segment& segment) {
  const bool skips_first = segment.reverse && !scan.all_states;
  return scan.layout->row(skips_first ? segment.begin + 1 : segment.begin);
}

SegmentValues run_steps(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                        const SegmentInput& from, bool recorded, bool again) {
  return visit_floating(scan.buffer.dtype(), [&]<class T>(T) {
    return ForwardLoop<T>(scan, plan, segment, from, recorded, again).run();
  });
}

}  // namespace xgrad::nn
