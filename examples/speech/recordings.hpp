// Recordings of spoken words: from WAV files to features and labels.
#pragma once

#include <xgrad/nn/data/readers/vocabulary.hpp>

#include "speech/features.hpp"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace speech {

using xgrad::nn::data::Vocabulary;

/// Reads the log-mel features of WAV files that have one sample rate.
class SoundReader {
 public:
  /// Without a rate, that of the first file. Throws ValueError as `LogMel`.
  explicit SoundReader(std::optional<Index> sample_rate = {});

  /// The features of a file; several channels are averaged.   -> [time, bands]
  /// Throws FormatError for a file of another sample rate, a file that is shorter than a window, and
  /// as `nn::data::read_wav`; IoError.
  Tensor read(const std::string& path);

  /// In Hz; 0 before the first file.
  Index sample_rate() const { return log_mel_ ? log_mel_->sample_rate() : 0; }

 private:
  std::optional<LogMel> log_mel_;
};

/// A recording of one word.
struct Recording {
  std::string word, speaker;
  /// [time, bands]
  Tensor features;
};

/// Reads the recordings FOLDER/WORD/*.wav in the order of the bytes of their paths. This is the layout
/// of the Speech Commands (Warden 2018), where the name of a file is that of its speaker up to
/// "_nohash_". A file without this part has a speaker of its own. Folders whose names begin with '_'
/// or '.' are left out, and so are words that are not among `words`, unless there are none. Throws
/// ValueError for a word that is not there and for no recordings, IoError, and as `SoundReader`.
std::vector<Recording> read_recordings(SoundReader& reader, const std::string& folder,
                                       const std::vector<std::string>& words = {});

/// Recordings for training and for evaluation.
struct Split {
  std::vector<Recording> training, held_out;
};

/// Holds out all recordings of a share of the speakers, drawn at random, at least one. Throws
/// ValueError if that leaves none for training.
Split split_speakers(const std::vector<Recording>& recordings, double share,
                     xgrad::Generator& generator);

/// The blank, which has the id 0, and the characters of all words.
Vocabulary vocabulary_of(const std::vector<Recording>& recordings);

/// Features [time, bands], and the token ids of the characters, int64 [labels].
using Example = std::pair<Tensor, Tensor>;

/// The recordings as examples. Throws ValueError for a recording with fewer time steps than an
/// alignment of its word needs.
std::vector<Example> encode(const std::vector<Recording>& recordings, const Vocabulary& vocabulary);

}  // namespace speech
