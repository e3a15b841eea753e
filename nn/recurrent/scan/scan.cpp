// Division of a scan into segments, which are saved or recomputed.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/scan.hpp>
#include <xgrad/nn/recurrent/scan/unroll.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

// The input rows of each chunk.
std::vector<Tensor> by_chunks(const Tensor& rows, const SequenceLayout& layout,
                              const ScanPlan& plan) {
  std::vector<Index> sizes;
  for (Index i = 0; i < plan.chunks(); ++i) {
    sizes.push_back(layout.row(plan.chunk(i + 1)) - layout.row(plan.chunk(i)));
  }
  return split(rows, sizes);
}

ScanResult without_steps(ScanInput& input) {
  ScanResult result = {{}, std::move(input.states)};
  for (std::size_t i = 0; i < (input.all_states ? result.states.count() : 1); ++i) {
    const Tensor& state = result.states[i];
    result.outputs.push_back(zeros({0, state.size(1)}, state.dtype()));
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

ScanResult scan(ScanInput input) {
  if (input.layout->steps() == 0) return without_steps(input);
  if (input.at_once) return scan_linear(input);
  States states = std::move(input.states);
  const auto in = std::make_shared<const ScanInput>(std::move(input));
  const auto plan = std::make_shared<const ScanPlan>(
      *in->layout, in->reverse, in->budget,
      bytes_per_row(in->cell, in->hidden_size, in->buffer.dtype()));
  const std::vector<Tensor> chunks = by_chunks(in->rows, *in->layout, *plan);
  const CellTensors weights = in->cell.prepared(in->weights);
  const InputProduct product(in->cell, weights, in->rows);

  std::vector<std::vector<Tensor>> sequences(
      in->all_states ? states.count() : 1,
      std::vector<Tensor>(static_cast<std::size_t>(in->layout->steps())));
  for (const Segment& segment : plan->segments()) {
    const auto run = [in, plan, segment](const SegmentInput& from, bool again) {
      return unroll(*in, *plan, segment, from, again);
    };
    const auto first = chunks.begin() + plan->chunk_of(segment.begin);
    const auto end = chunks.begin() + plan->chunk_of(segment.end - 1) + 1;
    const SegmentInput from = {
        std::move(states), {first, end}, weights, product, in->transforms.initial_state,
        Tensor(in->buffer)};
    SegmentOutput done = segment.saved ? run(from, false) : checkpoint("scan", from, run);
    for (std::size_t k = 0; k < sequences.size(); ++k) {
      std::ranges::move(done.sequences[k], sequences[k].begin() + segment.begin);
    }
    states = std::move(done.states);
    if (!states.h().defined()) {
      states[0] = sequences[0][static_cast<std::size_t>(segment.last_step())];
    }
  }
  ScanResult result = {{cat_of(in->buffer, sequences[0])}, std::move(states)};
  for (std::size_t k = 1; k < sequences.size(); ++k) result.outputs.push_back(cat(sequences[k]));
  return result;
}

}  // namespace xgrad::nn
