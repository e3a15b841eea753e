// Words of invented speakers: each character is a tone.
#pragma once

#include <xgrad/nn/data/readers/audio/wav.hpp>
#include <xgrad/xgrad.hpp>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

namespace test {

/// Tones of 0.1 s of 300 Hz for 'a', 480 Hz for 'b' and so on, times `pitch`, at 8 kHz.   -> [samples]
inline xgrad::Tensor tones(const std::string& word, double pitch = 1) {
  std::vector<float> samples;
  for (const char character : word) {
    const double frequency = pitch * 300 * std::pow(1.6, character - 'a');
    for (int i = 0; i < 800; ++i) {
      const double phase = 2 * std::numbers::pi * frequency * i / 8000;
      samples.push_back(static_cast<float>(0.5 * std::sin(phase)));
    }
  }
  return xgrad::from_vector(samples);
}

/// Writes FOLDER/WORD/SPEAKER_nohash_0.wav for each word by each of `speakers` speakers, s0, s1, ...
inline void write_words(const std::string& folder, const std::vector<std::string>& words,
                        int speakers) {
  for (const std::string& word : words) {
    std::filesystem::create_directories(folder + "/" + word);
    for (int speaker = 0; speaker < speakers; ++speaker) {
      const auto path = folder + "/" + word + "/s" + std::to_string(speaker) + "_nohash_0.wav";
      const xgrad::Tensor samples = tones(word, 1 + 0.02 * speaker);
      xgrad::nn::data::write_wav(path, unsqueeze(samples, 1), 8000);
    }
  }
}

}  // namespace test
