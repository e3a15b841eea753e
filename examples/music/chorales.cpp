// Reads pieces and checks every note.
#include "music/chorales.hpp"

#include <xgrad/nn/data/readers/text.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace music {

using namespace xgrad;
using nlohmann::json;

namespace {

constexpr Index kRest = -1;

[[noreturn]] void fail(const std::string& path, const std::string& place, const char* expected) {
  throw FormatError(fmt::format("'{}': {} is not {}", path, place, expected),
                    R"(expected {"train": [[[60, 64, 67], ...], ...], "valid": ..., "test": ...})");
}

const json& list_at(const json& value, const std::string& path, const std::string& place,
                    const char* expected) {
  if (!value.is_array()) fail(path, place, expected);
  return value;
}

Piece read_piece(const json& steps, const std::string& path, const std::string& place) {
  Piece piece;
  for (const json& step : list_at(steps, path, place, "a list of time steps")) {
    const std::string where = fmt::format("{}[{}]", place, piece.size());
    piece.emplace_back();
    for (const json& note : list_at(step, path, where, "a list of notes")) {
      const double number = note.is_number() ? note.get<double>() : 0;
      if (number == kRest) continue;
      if (!(number >= kLowestNote && number < kLowestNote + kKeys) ||
          number != std::floor(number)) {
        fail(path, fmt::format("{} in {}", note.dump(), where), "a MIDI note from 21 to 108 or -1");
      }
      piece.back().push_back(static_cast<Index>(number));
    }
  }
  if (piece.empty()) fail(path, place, "a list with time steps");
  return piece;
}

std::vector<Piece> read_part(const json& file, const std::string& path, const char* part) {
  const auto found = file.find(part);
  if (found == file.end()) fail(path, fmt::format("what lacks '{}'", part), "a set of pieces");
  std::vector<Piece> pieces;
  for (const json& piece : list_at(*found, path, part, "a list of pieces")) {
    pieces.push_back(read_piece(piece, path, fmt::format("{}[{}]", part, pieces.size())));
  }
  if (pieces.empty()) fail(path, part, "a list with pieces");
  return pieces;
}

}  // namespace

Pieces read_pieces(const std::string& path) {
  json file;
  try {
    file = json::parse(nn::data::read_text(path));
  } catch (const json::parse_error& error) {
    throw FormatError(fmt::format("'{}' is not JSON: {}", path, error.what()));
  }
  if (!file.is_object()) fail(path, "the file", "an object");
  return {read_part(file, path, "train"), read_part(file, path, "valid"),
          read_part(file, path, "test")};
}

Tensor piano_roll(const Piece& piece) {
  const auto steps = static_cast<Index>(piece.size());
  std::vector<float> keys(static_cast<std::size_t>(steps * kKeys));
  for (std::size_t step = 0; step < piece.size(); ++step) {
    for (const Index note : piece[step]) {
      keys[step * kKeys + static_cast<std::size_t>(note - kLowestNote)] = 1;
    }
  }
  return from_vector(keys, {steps, kKeys});
}

}  // namespace music
