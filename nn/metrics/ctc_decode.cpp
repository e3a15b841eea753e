// Best path decoding and prefix beam search.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/threads/threads.hpp>
#include <xgrad/nn/metrics/ctc_decode.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace xgrad::nn {
namespace {

using Labels = std::vector<std::int64_t>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The log-probabilities of a batch in float64, checked.
struct Batch {
  Index count, classes;
  std::vector<Index> lengths;
  std::vector<double> values;

  // Those of all classes at one step of a sequence.
  const double* row(Index step, std::size_t sequence) const {
    return values.data() + (step * count + static_cast<Index>(sequence)) * classes;
  }
};

Batch checked_batch(const char* function, const Tensor& log_probs, const Tensor& lengths,
                    std::int64_t blank) {
  check_ctc_scores(function, "log_probs", log_probs, blank);
  const Shape& shape = log_probs.shape();
  Batch batch{shape[1], shape[2],
              lengths.defined()
                  ? checked_lengths(function, "lengths", lengths, shape[1], shape[0],
                                    fmt::format("log_probs {} have {} time steps", shape, shape[0]))
                  : std::vector<Index>(static_cast<std::size_t>(shape[1]), shape[0]),
              to(log_probs, float64).to_vector<double>()};
  for (std::size_t b = 0; b < batch.lengths.size(); ++b) {
    for (Index t = 0; t < batch.lengths[b]; ++t) {
      for (Index c = 0; c < batch.classes; ++c) {
        const double value = batch.row(t, b)[c];
        if (value < kInfinity) continue;  // false for NaN
        throw NumericError(
            fmt::format("{}: log_probs[{}, {}, {}] is {}", function, t, b, c, value));
      }
    }
  }
  return batch;
}

double log_sum(double a, double b) {
  const double larger = std::max(a, b);
  return larger == -kInfinity ? larger : larger + std::log1p(std::exp(-std::abs(a - b)));
}

// All prefixes that were in the beam, as a tree; number 0 is the empty one.
class Prefixes {
 public:
  std::int64_t label(std::size_t prefix) const { return nodes_[prefix].label; }
  std::size_t parent(std::size_t prefix) const { return nodes_[prefix].parent; }

  // The prefix with one more label.
  std::size_t extended(std::size_t prefix, std::int64_t label) {
    const auto [child, added] = children_.try_emplace({prefix, label}, nodes_.size());
    if (added) nodes_.push_back({prefix, label});
    return child->second;
  }

  Labels labels(std::size_t prefix) const {
    Labels result;
    for (; prefix != 0; prefix = parent(prefix)) result.push_back(label(prefix));
    std::ranges::reverse(result);
    return result;
  }

 private:
  struct Node {
    std::size_t parent;
    std::int64_t label;
  };
  std::vector<Node> nodes_ = {{0, -1}};
  std::map<std::pair<std::size_t, std::int64_t>, std::size_t> children_;
};

// The prefix beam search of one sequence.
class BeamSearch {
 public:
  BeamSearch(const CtcBeamOptions& options, Index classes)
      : width_(static_cast<std::size_t>(options.beam_width)),
        blank_(options.blank),
        classes_(classes) {}

  void step(const double* log_probs) {
    std::vector<Entry> next = stayed(log_probs);
    const std::vector<bool> merged = merge_extensions(next, log_probs);
    append_extensions(next, merged, log_probs);
    keep_best(next);
  }

  std::vector<CtcHypothesis> best(Index count) const {
    std::vector<CtcHypothesis> result;
    for (std::size_t i = 0; i < beam_.size() && i < static_cast<std::size_t>(count); ++i)
      result.push_back({prefixes_.labels(beam_[i].prefix), beam_[i].total});
    return result;
  }

 private:
  // A prefix, or one with a label more, and the log-probabilities of its paths: of those that end in
  // a blank, those that end in its last label, and all.
  struct Entry {
    std::size_t prefix;
    std::int64_t added;  // the label that follows the prefix; -1 for none
    double blank, label, total;
  };

  // The log-probability of those paths of prefix number i after which `label` is a new label: after
  // an equal label, only if a blank is between them.
  double extensible(std::size_t i, std::int64_t label) const {
    return label == prefixes_.label(beam_[i].prefix) ? beam_[i].blank : beam_[i].total;
  }

  // The prefixes themselves, after a blank or their last label again; totals follow later.
  std::vector<Entry> stayed(const double* log_probs) const {
    std::vector<Entry> next;
    next.reserve(beam_.size());
    for (const Entry& entry : beam_) {
      const bool empty = entry.prefix == 0;
      next.push_back({entry.prefix, -1, entry.total + log_probs[blank_],
                      empty ? -kInfinity : entry.label + log_probs[prefixes_.label(entry.prefix)],
                      0});
    }
    return next;
  }

  // Adds the extensions that are themselves in the beam to their entries, and completes the totals.
  // Returns which [prefix, class] these extensions are.
  std::vector<bool> merge_extensions(std::vector<Entry>& next, const double* log_probs) const {
    std::vector<bool> merged(beam_.size() * static_cast<std::size_t>(classes_));
    std::map<std::size_t, std::size_t> positions;
    for (std::size_t i = 0; i < beam_.size(); ++i) positions[beam_[i].prefix] = i;
    for (Entry& entry : next) {
      const auto parent = positions.find(prefixes_.parent(entry.prefix));
      if (entry.prefix != 0 && parent != positions.end()) {
        const std::int64_t label = prefixes_.label(entry.prefix);
        entry.label = log_sum(entry.label, extensible(parent->second, label) + log_probs[label]);
        merged[at(parent->second, label)] = true;
      }
      entry.total = log_sum(entry.blank, entry.label);
    }
    return merged;
  }

  void append_extensions(std::vector<Entry>& next, const std::vector<bool>& merged,
                         const double* log_probs) const {
    for (std::size_t i = 0; i < beam_.size(); ++i) {
      for (std::int64_t c = 0; c < classes_; ++c) {
        if (c == blank_ || merged[at(i, c)]) continue;
        const double extended = extensible(i, c) + log_probs[c];
        next.push_back({beam_[i].prefix, c, -kInfinity, extended, extended});
      }
    }
  }

  // Ties keep the order of the candidates.
  void keep_best(const std::vector<Entry>& candidates) {
    std::vector<std::pair<double, std::size_t>> ranking;
    ranking.reserve(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (candidates[i].total > -kInfinity) ranking.emplace_back(-candidates[i].total, i);
    const std::size_t count = std::min(width_, ranking.size());
    std::partial_sort(ranking.begin(), ranking.begin() + static_cast<std::ptrdiff_t>(count),
                      ranking.end());
    beam_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      Entry entry = candidates[ranking[i].second];
      if (entry.added >= 0) entry.prefix = prefixes_.extended(entry.prefix, entry.added);
      entry.added = -1;
      beam_.push_back(entry);
    }
  }

  std::size_t at(std::size_t i, std::int64_t label) const {
    return i * static_cast<std::size_t>(classes_) + static_cast<std::size_t>(label);
  }

  std::size_t width_;
  std::int64_t blank_;
  Index classes_;
  Prefixes prefixes_;
  std::vector<Entry> beam_ = {{0, -1, 0, -kInfinity, 0}};
};

}  // namespace

std::vector<std::vector<std::int64_t>> ctc_greedy_decode(const Tensor& log_probs,
                                                         const Tensor& lengths,
                                                         std::int64_t blank) {
  return with_out_of_memory([&] {
    const Batch batch = checked_batch("ctc_greedy_decode", log_probs, lengths, blank);
    std::vector<Labels> decoded(batch.lengths.size());
    for (std::size_t b = 0; b < decoded.size(); ++b) {
      std::int64_t previous = blank;
      for (Index t = 0; t < batch.lengths[b]; ++t) {
        const double* const row = batch.row(t, b);
        const std::int64_t best = std::max_element(row, row + batch.classes) - row;
        if (best != blank && best != previous) decoded[b].push_back(best);
        previous = best;
      }
    }
    return decoded;
  });
}

std::vector<std::vector<CtcHypothesis>> ctc_beam_decode(const Tensor& log_probs,
                                                        const Tensor& lengths,
                                                        const CtcBeamOptions& options) {
  if (options.top_paths < 1 || options.top_paths > options.beam_width) {
    throw ValueError(
        fmt::format("ctc_beam_decode: top_paths is {}, beam_width is {}, expected "
                    "1 <= top_paths <= beam_width",
                    options.top_paths, options.beam_width));
  }
  return with_out_of_memory([&] {
    const Batch batch = checked_batch("ctc_beam_decode", log_probs, lengths, options.blank);
    std::vector<std::vector<CtcHypothesis>> decoded(batch.lengths.size());
    parallel_for(0, batch.count, 1, [&](Index begin, Index end) {
      for (auto b = static_cast<std::size_t>(begin); b < static_cast<std::size_t>(end); ++b) {
        BeamSearch search(options, batch.classes);
        for (Index t = 0; t < batch.lengths[b]; ++t) search.step(batch.row(t, b));
        decoded[b] = search.best(options.top_paths);
      }
    });
    return decoded;
  });
}

}  // namespace xgrad::nn
