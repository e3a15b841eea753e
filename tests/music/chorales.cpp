// Pieces from JSON, as piano rolls, and as MIDI files.
#include "music/chorales.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/examples/midi.hpp"
#include "music/midi.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace xgrad;
using namespace music;
using test::close;

BOOST_AUTO_TEST_SUITE(chorales)

BOOST_AUTO_TEST_CASE(read_pieces_reads_notes_and_rests) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "pieces.json";
  test::write_bytes(path, R"({"train": [[[60, 64.0, -1], []], [[108]]],
                              "valid": [[[21]]], "test": [[[-1, -1]]], "source": 1})");
  const Pieces pieces = read_pieces(path);
  BOOST_TEST(pieces.train.size() == 2u);
  BOOST_TEST((pieces.train[0] == Piece{{60, 64}, {}}));
  BOOST_TEST((pieces.train[1] == Piece{{108}}));
  BOOST_TEST((pieces.valid == std::vector<Piece>{{{21}}}));
  BOOST_TEST((pieces.test == std::vector<Piece>{{{}}}));
}

BOOST_AUTO_TEST_CASE(read_pieces_refuses_other_files_and_names_the_place) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "pieces.json";
  BOOST_CHECK_THROW(read_pieces(path), IoError);
  const auto refused = [&](const std::string& train, const char* message) {
    test::write_bytes(path, R"({"valid": [[[60]]], "test": [[[60]]], "train": )" + train + "}");
    BOOST_CHECK_EXCEPTION(read_pieces(path), FormatError, test::says(message));
  };
  refused("[[[60]]", "is not JSON");
  refused("3", "train is not a list of pieces");
  refused("[]", "train is not a list with pieces");
  refused("[[[60]], 7]", "train[1] is not a list of time steps");
  refused("[[[60]], []]", "train[1] is not a list with time steps");
  refused("[[[60], 60]]", "train[0][1] is not a list of notes");
  for (const char* note : {"20", "109", "0", "-2", "60.5", "1e300", "\"60\"", "null", "[60]"}) {
    refused("[[[60], [64, " + std::string(note) + "]]]", "in train[0][1] is not a MIDI note from");
  }
  test::write_bytes(path, "[]");
  BOOST_CHECK_EXCEPTION(read_pieces(path), FormatError, test::says("not an object"));
  test::write_bytes(path, R"({"train": [[[60]]], "test": [[[60]]]})");
  BOOST_CHECK_EXCEPTION(read_pieces(path), FormatError, test::says("lacks 'valid'"));
}

BOOST_AUTO_TEST_CASE(piano_roll_has_ones_at_the_notes) {
  const Tensor roll = piano_roll({{21, 108}, {}, {60}});
  BOOST_TEST(roll.shape() == (Shape{3, kKeys}));
  BOOST_TEST(close(nonzero(roll).flatten(), {{0, 0, 0, 87, 2, 39}}));
  BOOST_TEST(close(sum(roll), 3));
}

BOOST_AUTO_TEST_CASE(midi_file_matches_mido) {
  Piece piece = {{67, 60, 64}, {60, 65}, {}, {21}, {21, 108}};
  piece.insert(piece.end(), 40, {50});
  BOOST_TEST(midi_file(piece, 120) == golden::examples::midi);
}

BOOST_AUTO_TEST_CASE(midi_file_refuses_notes_and_tempos_without_a_number) {
  BOOST_TEST(midi_file({{0, 127}}).size() > 0u);
  BOOST_CHECK_EXCEPTION(midi_file({{128}}), ValueError, test::says("there is no note 128"));
  BOOST_CHECK_THROW(midi_file({{-1}}), ValueError);
  for (const double tempo : {3.5, 1e5, std::nan("")}) {
    BOOST_CHECK_THROW(midi_file({{60}}, tempo), ValueError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
