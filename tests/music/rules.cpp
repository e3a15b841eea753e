// Composed pieces follow the rules.
#include "music/rules.hpp"

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <algorithm>
#include <cmath>
#include <set>

using namespace xgrad;
using namespace music;
using test::close;

BOOST_AUTO_TEST_SUITE(rules)

namespace {

std::set<Index> pitch_classes(const std::vector<Index>& notes) {
  std::set<Index> classes;
  for (const Index note : notes) classes.insert(note % 12);
  return classes;
}

bool are_dominant_and_tonic(const std::vector<Index>& before, const std::vector<Index>& last) {
  const Index tonic = last[3] % 12;
  const auto from_tonic = [&](Index interval) { return (tonic + interval) % 12; };
  const std::set<Index> dominant = {from_tonic(2), from_tonic(7), from_tonic(11)};
  return before[3] % 12 == from_tonic(7) && std::ranges::includes(dominant, pitch_classes(before));
}

}  // namespace

BOOST_AUTO_TEST_CASE(compose_keeps_ranges_order_and_cadences) {
  constexpr Index kLowest[] = {60, 53, 45, 38}, kHighest[] = {79, 74, 67, 60};
  Generator generator(1);
  std::set<std::size_t> lengths;
  std::set<Index> tonics;
  for (int i = 0; i < 500; ++i) {
    const Piece piece = compose(generator).piece;
    lengths.insert(piece.size());
    for (const auto& notes : piece) {
      BOOST_TEST_REQUIRE(notes.size() == 4u);
      BOOST_TEST_REQUIRE((notes[0] > notes[1] && notes[1] > notes[2] && notes[2] > notes[3]));
      BOOST_TEST_REQUIRE(notes[0] - notes[1] <= 12);
      BOOST_TEST_REQUIRE(notes[1] - notes[2] <= 12);
      BOOST_TEST_REQUIRE(pitch_classes(notes).size() <= 3u);
      for (std::size_t voice = 0; voice < 4; ++voice) {
        BOOST_TEST_REQUIRE(notes[voice] >= kLowest[voice]);
        BOOST_TEST_REQUIRE(notes[voice] <= kHighest[voice]);
      }
    }
    for (std::size_t end = 7; end < piece.size(); end += 8) {
      BOOST_TEST_REQUIRE(are_dominant_and_tonic(piece[end - 1], piece[end]));
      BOOST_TEST_REQUIRE(piece[end][3] % 12 == piece[0][3] % 12);
    }
    tonics.insert(piece.back()[3] % 12);
  }
  BOOST_TEST((lengths == std::set<std::size_t>{24, 32, 40}));
  BOOST_TEST(tonics.size() == 12u);
}

BOOST_AUTO_TEST_CASE(parallels_and_incomplete_chords_are_rare) {
  Generator generator(2);
  double chords = 0, incomplete = 0, parallels = 0;
  for (int i = 0; i < 100; ++i) {
    const Piece piece = compose(generator).piece;
    for (std::size_t step = 1; step < piece.size(); ++step) {
      ++chords;
      incomplete += pitch_classes(piece[step]).size() < 3 ? 1 : 0;
      for (std::size_t upper = 0; upper < 4; ++upper) {
        for (std::size_t lower = upper + 1; lower < 4; ++lower) {
          const Index before = (piece[step - 1][upper] - piece[step - 1][lower]) % 12;
          const Index after = (piece[step][upper] - piece[step][lower]) % 12;
          const bool moves = piece[step][upper] != piece[step - 1][upper];
          parallels += moves && before == after && (after == 0 || after == 7) ? 1 : 0;
        }
      }
    }
  }
  BOOST_TEST(incomplete < 0.02 * chords);
  BOOST_TEST(parallels < 0.02 * chords);
}

BOOST_AUTO_TEST_CASE(equal_seeds_compose_equal_pieces) {
  Generator one(3), two(3), other(4);
  BOOST_TEST((compose(one).piece == compose(two).piece));
  BOOST_TEST((compose(one).piece != compose(other).piece));
}

BOOST_AUTO_TEST_CASE(compose_pieces_has_three_parts_and_the_entropy_of_the_last) {
  Generator generator(5), again(5);
  const auto [pieces, entropy] = compose_pieces(40, generator);
  BOOST_TEST(pieces.train.size() == 40u);
  BOOST_TEST(pieces.valid.size() == 10u);
  BOOST_TEST(pieces.test.size() == 10u);
  double nats = 0, steps = 0;
  for (int i = 0; i < 60; ++i) {
    const Composition composition = compose(again);
    if (i < 50) continue;
    nats += composition.nats;
    steps += static_cast<double>(composition.piece.size());
  }
  BOOST_TEST(close(entropy, nats / steps, {.relative = 1e-15}));
  BOOST_TEST(compose_pieces(1, generator).pieces.test.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
