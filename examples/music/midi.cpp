// Writes the header and the track of a Standard MIDI File.
#include "music/midi.hpp"

#include <xgrad/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>

namespace music {

using xgrad::ValueError;

namespace {

constexpr std::uint32_t kTicks = 480;  // of a quarter note
constexpr char kChurchOrgan = 19, kVelocity = 80;
constexpr double kMicrosecondsPerMinute = 6e7;

// An unsigned number of `size` bytes, the highest one first.
std::string big_endian(std::uint32_t number, int size) {
  std::string bytes;
  for (int byte = size - 1; byte >= 0; --byte) bytes += static_cast<char>(number >> (8 * byte));
  return bytes;
}

// A variable-length quantity: seven bits per byte, all bytes but the last with the highest bit.
std::string variable_length(std::uint32_t number) {
  std::string bytes(1, static_cast<char>(number & 0x7F));
  while (number >>= 7) bytes.insert(bytes.begin(), static_cast<char>((number & 0x7F) | 0x80));
  return bytes;
}

std::string chunk(const char* type, const std::string& content) {
  return type + big_endian(static_cast<std::uint32_t>(content.size()), 4) + content;
}

// The events of a track, each with the ticks since the one before.
class Track {
 public:
  void add(const std::string& event) {
    bytes_ += variable_length(ticks_) + event;
    ticks_ = 0;
  }
  void note(bool on, xgrad::Index number) {
    if (number < 0 || number > 127) {
      throw ValueError(fmt::format("midi_file: there is no note {}, only 0 to 127", number));
    }
    add({on ? '\x90' : '\x80', static_cast<char>(number), on ? kVelocity : '\0'});
  }
  void wait(std::uint32_t ticks) { ticks_ += ticks; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::uint32_t ticks_ = 0;
};

}  // namespace

std::string midi_file(const Piece& piece, double beats_per_minute) {
  if (!(beats_per_minute >= 4 && beats_per_minute <= 60'000)) {
    throw ValueError(fmt::format("midi_file: the tempo is {} beats per minute, expected 4 to 60000",
                                 beats_per_minute));
  }
  const auto microseconds =
      static_cast<std::uint32_t>(std::lround(kMicrosecondsPerMinute / beats_per_minute));
  Track track;
  track.add("\xFF\x51\x03" + big_endian(microseconds, 3));
  track.add({'\xC0', kChurchOrgan});
  std::set<xgrad::Index> held;
  const auto change_to = [&](const std::set<xgrad::Index>& notes) {
    for (const xgrad::Index note : held) {
      if (!notes.contains(note)) track.note(false, note);
    }
    for (const xgrad::Index note : notes) {
      if (!held.contains(note)) track.note(true, note);
    }
    held = notes;
  };
  for (const auto& notes : piece) {
    change_to({notes.begin(), notes.end()});
    track.wait(kTicks);
  }
  change_to({});
  track.add(std::string("\xFF\x2F\0", 3));
  return chunk("MThd", big_endian(0, 2) + big_endian(1, 2) + big_endian(kTicks, 2)) +
         chunk("MTrk", track.bytes());
}

}  // namespace music
