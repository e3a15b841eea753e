// Reads, splits and encodes recordings.
#include "speech/recordings.hpp"

#include <xgrad/nn/data/readers/audio/wav.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

namespace speech {

using namespace xgrad;
namespace fs = std::filesystem;

namespace {

// The entries of a folder in the order of the bytes of their paths.
std::vector<fs::path> entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    found.push_back(entry->path());
  }
  if (error) {
    throw IoError(fmt::format("cannot read the folder '{}': {}", folder.string(), error.message()));
  }
  std::ranges::sort(found);
  return found;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string speaker_of(const fs::path& path) {
  const std::string stem = path.stem().string();
  return stem.substr(0, stem.find("_nohash_"));
}

// The words of a folder, or those of them that are wanted.
std::vector<fs::path> word_folders(const fs::path& folder, const std::vector<std::string>& words) {
  std::vector<fs::path> found;
  found.reserve(words.size());
  for (const std::string& word : words) {
    if (!is_folder(folder / word)) {
      throw ValueError(fmt::format("there is no folder '{}' in '{}'", word, folder.string()));
    }
    found.push_back(folder / word);
  }
  if (!words.empty()) return found;
  for (const fs::path& entry : entries(folder)) {
    const char first = entry.filename().string()[0];
    if (first != '_' && first != '.' && is_folder(entry)) found.push_back(entry);
  }
  return found;
}

// Between equal labels there has to be a blank.
Index steps_needed(const std::vector<std::int64_t>& labels) {
  Index count = static_cast<Index>(labels.size());
  for (std::size_t i = 1; i < labels.size(); ++i) count += labels[i] == labels[i - 1] ? 1 : 0;
  return count;
}

}  // namespace

SoundReader::SoundReader(std::optional<Index> sample_rate) {
  if (sample_rate) log_mel_.emplace(*sample_rate);
}

Tensor SoundReader::read(const std::string& path) {
  const auto [samples, rate] = nn::data::read_wav(path);
  try {
    if (!log_mel_) log_mel_.emplace(rate);
    if (rate == log_mel_->sample_rate()) return (*log_mel_)(mean(samples, 1));
  } catch (const Error& error) {
    throw FormatError(fmt::format("'{}': {}", path, error.what()));
  }
  throw FormatError(fmt::format("'{}' has {} samples per second, expected {}", path, rate,
                                log_mel_->sample_rate()),
                    "'sox IN -r RATE OUT' converts it");
}

std::vector<Recording> read_recordings(SoundReader& reader, const std::string& folder,
                                       const std::vector<std::string>& words) {
  std::vector<Recording> recordings;
  for (const fs::path& word : word_folders(folder, words)) {
    for (const fs::path& path : entries(word)) {
      if (path.extension() != ".wav") continue;
      recordings.push_back(
          {word.filename().string(), speaker_of(path), reader.read(path.string())});
    }
  }
  if (recordings.empty()) {
    throw ValueError(fmt::format("there are no recordings '{}/WORD/*.wav'", folder));
  }
  return recordings;
}

Split split_speakers(const std::vector<Recording>& recordings, double share, Generator& generator) {
  std::set<std::string> names;
  for (const Recording& recording : recordings) names.insert(recording.speaker);
  const std::vector<std::string> speakers(names.begin(), names.end());
  const auto count = static_cast<Index>(speakers.size());
  const Index held_out =
      std::max<Index>(1, std::llround(share * static_cast<double>(speakers.size())));
  if (held_out >= count) {
    throw ValueError(fmt::format("{} of {} speakers are held out, and none is left for training",
                                 held_out, count));
  }
  const auto order = randperm(count, generator).to_vector<std::int64_t>();
  const std::set<std::int64_t> drawn(order.begin(), order.begin() + held_out);
  names.clear();
  for (const std::int64_t i : drawn) names.insert(speakers[static_cast<std::size_t>(i)]);
  Split split;
  for (const Recording& recording : recordings) {
    (names.contains(recording.speaker) ? split.held_out : split.training).push_back(recording);
  }
  return split;
}

Vocabulary vocabulary_of(const std::vector<Recording>& recordings) {
  std::string text;
  for (const Recording& recording : recordings) text += recording.word;
  return Vocabulary::from_text(text, nn::data::TextUnit::code_point, {.specials = {"<blank>"}});
}

std::vector<Example> encode(const std::vector<Recording>& recordings,
                            const Vocabulary& vocabulary) {
  std::vector<Example> examples;
  examples.reserve(recordings.size());
  for (const auto& [word, speaker, features] : recordings) {
    const Tensor labels = vocabulary.encode(word);
    const Index needed = steps_needed(labels.to_vector<std::int64_t>());
    if (features.size(0) < needed) {
      throw ValueError(
          fmt::format("a recording of '{}' by {} has {} time steps, its {} characters "
                      "need {}",
                      word, speaker, features.size(0), labels.size(0), needed));
    }
    examples.emplace_back(features, labels);
  }
  return examples;
}

}  // namespace speech
