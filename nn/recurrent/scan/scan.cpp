// The time loop of all cells: one product projects the inputs of a chunk of steps, then each step
// is one product and one formula. See Note [The scan].
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/scan/active_states.hpp>
#include <xgrad/nn/recurrent/scan/projection.hpp>
#include <xgrad/nn/recurrent/scan/scan.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

// A range of consecutive time steps that consists of whole groups.
struct Segment {
  Index begin, end;
  bool saved;  // else it is recomputed

  Index size() const { return end - begin; }
};

// Splits the input rows by chunks.
std::vector<Tensor> by_chunks(const Tensor& rows, const Timeline& timeline) {
  std::vector<Index> sizes;
  for (Index i = 0; i < timeline.chunks(); ++i) {
    sizes.push_back(timeline.row(timeline.chunk(i + 1)) - timeline.row(timeline.chunk(i)));
  }
  return split(rows, sizes);
}

// The data that all steps of a layer in one direction share.
class Steps {
 public:
  explicit Steps(const ScanInput& scanned)
      : input_(scanned),
        weights_(prepared(scanned.cell, scanned.weights)),
        inputs_(by_chunks(scanned.rows, *scanned.timeline)),
        product_(scanned.cell, weights_, scanned.rows) {
    for (const Tensor& tensor : product_.weights()) share(tensor);
    for (const Tensor& tensor :
         {weights_.w_ih, weights_.w_hh, weights_.b_ih, weights_.b_hh, weights_.w_hr}) {
      share(tensor);
    }
    for (const Tensor& tensor : weights_.own) share(tensor);
    for (const Tensor& tensor : scanned.transforms.initial_state) share(tensor);
    share(Tensor(scanned.buffer));
  }

  // The segments of the whole sequence in the order in which they run.
  std::vector<Segment> segments() const;
  // All tensors that the outputs of a segment depend on, its initial states first.
  std::vector<Tensor> inputs_of(const Segment& segment, std::vector<Tensor> states) const;
  // The number of states that are returned for each step.
  std::size_t sequences() const {
    return input_.all_states ? static_cast<std::size_t>(input_.cell.states) : 1;
  }
  // Returns h at each time step of a segment, the other states at each step if `all_states` is set,
  // and the states after the segment, without h if `ends_with_h`. The first run writes h into the
  // buffer; a recomputation reads it from there.
  std::vector<Tensor> run(const Segment& segment, std::vector<Tensor> states, bool again) const;
  // True when the last step that runs has all sequences, so that its h is the final state.
  bool ends_with_h(const Segment& segment) const {
    return input_.timeline->size(last_step(segment)) == input_.timeline->batch();
  }
  Index last_step(const Segment& segment) const {
    return input_.reverse ? segment.begin : segment.end - 1;
  }

 private:
  void share(const Tensor& tensor) {
    if (tensor.defined()) shared_.push_back(tensor);
  }
  void observe(Index t, const std::vector<Tensor>& states, const GateValues& gates) const {
    if (input_.observer) input_.observer(t, states, gates);
  }

  ScanInput input_;
  CellTensors weights_;
  std::vector<Tensor> inputs_;  // by chunks
  InputProduct product_;
  std::vector<Tensor> shared_;
};

std::vector<Tensor> Steps::run(const Segment& segment, std::vector<Tensor> states,
                               bool again) const {
  const auto needed = [](const std::vector<Tensor>& from) { return needs_record(std::span(from)); };
  // A composite step may return a view of its input as a state, so its rows must be saved, too.
  const bool recorded = input_.cell.step || needed(shared_) || needed(states) || needed(inputs_);
  const Timeline& timeline = *input_.timeline;
  const Array& buffer = input_.buffer;
  Projection projection(input_.cell, timeline, inputs_, product_, weights_.b_hh,
                        input_.cell.blocks * input_.hidden_size, buffer.dtype(), recorded);
  const Array unused = again ? Array::empty(states[0].shape(), buffer.dtype()) : Array();
  const auto steps = static_cast<std::size_t>(segment.size());
  std::vector<Tensor> outputs(steps * sequences());
  ActiveStates active(std::move(states));
  GateValues gates;
  for (Index step = 0; step < segment.size(); ++step) {
    const Index t = input_.reverse ? segment.end - 1 - step : segment.begin + step;
    projection.go_to(t);
    active.resize(timeline.size(t));
    const Array h = kernels::narrow(buffer, 0, timeline.row(t), timeline.size(t));
    cell_step(input_.cell, weights_, input_.transforms,
              {projection.from_input(t), projection.from_hidden(t), timeline.row(t)}, active.get(),
              again ? kernels::narrow(unused, 0, 0, timeline.size(t)) : h,
              input_.observer ? &gates : nullptr);
    Tensor& hidden = active.get()[0];
    if (again) hidden = Tensor::from_node(h, hidden.body()->node);
    observe(t, active.get(), gates);
    for (std::size_t i = 0; i < sequences(); ++i) {
      outputs[i * steps + static_cast<std::size_t>(t - segment.begin)] = active.get()[i];
    }
  }
  const std::vector<Tensor> last = active.all();
  outputs.insert(outputs.end(), last.begin() + (ends_with_h(segment) ? 1 : 0), last.end());
  return outputs;
}

std::vector<Tensor> Steps::inputs_of(const Segment& segment, std::vector<Tensor> states) const {
  const Timeline& timeline = *input_.timeline;
  const Index last = timeline.chunk_of(segment.end - 1);
  for (Index chunk = timeline.chunk_of(segment.begin); chunk <= last; ++chunk) {
    states.push_back(inputs_[static_cast<std::size_t>(chunk)]);
  }
  states.insert(states.end(), shared_.begin(), shared_.end());
  return states;
}

// The last groups that fit the budget are saved; those before are divided into recomputed segments.
std::vector<Segment> Steps::segments() const {
  const Timeline& timeline = *input_.timeline;
  const ScanMemory& memory = input_.memory;
  const Index groups = timeline.groups();
  const Index row = bytes_per_row(input_.cell, input_.hidden_size, input_.buffer.dtype());
  // group(i) is the i-th group that runs; bytes(i, j) is the size of groups i to j in this order.
  const auto group = [&](Index i) { return input_.reverse ? groups - 1 - i : i; };
  const auto begin = [&](Index i) { return timeline.group(group(i)); };
  const auto end = [&](Index i) { return timeline.group(group(i) + 1); };
  const auto bytes = [&](Index i, Index j) {
    const Index first = std::min(begin(i), begin(j)), last = std::max(end(i), end(j));
    return (timeline.row(last) - timeline.row(first)) * row;
  };
  const auto segment = [&](Index i, Index j, bool saved) {
    return Segment{std::min(begin(i), begin(j)), std::max(end(i), end(j)), saved};
  };

  Index saved = groups;
  while (saved > 0 && bytes(saved - 1, groups - 1) <= memory.saved) --saved;
  std::vector<Segment> segments;
  for (Index first = 0, last = 0; first < saved; first = last + 1) {
    last = first;
    while (last + 1 < saved && bytes(first, last + 1) <= memory.at_once) ++last;
    segments.push_back(segment(first, last, false));
  }
  if (saved < groups) segments.push_back(segment(saved, groups - 1, true));
  return segments;
}

// The result for an input without time steps.
std::vector<Tensor> nothing(const ScanInput& input, const std::vector<Tensor>& states) {
  std::vector<Tensor> result = {Tensor(input.buffer)};
  for (std::size_t i = 1; input.all_states && i < states.size(); ++i) {
    result.push_back(zeros({0, states[i].size(1)}, states[i].dtype()));
  }
  return result;
}

}  // namespace

Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype) {
  const Index blocks = Index{cell.blocks} * (cell.has_hidden_rows() || cell.step ? 2 : 1);
  // How much a composite step saves is unknown: estimated as its products and one tensor per state.
  const Index states = cell.step ? cell.states : cell.states - 1;
  return hidden_size * (blocks + states) * static_cast<Index>(size_of(dtype));
}

std::vector<Tensor> scan(const ScanInput& input, std::vector<Tensor>& states) {
  if (input.timeline->steps() == 0) return nothing(input, states);
  const auto steps = std::make_shared<const Steps>(input);
  const std::size_t count = states.size();
  using Sequence = std::vector<Tensor>;
  std::vector<Sequence> all(steps->sequences(),
                            Sequence(static_cast<std::size_t>(input.timeline->steps())));
  for (const Segment& segment : steps->segments()) {
    const auto run = [&](bool again) {
      return [steps, segment, count, again](const std::vector<Tensor>& from) {
        return steps->run(segment, {from.data(), from.data() + count}, again);
      };
    };
    const std::vector<Tensor> outputs =
        segment.saved
            ? steps->run(segment, states, false)
            : checkpoint("scan", run(false), run(true), steps->inputs_of(segment, states));
    auto next = outputs.begin();
    for (Sequence& sequence : all) {
      std::copy(next, next + segment.size(), sequence.begin() + segment.begin);
      next += segment.size();
    }
    states.assign(next, outputs.end());
    if (steps->ends_with_h(segment)) {
      states.insert(states.begin(), all[0][static_cast<std::size_t>(steps->last_step(segment))]);
    }
  }
  std::vector<Tensor> result;
  result.reserve(all.size());
  for (const Sequence& sequence : all) result.push_back(cat_or_view(sequence));
  return result;
}

void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states) {
  const CellTensors ready = prepared(cell, weights);
  const Shape shape = {input.size(0), cell.blocks * hidden_size};
  const auto rows = [&] { return Array::empty(shape, states[0].dtype()); };
  const Tensor from_input = InputProduct(cell, ready, input)(input, rows());
  const Tensor from_hidden = cell.has_hidden_rows() ? repeat_into(rows(), ready.b_hh) : from_input;
  cell_step(cell, ready, {}, {from_input, from_hidden}, states, {});
}

}  // namespace xgrad::nn
