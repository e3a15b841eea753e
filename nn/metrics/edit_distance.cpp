// Edit distances by dynamic programming over one row of the table.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/edit_distance.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <numeric>

namespace xgrad::nn {
namespace {

using Labels = std::vector<std::int64_t>;

// The rows of a padded tensor without their padding.
std::vector<Labels> rows_of(const char* function, const char* name, const Tensor& padded,
                            const char* lengths_name, const Tensor& lengths) {
  check_elements(function, padded.array(function), int64);
  if (padded.rank() != 2) {
    throw ShapeError(
        fmt::format("{}: {} are {}, expected [batch, labels]", function, name, padded.array()),
        "unsqueeze(x, 0) makes a batch of one sequence");
  }
  const Index count = padded.size(0), width = padded.size(1);
  const std::vector<Index> ends =
      lengths.defined()
          ? checked_lengths(function, lengths_name, lengths, count, width,
                            fmt::format("{} {} have {} labels", name, padded.shape(), width))
          : std::vector<Index>(static_cast<std::size_t>(count), width);
  const Labels values = padded.to_vector<std::int64_t>();
  std::vector<Labels> rows;
  rows.reserve(ends.size());
  for (auto row = values.begin(); const Index end : ends) {
    rows.emplace_back(row, row + end);
    row += width;
  }
  return rows;
}

Labels distances(const char* function, const std::vector<Labels>& hypotheses,
                 const std::vector<Labels>& references) {
  if (hypotheses.size() != references.size()) {
    throw ShapeError(fmt::format("{}: there are {} hypotheses and {} references", function,
                                 hypotheses.size(), references.size()));
  }
  Labels result;
  result.reserve(hypotheses.size());
  for (std::size_t i = 0; i < hypotheses.size(); ++i)
    result.push_back(edit_distance(hypotheses[i], references[i]));
  return result;
}

// Both lists of rows of two padded tensors.
struct Pairs {
  std::vector<Labels> hypotheses, references;
};

Pairs pairs_of(const char* function, const Tensor& hypotheses, const Tensor& references,
               const Tensor& hypothesis_lengths, const Tensor& reference_lengths) {
  return {rows_of(function, "hypotheses", hypotheses, "hypothesis_lengths", hypothesis_lengths),
          rows_of(function, "references", references, "reference_lengths", reference_lengths)};
}

}  // namespace

Index edit_distance(const std::vector<std::int64_t>& hypothesis,
                    const std::vector<std::int64_t>& reference) {
  const bool reference_is_longer = hypothesis.size() < reference.size();
  const Labels& shorter = reference_is_longer ? hypothesis : reference;
  const Labels& longer = reference_is_longer ? reference : hypothesis;
  return with_out_of_memory([&] {
    // row[j] is the distance between the labels so far and the first j of the shorter sequence.
    std::vector<Index> row(shorter.size() + 1);
    std::iota(row.begin(), row.end(), Index{0});
    for (const std::int64_t label : longer) {
      Index diagonal = row[0]++;
      for (std::size_t j = 0; j < shorter.size(); ++j) {
        const Index substituted = diagonal + (label == shorter[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
      }
    }
    return row.back();
  });
}

Tensor edit_distance(const Tensor& hypotheses, const Tensor& references,
                     const Tensor& hypothesis_lengths, const Tensor& reference_lengths) {
  return with_out_of_memory([&] {
    const Pairs pairs =
        pairs_of("edit_distance", hypotheses, references, hypothesis_lengths, reference_lengths);
    return from_vector(distances("edit_distance", pairs.hypotheses, pairs.references));
  });
}

double error_rate(const std::vector<std::vector<std::int64_t>>& hypotheses,
                  const std::vector<std::vector<std::int64_t>>& references) {
  return with_out_of_memory([&] {
    const Labels edits = distances("error_rate", hypotheses, references);
    const std::size_t labels = std::accumulate(
        references.begin(), references.end(), std::size_t{0},
        [](std::size_t sum, const Labels& reference) { return sum + reference.size(); });
    return static_cast<double>(std::accumulate(edits.begin(), edits.end(), Index{0})) /
           static_cast<double>(labels);
  });
}

double error_rate(const Tensor& hypotheses, const Tensor& references,
                  const Tensor& hypothesis_lengths, const Tensor& reference_lengths) {
  return with_out_of_memory([&] {
    const Pairs pairs =
        pairs_of("error_rate", hypotheses, references, hypothesis_lengths, reference_lengths);
    return error_rate(pairs.hypotheses, pairs.references);
  });
}

}  // namespace xgrad::nn
