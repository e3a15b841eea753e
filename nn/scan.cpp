// The time loop, written once for all cells: a product projects the inputs of some steps, then each
// step is one product and one formula. See Note [The scan].
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/pool_vector.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/scan.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

// How many units hold so many things.
Index units(Index things, Index unit) {
  return (things + unit - 1) / unit;
}

// Steps are taken in chunks, whose inputs are projected by one product, and in groups of chunks,
// whose rows lie in one buffer, so that they are added to the gradient of a weight by one product.
// Both are counted from time 0, whatever is kept. See Note [The memory budget].
struct Grouping {
  explicit Grouping(Index batch)
      : chunk(std::max<Index>(1, kRows / std::max<Index>(1, batch))),
        group(chunk * units(kRowsOfGroup, chunk * std::max<Index>(1, batch))) {}

  Index chunk, group;  // in steps

 private:
  static constexpr Index kRows = 96;          // enough for a product at full speed
  static constexpr Index kRowsOfGroup = 256;  // the same where the rows are the inner size
};

// Times whose steps run one after the other, in whole groups.
struct Segment {
  Index begin, end;
  bool kept;  // else it is computed again

  Index size() const { return end - begin; }
};

// W x + b, and + b' where the cell only sees the sum.
struct InputProduct {
  InputProduct(const CellKind& cell, const CellWeights& weights, const Tensor& input)
      : weight(weights.w_ih), bias(weights.b_ih) {
    if (!cell.separate && bias.defined()) bias = add(bias, weights.b_hh);
    if (input.dtype() != int64) return;
    // Class numbers pick columns of W; b is added to those picked, or before, if all are fewer.
    columns = transpose(weight, 0, 1);
    if (input.numel() < columns.size(0)) return;
    columns = bias.defined() ? add(columns, bias) : contiguous(columns);
    bias = Tensor();
  }

  // The product for `x`, in general written into `rows`.
  Tensor operator()(const Tensor& x, const Array& rows) const {
    if (columns.defined()) {
      const Tensor picked = embedding_into(rows, columns, x);
      return bias.defined() ? add(picked, bias) : picked;
    }
    const Index count = x.numel() / x.size(-1), width = rows.shape().back();
    const Tensor start = repeat_into(kernels::reshape(rows, {count, width}), bias);
    const Tensor product = add_linear_(start, reshape(x, {count, x.size(-1)}), weight);
    return reshape(product, rows.shape());
  }

  Tensor weight, bias, columns;
};

// What all steps of a layer in one direction share.
class Steps {
 public:
  Steps(const CellKind& kind, const CellWeights& weights, const Tensor& input, const Array& output,
        bool backwards)
      : cell(kind),
        grouping(input.size(1)),
        inputs(split(input, grouping.chunk)),
        product(kind, weights, input),
        w_hh(weights.w_hh),
        b_hh(weights.b_hh),
        hidden(output),
        rows_shape({input.size(0), input.size(1), weights.w_hh.size(0)}),
        reverse(backwards) {
    for (const Tensor& tensor :
         {product.weight, product.bias, product.columns, w_hh, b_hh, Tensor(hidden)}) {
      if (tensor.defined()) shared_.push_back(tensor);
    }
  }

  // The whole sequence, in the order in which it runs.
  std::vector<Segment> segments(const ScanMemory& memory) const;
  // All that the outputs of a segment depend on, its first states first.
  std::vector<Tensor> inputs_of(const Segment& segment, std::vector<Tensor> states) const;
  // Gives h at each time of a segment, then the other states behind it. The first run writes h
  // into `hidden`; one that is done again finds it there.
  std::vector<Tensor> run(const Segment& segment, std::vector<Tensor> states, bool again) const;

  const CellKind& cell;
  Grouping grouping;
  std::vector<Tensor> inputs;  // by chunks
  InputProduct product;
  Tensor w_hh, b_hh;
  Array hidden;  // h at all times
  Shape rows_shape;
  bool reverse;

 private:
  std::vector<Tensor> shared_;
};

// The rows that the recurrent products are added to: W x + b and, where the cell keeps them apart,
// b'. They are made a chunk at a time, so that the steps find them in the cache, as the gradients
// of the projection find those of the steps. Those of a run that is recorded stay, a group of
// chunks in a buffer; others take the place of those before.
class Projection {
 public:
  Projection(const Steps& steps, bool recorded)
      : steps_(steps),
        recorded_(recorded),
        room_(recorded ? steps.grouping.group : steps.grouping.chunk) {}

  // Makes the rows of the chunk of step t, unless it is the one made last.
  void go_to(Index t) {
    const Index chunk = t / steps_.grouping.chunk;
    if (chunk == chunk_) return;
    chunk_ = chunk;
    make_room(t / room_);
    const Tensor& x = steps_.inputs[static_cast<std::size_t>(chunk)];
    from_input_ = unbind(steps_.product(x, part(rows_, x)));
    if (!steps_.cell.separate) return;
    from_hidden_ = unbind(repeat_into(part(hidden_rows_, x), steps_.b_hh));
  }
  const Tensor& from_input(Index t) const { return from_input_[place(t)]; }
  // What the product of the hidden state is added to.
  const Tensor& from_hidden(Index t) const {
    return steps_.cell.separate ? from_hidden_[place(t)] : from_input(t);
  }

 private:
  std::size_t place(Index t) const { return static_cast<std::size_t>(t % steps_.grouping.chunk); }

  void make_room(Index number) {
    if (number == number_) return;
    number_ = number;
    Shape shape = steps_.rows_shape;
    shape[0] = std::min(room_, shape[0] - number * room_);
    if (!recorded_ && rows_.defined() && rows_.shape()[0] >= shape[0]) return;
    const DType dtype = steps_.hidden.dtype();
    rows_ = Array::empty(shape, dtype);
    if (steps_.cell.separate) hidden_rows_ = Array::empty(shape, dtype);
  }
  Array part(const Array& rows, const Tensor& x) const {
    return kernels::narrow(rows, 0, chunk_ * steps_.grouping.chunk - number_ * room_, x.size(0));
  }

  const Steps& steps_;
  bool recorded_;
  Index room_;  // steps whose rows lie in one buffer
  Index chunk_ = -1, number_ = -1;
  Array rows_, hidden_rows_;
  std::vector<Tensor> from_input_, from_hidden_;
};

// One step: the product of the hidden state is added to its rows, then the formula applied. The
// next h is written into the target, where there is one.
void advance(const CellKind& cell, const Tensor& from_input, const Tensor& from_hidden,
             const Tensor& w_hh, std::vector<Tensor>& states, std::span<const Array> target) {
  const Tensor product = add_linear_(from_hidden, states[0], w_hh);
  PoolVector<PointwiseInput> inputs;
  inputs.reserve(4);
  if (cell.separate) inputs.push_back({&from_input, cell.blocks, false, true});
  inputs.push_back({&product, cell.blocks, false, true});
  for (std::size_t i = cell.takes_hidden ? 0 : 1; i < states.size(); ++i) {
    inputs.push_back({&states[i], 1, false, false});
  }
  PoolVector<Tensor> next(states.size());
  apply_formula(cell.call, inputs, next, target);
  std::move(next.begin(), next.end(), states.begin());
}

std::vector<Tensor> Steps::run(const Segment& segment, std::vector<Tensor> states,
                               bool again) const {
  const auto needed = [](const std::vector<Tensor>& from) { return needs_record(std::span(from)); };
  const bool recorded = needed(shared_) || needed(states) || needed(inputs);
  Projection projection(*this, recorded);
  const Array unused = again ? Array::empty(states[0].shape(), hidden.dtype()) : Array();
  std::vector<Tensor> outputs(static_cast<std::size_t>(segment.size()));
  for (Index step = 0; step < segment.size(); ++step) {
    const Index t = reverse ? segment.end - 1 - step : segment.begin + step;
    projection.go_to(t);
    const Array h = kernels::select(hidden, 0, t);
    advance(cell, projection.from_input(t), projection.from_hidden(t), w_hh, states,
            {again ? &unused : &h, 1});
    if (again) states[0] = Tensor::from_node(h, states[0].body()->node);
    outputs[static_cast<std::size_t>(t - segment.begin)] = states[0];
  }
  outputs.insert(outputs.end(), states.begin() + 1, states.end());
  return outputs;
}

std::vector<Tensor> Steps::inputs_of(const Segment& segment, std::vector<Tensor> states) const {
  for (Index t = segment.begin; t < segment.end; t += grouping.chunk) {
    states.push_back(inputs[static_cast<std::size_t>(t / grouping.chunk)]);
  }
  states.insert(states.end(), shared_.begin(), shared_.end());
  return states;
}

std::vector<Segment> Steps::segments(const ScanMemory& memory) const {
  const Index time = rows_shape[0], groups = units(time, grouping.group);
  const Index bytes =
      std::max<Index>(1, bytes_per_step(cell, rows_shape[1], hidden.shape()[2], hidden.dtype()));
  const Index kept_steps = std::max<Index>(0, memory.kept) / bytes;
  const Index kept = kept_steps >= time ? groups : kept_steps / grouping.group;
  const Index at_once = std::max<Index>(1, memory.at_once / bytes / grouping.group);

  std::vector<Segment> segments;
  for (Index first = 0, last = 0; first < groups; first = last) {
    const bool stays = first >= groups - kept;
    last = stays ? groups : std::min(first + at_once, groups - kept);
    const Index begin = reverse ? groups - last : first, end = begin + last - first;
    segments.push_back({begin * grouping.group, std::min(end * grouping.group, time), stays});
  }
  return segments;
}

}  // namespace

FirstWeights::FirstWeights(const CellKind& cell, Index input_size, Index hidden_size, bool bias,
                           DType dtype, Generator& generator) {
  const Index rows = cell.blocks * hidden_size;
  const double bound = 1 / std::sqrt(static_cast<double>(hidden_size));
  w_ih = init::uniform({rows, input_size}, bound, dtype, generator);
  w_hh = init::uniform({rows, hidden_size}, bound, dtype, generator);
  if (!bias) return;
  b_ih = init::uniform({rows}, bound, dtype, generator);
  b_hh = init::uniform({rows}, bound, dtype, generator);
}

Index bytes_per_step(const CellKind& cell, Index batch, Index hidden_size, DType dtype) {
  const Index rows = Index{cell.blocks} * (cell.separate ? 2 : 1), inner_states = cell.states - 1;
  return (rows + inner_states) * batch * hidden_size * static_cast<Index>(size_of(dtype));
}

Tensor scan(const CellKind& cell, const CellWeights& weights, const Tensor& input,
            std::vector<Tensor>& states, const Array& buffer, bool reverse,
            const ScanMemory& memory) {
  const auto steps = std::make_shared<const Steps>(cell, weights, input, buffer, reverse);
  std::vector<Tensor> hidden(static_cast<std::size_t>(input.size(0)));
  for (const Segment& segment : steps->segments(memory)) {
    const auto run = [&](bool again) {
      return [steps, segment, count = cell.states, again](const std::vector<Tensor>& from) {
        return steps->run(segment, {from.begin(), from.begin() + count}, again);
      };
    };
    const std::vector<Tensor> outputs =
        segment.kept ? steps->run(segment, states, false)
                     : checkpoint("scan", run(false), run(true), steps->inputs_of(segment, states));
    const auto rest = outputs.begin() + segment.size();
    std::copy(outputs.begin(), rest, hidden.begin() + segment.begin);
    states.assign(1, reverse ? outputs.front() : rest[-1]);
    states.insert(states.end(), rest, outputs.end());
  }
  return stack(hidden);
}

void step(const CellKind& cell, const CellWeights& weights, const Tensor& input,
          std::vector<Tensor>& states) {
  const Shape shape = {input.size(0), weights.w_hh.size(0)};
  const auto rows = [&] { return Array::empty(shape, weights.w_hh.dtype()); };
  const Tensor from_input = InputProduct(cell, weights, input)(input, rows());
  const Tensor from_hidden = cell.separate ? repeat_into(rows(), weights.b_hh) : from_input;
  advance(cell, from_input, from_hidden, weights.w_hh, states, {});
}

}  // namespace xgrad::nn
