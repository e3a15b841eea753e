// Polyphonic pieces as piano rolls, from a JSON file.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <vector>

namespace music {

using xgrad::Index;
using xgrad::Tensor;

/// The keys of a piano, from A0 to C8, the MIDI notes 21 to 108.
inline constexpr Index kKeys = 88, kLowestNote = 21;

/// The MIDI notes that sound at each time step of a piece.
using Piece = std::vector<std::vector<Index>>;

/// Pieces for training, for early stopping and for the final evaluation.
struct Pieces {
  std::vector<Piece> train, valid, test;
};

/// Reads {"train": [PIECE, ...], "valid": [...], "test": [...]}, where a piece is a list of time
/// steps and a time step a list of MIDI notes, as the JSB chorales (Boulanger-Lewandowski et al. 2012)
/// are distributed in JSON. A note of -1 is a rest. Throws FormatError for other files, with the place
/// of the error, IoError.
Pieces read_pieces(const std::string& path);

/// Ones where a key is down, else zeros.   -> float32 [time, kKeys]
Tensor piano_roll(const Piece& piece);

}  // namespace music
