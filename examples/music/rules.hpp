// Four-part pieces from rules of harmony, for when there is no file of chorales.
#pragma once

#include <xgrad/core/generator.hpp>

#include "music/chorales.hpp"

namespace music {

/// A piece, and -log of the probability of its chords and melody, in nats.
struct Composition {
  Piece piece;
  double nats = 0;
};

/// Composes a piece at random. The rules are:
///
/// - The key is one of the 24 major and minor ones. There are three to five phrases of eight chords,
///   one in each time step, whose four notes are those of soprano, alto, tenor and bass.
/// - Chords are triads on the degrees of the scale, with the raised seventh degree in V and vii of a
///   minor key. The first chord is I, and the others are drawn by the chord before, with the weights
///   of a table. Every phrase ends with V I.
/// - The soprano is drawn from the notes of the chord that are at most a fifth from its note before.
/// - The bass has the root. The other voices and the octave of the bass are those with the least
///   movement in total. Voices stay within their ranges and do not cross, and the upper three are an
///   octave apart at most. Parallel fifths and octaves and chords without one of their notes are
///   avoided.
Composition compose(xgrad::Generator& generator);

/// Pieces from these rules.
struct Compositions {
  Pieces pieces;
  /// The mean of `nats` per time step of the test pieces: no model can predict such pieces better on
  /// average.
  double entropy;
};

/// Composes pieces: `count` for training, and a quarter of it for each of the other parts, at least
/// one.
Compositions compose_pieces(Index count, xgrad::Generator& generator);

}  // namespace music
