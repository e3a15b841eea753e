// Decoding of the outputs of a network trained with connectionist temporal classification.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// The labels of the most probable path of each sequence, without repetitions and blanks: best path
/// decoding (Graves et al. 2006). Of equally probable classes the first one counts. Time O(time *
/// classes) for each sequence.
/// [time, batch, classes], int64 [batch] -> labels of each sequence
/// Without lengths, all sequences have all time steps; steps after a length are not read. Throws
/// ShapeError, DTypeError; IndexError for a blank that is no class; ValueError for a length out of
/// range; NumericError for NaN or +inf.
std::vector<std::vector<std::int64_t>> ctc_greedy_decode(const Tensor& log_probs,
                                                         const Tensor& lengths = {},
                                                         std::int64_t blank = 0);

/// Options of `ctc_beam_decode`.
struct CtcBeamOptions {
  /// The number of prefixes that remain after each step.
  Index beam_width = 100;
  /// The number of results for each sequence, at most beam_width.
  Index top_paths = 1;
  /// The class that stands between labels and is not a label.
  std::int64_t blank = 0;
};

/// A sequence of labels, and the logarithm of the sum of the probabilities of its paths.
struct CtcHypothesis {
  std::vector<std::int64_t> labels;
  double log_probability = 0;
};

/// The most probable sequences of labels, best first, by prefix beam search in log space (Hannun et
/// al. 2014): after each step the beam_width most probable prefixes remain. The search is exact if no
/// possible prefix is removed; otherwise a log-probability is a lower bound. Of equally probable
/// prefixes, those of the step before come first, then the extensions of the best one by class, and
/// so on. Sequences that no path can become are not returned. Time O(time * beam_width * classes *
/// log(beam_width)) for each sequence; threads divide the batch.
/// [time, batch, classes], int64 [batch] -> up to top_paths results for each sequence
/// Throws as `ctc_greedy_decode`, and ValueError unless 1 <= top_paths <= beam_width.
std::vector<std::vector<CtcHypothesis>> ctc_beam_decode(const Tensor& log_probs,
                                                        const Tensor& lengths = {},
                                                        const CtcBeamOptions& options = {});

}  // namespace xgrad::nn
