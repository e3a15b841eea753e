// Pieces as Standard MIDI Files.
#pragma once

#include "music/chorales.hpp"
#include <string>

namespace music {

/// The bytes of a Standard MIDI File (MIDI Manufacturers Association 1996) of format 0: one track with
/// the tempo, a church organ on channel 1, and a time step per quarter note. A note that is in
/// consecutive time steps is held. Throws ValueError for a tempo outside of 4 to 60000 beats per
/// minute and for a note outside of 0 to 127.
std::string midi_file(const Piece& piece, double beats_per_minute = 90);

}  // namespace music
