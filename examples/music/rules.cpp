// Draws the chords and the soprano, and searches the notes of the other voices.
#include "music/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <span>

namespace music {

using xgrad::Generator;

namespace {

constexpr Index kOctave = 12, kFifth = 7, kPhrase = 8, kShortest = 3, kLongest = 5;  // in phrases
constexpr std::array<Index, 7> kMajor = {0, 2, 4, 5, 7, 9, 11}, kMinor = {0, 2, 3, 5, 7, 8, 10};

// Degrees of the scale, and the weights of the next one, from the degree of the row.
constexpr std::size_t kI = 0, kV = 4, kVii = 6;
constexpr std::array<std::array<double, 7>, 7> kNext = {{
    {0, 2, 1, 3, 3, 2, 0},  // I
    {0, 0, 0, 0, 4, 0, 1},  // ii
    {0, 0, 0, 2, 0, 3, 0},  // iii
    {2, 2, 0, 0, 3, 0, 1},  // IV
    {4, 0, 0, 0, 0, 2, 0},  // V
    {0, 2, 1, 2, 1, 0, 0},  // vi
    {1, 0, 0, 0, 0, 0, 0},  // vii
}};

// Soprano, alto, tenor and bass.
using Chord = std::array<Index, 4>;
using Triad = std::array<Index, 3>;  // pitch classes of root, third and fifth
constexpr Chord kLowest = {60, 53, 45, 38}, kHighest = {79, 74, 67, 60}, kStart = {71, 65, 57, 48};
constexpr Index kParallel = 100, kIncomplete = 40;  // in semitones of movement

// A random index, with -log of its probability added to `nats`.
std::size_t draw(std::span<const double> weights, Generator& generator, double& nats) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double point = 0;
  generator.fill_uniform(&point, 1, 0, total);
  std::size_t index = 0;
  while (index + 1 < weights.size() && (point -= weights[index]) >= 0) ++index;
  nats -= std::log(weights[index] / total);
  return index;
}

Triad triad_of(Index tonic, bool minor, std::size_t degree) {
  Triad notes = {};
  for (std::size_t k = 0; k < notes.size(); ++k) {
    const std::size_t step = (degree + 2 * k) % 7;
    const bool raised = minor && step == kVii && (degree == kV || degree == kVii);
    notes[k] = (tonic + (minor ? kMinor : kMajor)[step] + (raised ? 1 : 0)) % kOctave;
  }
  return notes;
}

// The notes of some pitch classes in the range of a voice.
std::vector<Index> notes_of(std::span<const Index> classes, std::size_t voice) {
  std::vector<Index> notes;
  for (Index note = kLowest[voice]; note <= kHighest[voice]; ++note) {
    if (std::ranges::count(classes, note % kOctave) > 0) notes.push_back(note);
  }
  return notes;
}

bool is_parallel(const Chord& before, const Chord& after, std::size_t upper, std::size_t lower) {
  const Index interval = (after[upper] - after[lower]) % kOctave;
  return before[upper] != after[upper] && (interval == 0 || interval == kFifth) &&
         (before[upper] - before[lower]) % kOctave == interval;
}

Index cost(const Chord& before, const Chord& after, const Triad& triad) {
  Index total = 0;
  for (std::size_t voice = 0; voice < after.size(); ++voice) {
    total += std::abs(after[voice] - before[voice]);
    for (std::size_t lower = voice + 1; lower < after.size(); ++lower) {
      if (is_parallel(before, after, voice, lower)) total += kParallel;
    }
  }
  for (const Index pitch : triad) {
    const auto is_pitch = [&](Index note) { return note % kOctave == pitch; };
    if (std::ranges::none_of(after, is_pitch)) total += kIncomplete;
  }
  return total;
}

// The chord below a note of the soprano with the least cost.
Chord voice_chord(const Chord& before, Index soprano, const Triad& triad) {
  Chord best = {};
  Index least = std::numeric_limits<Index>::max();
  for (const Index alto : notes_of(triad, 1)) {
    for (const Index tenor : notes_of(triad, 2)) {
      for (const Index bass : notes_of(std::span(triad).first(1), 3)) {
        const bool crosses = alto >= soprano || tenor >= alto || bass >= tenor;
        if (crosses || soprano - alto > kOctave || alto - tenor > kOctave) continue;
        const Chord chord = {soprano, alto, tenor, bass};
        const Index found = cost(before, chord, triad);
        if (found < least) best = chord;
        least = std::min(least, found);
      }
    }
  }
  return best;
}

}  // namespace

Composition compose(Generator& generator) {
  std::array<Index, 3> drawn = {};
  generator.fill_randint(&drawn[0], 1, 0, kOctave);
  generator.fill_randint(&drawn[1], 1, 0, 2);
  generator.fill_randint(&drawn[2], 1, kShortest, kLongest + 1);
  const auto [tonic, mode, phrases] = drawn;
  Composition result;
  Chord chord = kStart;
  std::size_t degree = kI;
  for (Index step = 0; step < phrases * kPhrase; ++step) {
    const Index left = kPhrase - 1 - step % kPhrase;
    if (left < 2) {
      degree = left == 1 ? kV : kI;
    } else if (step > 0) {
      degree = draw(kNext[degree], generator, result.nats);
    }
    const Triad triad = triad_of(tonic, mode == 1, degree);
    std::vector<Index> melody = notes_of(triad, 0);
    std::erase_if(melody, [&](Index note) { return std::abs(note - chord[0]) > kFifth; });
    const auto is_parallel_to_bass = [&](Index note) {
      return is_parallel(chord, {note, 0, 0, triad[0]}, 0, 3);
    };
    if (!std::ranges::all_of(melody, is_parallel_to_bass)) {
      std::erase_if(melody, is_parallel_to_bass);
    }
    const std::vector<double> weights(melody.size(), 1);
    chord = voice_chord(chord, melody[draw(weights, generator, result.nats)], triad);
    result.piece.emplace_back(chord.begin(), chord.end());
  }
  return result;
}

Compositions compose_pieces(Index count, Generator& generator) {
  Compositions result = {};
  auto& [train, valid, test] = result.pieces;
  const Index held_out = std::max<Index>(1, count / 4);
  for (Index i = 0; i < count; ++i) train.push_back(compose(generator).piece);
  for (Index i = 0; i < held_out; ++i) valid.push_back(compose(generator).piece);
  double nats = 0, steps = 0;
  for (Index i = 0; i < held_out; ++i) {
    const Composition composition = compose(generator);
    nats += composition.nats;
    steps += static_cast<double>(composition.piece.size());
    test.push_back(composition.piece);
  }
  result.entropy = nats / steps;
  return result;
}

}  // namespace music
