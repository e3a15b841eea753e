// The distance between sequences of labels, and error rates.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// The smallest number of insertions, deletions and substitutions that turn one sequence into the
/// other (Levenshtein 1966). Time O(n m), memory O(min(n, m)).
Index edit_distance(const std::vector<std::int64_t>& hypothesis,
                    const std::vector<std::int64_t>& reference);

/// The distance of each pair of rows. Without lengths, rows are complete; what follows a length is
/// padding of any value.
/// int64 [batch, n] and [batch, m], int64 [batch] twice -> int64 [batch]
/// Throws DTypeError, ShapeError; ValueError for a length out of range.
Tensor edit_distance(const Tensor& hypotheses, const Tensor& references,
                     const Tensor& hypothesis_lengths = {}, const Tensor& reference_lengths = {});

/// The sum of all distances over the sum of all reference lengths: the word error rate of words, the
/// phoneme error rate of phonemes. It exceeds 1 when there are more edits than reference labels, and
/// is inf or, without edits, NaN for references without labels.
/// Throws ShapeError unless there are as many hypotheses as references.
double error_rate(const std::vector<std::vector<std::int64_t>>& hypotheses,
                  const std::vector<std::vector<std::int64_t>>& references);

/// The error rate of padded rows, as in `edit_distance`.
/// int64 [batch, n] and [batch, m], int64 [batch] twice
/// Throws as `edit_distance`.
double error_rate(const Tensor& hypotheses, const Tensor& references,
                  const Tensor& hypothesis_lengths = {}, const Tensor& reference_lengths = {});

}  // namespace xgrad::nn
