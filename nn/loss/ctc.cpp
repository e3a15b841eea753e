// Connectionist temporal classification, composed of one formula per time step.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/class_targets.hpp>
#include <xgrad/nn/loss/ctc.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace xgrad::nn {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The sizes and the targets of a batch, checked.
struct Batch {
  Index steps, count, classes;
  std::vector<Index> input_lengths = {}, target_lengths = {};
  std::vector<std::vector<std::int64_t>> targets = {};
};

// Row b of the targets starts at element b * S of [batch, S], or behind row b - 1 in a single row.
Batch checked_batch(const ClassLossNames& names, const Tensor& scores, const Tensor& targets,
                    const Tensor& input_lengths, const Tensor& target_lengths, std::int64_t blank) {
  check_ctc_scores(names.loss, names.scores, scores, blank);
  check_elements(names.loss, targets.array(names.loss), int64);
  Batch batch{.steps = scores.size(0), .count = scores.size(1), .classes = scores.size(2)};
  const bool padded = targets.rank() == 2 && targets.size(0) == batch.count;
  if (!padded && targets.rank() != 1) {
    throw ShapeError(
        fmt::format("{}: targets are {}, expected [{}, labels] or [labels of all]", names.loss,
                    targets.array(), batch.count),
        fmt::format("{} are {}: [time, batch, classes]", names.scores, scores.shape()));
  }
  batch.input_lengths = checked_lengths(
      names.loss, "input_lengths", input_lengths, batch.count, batch.steps,
      fmt::format("{} {} have {} time steps", names.scores, scores.shape(), batch.steps));
  const Index labels = targets.shape().back();
  batch.target_lengths =
      checked_lengths(names.loss, "target_lengths", target_lengths, batch.count, labels,
                      fmt::format("targets {} have {} labels", targets.shape(), labels));
  const std::vector<Index>& lengths = batch.target_lengths;
  const Index total = std::accumulate(lengths.begin(), lengths.end(), Index{0}, saturating_sum);
  if (!padded && total != labels) {
    throw ShapeError(fmt::format("{}: targets are {}, but target_lengths add up to {}", names.loss,
                                 targets.shape(), total));
  }

  const std::vector<std::int64_t> values = targets.to_vector<std::int64_t>();
  auto row = values.begin();
  for (const Index length : lengths) {
    for (auto label = row; label != row + length; ++label) {
      if (*label >= 0 && *label < batch.classes && *label != blank) continue;
      const std::string where =
          fmt::format("{}: targets{} is {}", names.loss,
                      unravel(label - values.begin(), targets.shape()), *label);
      if (*label == blank) throw ValueError(where + ", the blank", "a target has labels only");
      throw IndexError(fmt::format("{}, but {} {} have {}", where, names.scores, scores.shape(),
                                   text_of_classes(batch.classes)));
    }
    batch.targets.emplace_back(row, row + length);
    row += padded ? labels : length;
  }
  return batch;
}

// The states of the recurrence: blank, label 1, blank, label 2, ..., blank of each target.
struct States {
  Index width;
  Tensor emitted;      // the class of each state in the rows [batch * classes] of a step
  Tensor may_skip;     // true for a state that may follow the last but one
  Tensor initial;      // log-probabilities before the first step, two columns before the states
  Tensor final_pairs;  // the columns of the states in which a path may end, [batch, 2]
};

States states_of(const char* loss, const Batch& batch, std::int64_t blank, DType dtype) {
  const auto longest = std::ranges::max_element(batch.target_lengths);
  const Index width = longest == batch.target_lengths.end() ? 1 : 2 * *longest + 1;
  const auto total = static_cast<std::size_t>(checked_numel(loss, {batch.count, width + 2}));
  std::vector<std::int64_t> emitted, final_pairs;
  std::vector<bool> may_skip;
  std::vector<double> initial(total, -kInfinity);
  emitted.reserve(total);
  may_skip.reserve(total);
  for (Index b = 0; b < batch.count; ++b) {
    const std::vector<std::int64_t>& target = batch.targets[static_cast<std::size_t>(b)];
    for (std::size_t s = 0; s < static_cast<std::size_t>(width); ++s) {
      const bool is_label = s % 2 == 1 && s / 2 < target.size();
      emitted.push_back(b * batch.classes + (is_label ? target[s / 2] : blank));
      // Equal labels are merged unless a blank stands between them.
      may_skip.push_back(is_label && (s == 1 || target[s / 2] != target[s / 2 - 1]));
    }
    // Before its first step a path is in the column before the first state; without steps, it ends
    // in the first state.
    const Index start = batch.input_lengths[static_cast<std::size_t>(b)] > 0 ? 1 : 2;
    initial[static_cast<std::size_t>(b * (width + 2) + start)] = 0;
    const auto last = static_cast<std::int64_t>(2 + 2 * target.size());
    final_pairs.insert(final_pairs.end(), {last - 1, last});
  }
  return {width, from_vector(emitted), from_vector(may_skip, {batch.count, width}),
          to(from_vector(initial, {batch.count, width + 2}), dtype),
          from_vector(final_pairs, {batch.count, 2})};
}

// log(exp(stay) + exp(advance) + exp(skip)) + emission, and after the last step of a sequence the
// state itself. The derivatives for a state that no path reaches are 0.
constexpr auto forward_step = [](auto runs, auto may_skip, auto stay, auto advance, auto skip,
                                 auto emission) {
  const auto allowed = where(may_skip, skip, -kInfinity);
  const auto largest = max(max(stay, advance), allowed);
  const auto sum = exp(stay - largest) + exp(advance - largest) + exp(allowed - largest);
  const auto reached = largest + log(sum) + emission;
  return where(runs, where(largest == -kInfinity, -kInfinity, reached), stay);
};

// true at the steps of each sequence.   -> [steps, batch, 1]
Tensor running(const std::vector<Index>& lengths, Index steps) {
  return unsqueeze(lt(unsqueeze(arange(steps), 1), from_vector(lengths)), 2);
}

// The losses before the reduction.   [time, batch, classes] -> [batch]
Tensor losses_of(const char* loss, const Tensor& log_probs, const Batch& batch,
                 const CtcOptions& options) {
  const auto longest = std::ranges::max_element(batch.input_lengths);
  const Index steps = longest == batch.input_lengths.end() ? 0 : *longest;
  const auto [width, emitted, may_skip, initial, final_pairs] =
      states_of(loss, batch, options.blank, log_probs.dtype());
  const Tensor rows = reshape(narrow(log_probs, 0, 0, steps), {steps, batch.count * batch.classes});
  const std::vector<Tensor> emissions =
      unbind(reshape(index_select(rows, 1, emitted), {steps, batch.count, width}), 0);
  const std::vector<Tensor> runs = unbind(running(batch.input_lengths, steps), 0);

  // The empty sum records the losses also without steps.
  Tensor log_alpha = add(initial, sum(narrow(log_probs, 0, 0, 0)));
  for (std::size_t t = 0; t < emissions.size(); ++t) {
    const Tensor next = pointwise(loss, forward_step, condition(runs[t]), condition(may_skip),
                                  narrow(log_alpha, 1, 2, width), narrow(log_alpha, 1, 1, width),
                                  narrow(log_alpha, 1, 0, width), emissions[t]);
    log_alpha = pad(next, {2, 0}, PadMode::constant, -kInfinity);
  }
  const std::vector<Tensor> ends = unbind(gather(log_alpha, 1, final_pairs), 1);
  const Tensor losses = neg(logaddexp(ends[0], ends[1]));
  return where(eq(losses, kInfinity), options.zero_infinity ? 0.0 : kInfinity, losses);
}

Tensor reduced(const char* loss, const Tensor& losses, const Batch& batch, Reduction reduction) {
  if (reduction != Reduction::mean) return reduce(loss, losses, {}, reduction);
  return mean(div(losses, to(maximum(from_vector(batch.target_lengths), 1), losses.dtype())));
}

}  // namespace

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, const CtcOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const char* const loss = "ctc_loss";
    const Batch batch = checked_batch({loss, "log_probs"}, log_probs, targets, input_lengths,
                                      target_lengths, options.blank);
    return reduced(loss, losses_of(loss, log_probs, batch, options), batch, options.reduction);
  });
}

Tensor ctc_loss_with_logits(const Tensor& logits, const Tensor& targets,
                            const Tensor& input_lengths, const Tensor& target_lengths,
                            const CtcOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const char* const loss = "ctc_loss_with_logits";
    const Batch batch = checked_batch({loss, "logits"}, logits, targets, input_lengths,
                                      target_lengths, options.blank);
    const Tensor valid = where(running(batch.input_lengths, batch.steps), logits, 0.0);
    return reduced(loss, losses_of(loss, log_softmax(valid, -1), batch, options), batch,
                   options.reduction);
  });
}

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets,
                const std::vector<Index>& input_lengths, const std::vector<Index>& target_lengths,
                const CtcOptions& options) {
  return ctc_loss(log_probs, targets, from_vector(input_lengths), from_vector(target_lengths),
                  options);
}

Tensor ctc_loss_with_logits(const Tensor& logits, const Tensor& targets,
                            const std::vector<Index>& input_lengths,
                            const std::vector<Index>& target_lengths, const CtcOptions& options) {
  return ctc_loss_with_logits(logits, targets, from_vector(input_lengths),
                              from_vector(target_lengths), options);
}

}  // namespace xgrad::nn
