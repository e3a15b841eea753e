// Transcripts of recordings, and the errors in them.
#pragma once

#include "speech/model.hpp"
#include <cstdint>
#include <vector>

namespace speech {

/// The sequence of labels of each recording, by the most probable path and by a beam search, the most
/// probable one first.
struct Transcripts {
  std::vector<std::vector<std::int64_t>> greedy;
  std::vector<std::vector<xgrad::nn::CtcHypothesis>> beam;
};

/// The transcripts of recordings.
Transcripts transcribe(const Recognizer& model, const std::vector<Example>& examples,
                       const xgrad::nn::CtcBeamOptions& options = {.beam_width = 16});

/// How the transcripts differ from the words that were spoken.
struct Scores {
  /// Edits per character, by greedy decoding and by beam search.
  double greedy, beam;
  /// The share of words without an error, by beam search.
  double words;
};

/// The scores of a model.
Scores evaluate(const Recognizer& model, const std::vector<Example>& examples);

}  // namespace speech
