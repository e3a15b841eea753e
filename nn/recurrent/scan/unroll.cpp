// The time loop of all cells: one product projects the inputs of a chunk of steps, then each step
// is one product and one formula. See Note [The scan].
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/pool_vector.hpp>
#include <xgrad/nn/recurrent/scan/unroll.hpp>

#include <algorithm>
#include <iterator>

namespace xgrad::nn {
namespace {

// The rows of the input and of the projections that one step reads; it may overwrite the latter.
struct StepRows {
  const Tensor& input;  // for a formula that takes it
  const Tensor& from_input;
  const Tensor& from_hidden;
  Index row = 0;  // the first one in the batch
};

// The next states of a composite cell, as many as it has, of equal shapes.
std::vector<Tensor> composite_step(const CellInfo& cell, const StepInput& input) {
  std::vector<Tensor> made = cell.step(input);
  const std::vector<Tensor>& states = input.states;
  if (made.size() != states.size()) {
    throw ValueError(fmt::format("the step of the cell gives {} states, expected {} (kStates)",
                                 made.size(), states.size()));
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (made[i].defined() && made[i].shape() == states[i].shape()) continue;
    throw ShapeError(fmt::format(
        "the step of the cell gives {} for state {}, expected {}",
        made[i].defined() ? to_string(made[i].shape()) : std::string("an undefined tensor"),
        state_name(i), states[i].shape()));
  }
  return made;
}

// Adds the recurrent products to their rows and applies the formula.
void formula_step(const CellInfo& cell, const CellTensors& weights, const StepRows& rows,
                  const Tensor& hidden, const std::vector<Tensor>& states, std::span<Tensor> next,
                  std::span<const Array> target, GateValues* gates) {
  const Tensor product =
      cell.recurrent ? add_linear_(rows.from_hidden, hidden, weights.w_hh) : rows.from_input;
  PoolVector<PointwiseInput> inputs;
  inputs.reserve(3 + states.size() + weights.own.size());
  if (cell.separate) inputs.push_back({&rows.from_input, cell.blocks, false, true});
  if (cell.blocks > 0) inputs.push_back({&product, cell.blocks, false, true});
  if (cell.takes_input) inputs.push_back({&rows.input, 1, false, false});
  for (std::size_t i = cell.takes_hidden ? 0 : 1; i < states.size(); ++i) {
    inputs.push_back({&states[i], 1, false, false});
  }
  for (const Tensor& vector : weights.own) inputs.push_back({&vector, 1, false, false});
  if (gates) *gates = gate_values(cell, rows.from_input, product, inputs);
  apply_formula(cell.call, inputs, next, target);
}

// Advances the states by one step. Writes the next h into `target` if it is defined, and the values
// of the logistic gates into `gates` if it is not null.
void cell_step(const CellInfo& cell, const CellTensors& weights, const StateTransforms& transforms,
               const StepRows& rows, std::vector<Tensor>& states, const Array& target,
               GateValues* gates = nullptr) {
  transforms.reset_states(cell, rows.row, states);
  const Tensor hidden = transforms.dropped(states[0]);
  const bool zoneout = transforms.has_zoneout();
  const bool to_target = target.defined() && !zoneout && !weights.w_hr.defined();

  PoolVector<Tensor> next(states.size());
  if (cell.step) {
    std::ranges::move(composite_step(cell, {rows.from_input, hidden, states, weights}),
                      next.begin());
  } else {
    formula_step(cell, weights, rows, hidden, states, next, {&target, to_target ? 1u : 0u}, gates);
  }
  if (weights.w_hr.defined()) {
    const Shape shape = {states[0].size(0), weights.w_hr.size(0)};
    const Array room =
        target.defined() && !zoneout ? target : Array::empty(shape, weights.w_hr.dtype());
    next[0] = add_linear_(repeat_into(room, {}), next[0], weights.w_hr);
  }
  if (zoneout) transforms.apply_zoneout(rows.row, states, next);
  if (target.defined() && (cell.step || zoneout)) next[0] = copy_into(target, next[0]);
  std::move(next.begin(), next.end(), states.begin());
}

// The input rows of each chunk of a segment.
std::vector<Tensor> by_chunks(const SegmentInput& from, const SequenceLayout& layout,
                              const ScanPlan& plan, const Segment& segment) {
  std::vector<Tensor> chunks;
  Index chunk = plan.chunk_of(segment.begin);
  for (const Tensor& part : from.rows) {
    std::vector<Index> sizes;
    for (Index left = part.size(0); left > 0 || sizes.empty(); left -= sizes.back(), ++chunk) {
      sizes.push_back(layout.row(plan.chunk(chunk + 1)) - layout.row(plan.chunk(chunk)));
    }
    std::ranges::move(split(part, sizes), std::back_inserter(chunks));
  }
  return chunks;
}

// The states of all steps as the sequences of a segment.
std::vector<Tensor> joined_steps(const ScanInput& scan, const Segment& segment,
                                 std::vector<std::vector<Tensor>>& steps) {
  std::vector<Tensor> sequences(steps.size());
  std::vector<Tensor>& h = steps[0];
  if (ends_with_h(*scan.layout, segment)) h.erase(segment.reverse ? h.begin() : h.end() - 1);
  if (!h.empty()) {
    const auto [begin, end] = rows_of_h(*scan.layout, segment);
    sequences[0] = cat_of(kernels::narrow(scan.buffer, 0, begin, end - begin), h);
  }
  for (std::size_t k = 1; k < steps.size(); ++k) sequences[k] = cat(steps[k]);
  return sequences;
}

// Adds the layer, the direction and the time step to the path of the module while anomalies are
// detected.
class StepScope {
 public:
  StepScope(const ScanInput& scan, Index time) {
    if (!detects_anomalies()) return;
    text_ = fmt::format("layer {}, {}, time step {}", scan.layer,
                        scan.reverse ? "backward in time" : "forward in time", time);
    scope_.emplace("", text_);
  }

 private:
  std::string text_;
  std::optional<Scope> scope_;
};

}  // namespace

SegmentOutput unroll(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                     SegmentInput from, bool again) {
  const SequenceLayout& layout = *scan.layout;
  // A composite step may return a view of its input as a state, so its rows must be saved, too.
  bool recorded = scan.cell.step != nullptr;
  from.for_each_tensor([&](const Tensor& tensor) {
    recorded = recorded || (tensor.defined() && needs_record(tensor));
  });
  const std::vector<Tensor> chunks = by_chunks(from, layout, plan, segment);
  Projection projection(scan, plan, plan.chunk_of(segment.begin), chunks, from.product,
                        from.weights.b_hh, recorded);
  const Array unused = again ? Array::empty(from.states.h().shape(), scan.buffer.dtype()) : Array();
  std::vector<std::vector<Tensor>> sequences(
      scan.all_states ? from.states.count() : 1,
      std::vector<Tensor>(static_cast<std::size_t>(segment.size())));
  States states = std::move(from.states);
  GateValues gates;
  for (Index i = 0; i < segment.size(); ++i) {
    const Index t = segment.step(i), row = layout.row(t), size = layout.size(t);
    projection.go_to(t);
    states.activate(size);
    const Array h = kernels::narrow(scan.buffer, 0, row, size);
    const StepScope scope(scan, t);
    cell_step(scan.cell, from.weights, scan.transforms,
              {projection.input(t), projection.from_input(t), projection.from_hidden(t), row},
              states.active(), again ? kernels::narrow(unused, 0, 0, size) : h,
              scan.observer ? &gates : nullptr);
    if (again) states[0] = Tensor::from_node(h, states.h().body()->node);
    if (scan.observer) scan.observer(t, states.active(), gates);
    for (std::size_t k = 0; k < sequences.size(); ++k) {
      sequences[k][static_cast<std::size_t>(t - segment.begin)] = states[k];
    }
  }
  SegmentOutput done = {joined_steps(scan, segment, sequences), {}};
  states.activate_all();
  done.states = std::move(states);
  return done;
}

void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states) {
  const CellTensors ready = cell.prepared(weights);
  const Shape shape = {input.size(0), cell.blocks * hidden_size};
  const auto rows = [&] { return Array::empty(shape, states[0].dtype()); };
  const Tensor from_input = InputProduct(cell, ready, input)(input, rows());
  const Tensor from_hidden = cell.has_hidden_rows() ? repeat_into(rows(), ready.b_hh) : from_input;
  cell_step(cell, ready, {}, {input, from_input, from_hidden}, states, {});
}

}  // namespace xgrad::nn
