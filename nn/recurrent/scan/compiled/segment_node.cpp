// The node of a segment. In passes that are recorded, its backward pass is that of the unrolled
// steps, which it records again.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/formula/application.hpp>
#include <xgrad/autograd/graph/list_node.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/scan/compiled/backward.hpp>
#include <xgrad/nn/recurrent/scan/compiled/forward.hpp>
#include <xgrad/nn/recurrent/scan/compiled/segment_node.hpp>
#include <xgrad/nn/recurrent/scan/unroll.hpp>

#include <optional>

namespace xgrad::nn {
namespace {

// True when a step reads the h before it.
bool reads_h(const CellInfo& cell, const StateTransforms& transforms) {
  const auto& masks = transforms.zoneout_mask;
  const auto& rates = transforms.zoneout_rate;
  return cell.recurrent || cell.takes_hidden || (!masks.empty() && masks[0].defined()) ||
         (!rates.empty() && rates[0] > 0);
}

// The edges to the inputs of a segment, in the order of SegmentInputs.
Edges edges_of(const ScanInput& scan, const Segment& segment, const SegmentInput& from) {
  const CellInfo& cell = scan.cell;
  const bool looks_up = from.product.columns().defined();
  const Tensor none;
  Edges edges;
  const Tensor first[] = {looks_up ? none : from.product.weight(),
                          from.product.bias(),
                          from.product.columns(),
                          from.weights.w_hh,
                          cell.has_hidden_rows() ? from.weights.b_hh : none,
                          from.weights.w_hr};
  append_edges(edges, first);
  append_edges(edges, from.weights.own);
  std::vector<Tensor> states = from.states.active(), reset_states = from.initial_state;
  if (!reads_h(cell, scan.transforms)) {
    // Sequences without steps in the segment still pass it on.
    if (scan.layout->size(segment.begin) == scan.layout->batch()) states[0] = Tensor();
    if (!reset_states.empty()) reset_states[0] = Tensor();
  }
  append_edges(edges, states);
  append_edges(edges, reset_states);
  append_edges(edges, from.rows);
  return edges;
}

class SegmentNode final : public ListNode {
 public:
  SegmentNode(std::shared_ptr<const ScanInput> scan, std::shared_ptr<const ScanPlan> plan,
              const Segment& segment, const SegmentInput& from, Activations saved,
              SegmentOutput& outputs)
      : ListNode("scan", edges_of(*scan, segment, from), infos_of_outputs(outputs)),
        scan_(std::move(scan)),
        plan_(std::move(plan)),
        segment_(segment),
        from_(from),
        activations_(std::move(saved)) {
    from_->for_each_tensor([this](const Tensor& tensor) {
      if (tensor.defined()) kept_.emplace_back(tensor);
    });
    for (const Array* const array :
         {&activations_.sums, &activations_.hidden_sums, &activations_.unprojected}) {
      if (array->defined()) kept_.emplace_back(Tensor(*array));
    }
    for (const Array& array : activations_.states) {
      if (array.defined()) kept_.emplace_back(Tensor(array));
    }
    for (const Tensor& sequence : outputs.sequences) is_output_.push_back(sequence.defined());
  }

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    for (const Saved& tensor : kept_) (void)tensor();  // throws if it was changed
    if (grad_enabled() || detects_anomalies()) {
      return sink.run_again(
          [this] { return tensors_of(unroll(*scan_, *plan_, segment_, *from_, true)); }, gradients);
    }
    PoolVector<Tensor> of_rows(is_output_.size());
    std::size_t next = 0;
    for (std::size_t k = 0; k < of_rows.size(); ++k) {
      if (is_output_[k]) of_rows[k] = gradients[next++];
    }
    run_steps_backward(*scan_, *plan_, segment_, *from_, activations_, of_rows,
                       gradients.subspan(next), released(), sink);
  }

  bool release() noexcept override {
    kept_.clear();
    activations_ = {};
    from_.reset();
    scan_.reset();
    return true;
  }

 private:
  static OutputInfos infos_of_outputs(SegmentOutput& outputs) {
    OutputInfos infos;
    outputs.for_each_tensor([&](const Tensor& tensor) {
      if (tensor.defined()) infos.push_back({tensor.shape(), tensor.dtype()});
    });
    return infos;
  }

  std::shared_ptr<const ScanInput> scan_;
  std::shared_ptr<const ScanPlan> plan_;
  Segment segment_;
  std::optional<SegmentInput> from_;
  PoolVector<Saved> kept_;
  Activations activations_;
  PoolVector<bool> is_output_;  // the sequences that are
};

// The values of a segment as its outputs.
SegmentOutput outputs_of(const ScanInput& scan, const Segment& segment, SegmentValues& values) {
  const auto rows_of = [&](Index begin, Index end) {
    return Tensor(kernels::narrow(scan.buffer, 0, begin, end - begin));
  };
  SegmentOutput outputs;
  const auto [begin, end] = rows_of_h(*scan.layout, segment);
  const bool all_in_state = segment.size() == 1 && ends_with_h(*scan.layout, segment);
  outputs.sequences.push_back(all_in_state ? Tensor() : rows_of(begin, end));
  std::vector<Tensor> states;
  for (std::size_t k = 0; k < values.final_states.size(); ++k) {
    if (k > 0 && scan.all_states) outputs.sequences.emplace_back(values.saved.states[k]);
    if (values.final_states[k].defined()) {
      states.emplace_back(std::move(values.final_states[k]));
    } else {
      const Index last = segment.last_step();
      states.push_back(rows_of(scan.layout->row(last), scan.layout->row(last + 1)));
    }
  }
  outputs.states = States(std::move(states));
  return outputs;
}

}  // namespace

bool can_compile(const ScanInput& scan) {
  const CellInfo& cell = scan.cell;
  if (scan.unroll || scan.observer || cell.step || detects_anomalies()) return false;
  if (scan.layout->rows() == 0) return false;
  const formula::Kernels& kernels = *cell.call.kernels;
  if (kernels.keeps_output || kernels.condition_outputs != 0) return false;
  return !cell.separate || cell.recurrent;  // else its formula takes W x + b twice
}

SegmentOutput run_compiled(const std::shared_ptr<const ScanInput>& scan,
                           const std::shared_ptr<const ScanPlan>& plan, const Segment& segment,
                           const SegmentInput& from, bool again) {
  SegmentInput input = from;
  bool recorded = false;
  input.for_each_tensor([&](const Tensor& tensor) {
    recorded = recorded || (tensor.defined() && needs_record(tensor));
  });
  SegmentValues values = run_steps(*scan, *plan, segment, from, recorded, again);
  SegmentOutput outputs = outputs_of(*scan, segment, values);
  if (!recorded) return outputs;
  const auto node = Ref<Node>::adopt(
      new SegmentNode(scan, plan, segment, from, std::move(values.saved), outputs));
  std::uint32_t output = 0;
  outputs.for_each_tensor([&](Tensor& tensor) {
    if (tensor.defined()) tensor = Tensor::from_node(tensor.array(), node, output++);
  });
  return outputs;
}

}  // namespace xgrad::nn
