// Division of a scan into segments, which are saved or recomputed, compiled or unrolled.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/recurrent/scan/compiled/segment_node.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/scan.hpp>
#include <xgrad/nn/recurrent/scan/unroll.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

// The input rows as a whole if there is one segment, else those of each group of steps.
std::vector<Tensor> by_groups(const Tensor& rows, const SequenceLayout& layout,
                              const ScanPlan& plan) {
  if (plan.segments().size() == 1) return {rows};
  std::vector<Index> sizes;
  for (Index i = 0; i < plan.groups(); ++i) {
    sizes.push_back(layout.row(plan.group(i + 1)) - layout.row(plan.group(i)));
  }
  return split(rows, sizes);
}

// The output of all steps, in order of time, from the results of segments in the order of their runs.
std::vector<Tensor> joined_segments(const ScanInput& scan, const std::vector<Segment>& segments,
                                    const std::vector<SegmentOutput>& results) {
  std::vector<std::vector<Tensor>> parts(results[0].sequences.size());
  const auto add = [&](std::size_t i) {
    const auto& [sequences, states] = results[i];
    const bool state_follows = ends_with_h(*scan.layout, segments[i]);
    if (state_follows && scan.reverse) parts[0].push_back(states.h());
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (sequences[k].defined()) parts[k].push_back(sequences[k]);
    }
    if (state_follows && !scan.reverse) parts[0].push_back(states.h());
  };
  for (std::size_t i = 0; i < results.size(); ++i) add(scan.reverse ? results.size() - 1 - i : i);
  std::vector<Tensor> outputs = {cat_of(scan.buffer, parts[0])};
  for (std::size_t k = 1; k < parts.size(); ++k) {
    outputs.push_back(parts[k].size() == 1 ? parts[k][0] : cat(parts[k]));
  }
  return outputs;
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
  const std::vector<Segment>& segments = plan->segments();
  const std::vector<Tensor> rows = by_groups(in->rows, *in->layout, *plan);
  const CellTensors weights = in->cell.prepared(in->weights);
  const InputProduct product(in->cell, weights, in->rows);
  const bool compiles = can_compile(*in);

  std::vector<SegmentOutput> results;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_only = segments.size() == 1;
    const auto first = rows.begin() + (is_only ? 0 : plan->group_of(segments[i].begin));
    const auto last = is_only ? rows.end() : rows.begin() + plan->group_of(segments[i].end - 1) + 1;
    const SegmentInput from = {
        std::move(states), {first, last}, weights, product, in->transforms.initial_state,
        Tensor(in->buffer)};
    const auto run = [in, plan, segment = segments[i], compiles](const SegmentInput& arguments,
                                                                 bool again) {
      return compiles ? run_compiled(in, plan, segment, arguments, again)
                      : unroll(*in, *plan, segment, arguments, again);
    };
    results.push_back(segments[i].saved ? run(from, false) : checkpoint("scan", from, run));
    states = results.back().states;
  }
  return {joined_segments(*in, segments, results), std::move(states)};
}

}  // namespace xgrad::nn
