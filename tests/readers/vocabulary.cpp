// Vocabularies order tokens deterministically, convert text to ids and back, and survive their files.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/data/readers/vocabulary_file.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using namespace xgrad::nn::data;

BOOST_AUTO_TEST_SUITE(vocabularies)

using Texts = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

namespace {

const ParseFile kParse = [](std::string_view bytes) { parse_vocabulary(bytes, "file"); };

Texts tokens(std::string_view text, const VocabularyOptions& options = {}) {
  return Vocabulary::from_text(text, TextUnit::word, options).tokens();
}

// Every byte, and a token of several.
Vocabulary awkward() {
  Texts tokens = {"<unk>", "two\nlines", "\\x41", "é世"};
  for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
  return Vocabulary(tokens, TextUnit::byte, "<unk>");
}

void check_equal(const Vocabulary& actual, const Vocabulary& expected) {
  BOOST_TEST(actual.tokens() == expected.tokens());
  BOOST_TEST((actual.unit() == expected.unit()));
  BOOST_TEST((actual.unknown_id() == expected.unknown_id()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(vocabulary_orders_tokens_by_frequency_and_then_by_bytes) {
  BOOST_TEST(tokens("b a c a b d é B") == (Texts{"a", "b", "B", "c", "d", "é"}));
  BOOST_TEST(tokens("").empty());
}

BOOST_AUTO_TEST_CASE(vocabulary_leaves_out_rare_tokens) {
  const char* text = "a a a b b c";
  BOOST_TEST(tokens(text, {.min_freq = 2}) == (Texts{"a", "b"}));
  BOOST_TEST(tokens(text, {.max_tokens = 2}) == (Texts{"a", "b"}));
  BOOST_TEST(tokens(text, {.max_tokens = 0}).empty());
  BOOST_TEST(tokens(text, {.max_tokens = 2, .unknown = "<unk>"}) == (Texts{"<unk>", "a"}));
  BOOST_TEST(tokens(text, {.specials = {"<pad>", "b"}, .unknown = "<unk>"}) ==
             (Texts{"<unk>", "<pad>", "b", "a", "c"}));
  BOOST_TEST(tokens(text, {.specials = {"<pad>", "<unk>"}, .unknown = "<unk>"}) ==
             (Texts{"<pad>", "<unk>", "a", "b", "c"}));
}

BOOST_AUTO_TEST_CASE(vocabulary_encodes_and_decodes_text) {
  const Vocabulary words = Vocabulary::from_text("b a a", TextUnit::word, {.unknown = "<unk>"});
  const Tensor ids = words.encode("a b z a");
  BOOST_TEST(ids.dtype() == int64);
  BOOST_TEST(ids.to_vector<std::int64_t>() == (Ids{1, 2, 0, 1}));
  BOOST_TEST(words.decode(ids) == "a b <unk> a");
  BOOST_TEST(words.encode("").shape() == Shape{0});
  BOOST_TEST(words.contains("a"));
  BOOST_TEST(!words.contains("z"));
  BOOST_TEST(words.id("z") == 0);
  BOOST_TEST(words.token(2) == "b");
  BOOST_TEST(words.size() == 3);

  const std::string text = "Grüße\n世界";
  for (const TextUnit unit : {TextUnit::byte, TextUnit::code_point}) {
    const Vocabulary characters = Vocabulary::from_text(text, unit);
    BOOST_TEST(characters.decode(characters.encode(text)) == text);
    BOOST_TEST(characters.size() == (unit == TextUnit::byte ? 13 : 8));
  }
}

BOOST_AUTO_TEST_CASE(vocabulary_refuses_unknown_tokens_and_ids) {
  const Vocabulary words(Texts{"a", "b"});
  check_message([&] { words.encode("a c"); },
                "Vocabulary: token \"c\" at position 1 is not among the 2 tokens\n"
                "  hint: give the vocabulary an unknown token");
  check_message([&] { words.id("c"); },
                "Vocabulary: token \"c\" is not among the 2 tokens\n"
                "  hint: give the vocabulary an unknown token");
  check_message(
      [&] {
        words.decode(tensor({0, 2}));
      },
      "Vocabulary: id 2 is out of range for 2 tokens");
  BOOST_CHECK_THROW(words.token(-1), IndexError);
  BOOST_CHECK_THROW(words.decode(ones({2})), DTypeError);
}

BOOST_AUTO_TEST_CASE(vocabulary_refuses_invalid_tokens_and_options) {
  check_message([] { Vocabulary({"a", "b", "a"}); }, "Vocabulary: duplicate token \"a\"");
  check_message([] { Vocabulary({"a", ""}); }, "Vocabulary: token 1 is empty");
  check_message(
      [] {
        Vocabulary({"a", "b"}, TextUnit::word, "c");
      },
      "Vocabulary: the unknown token \"c\" is not among the 2 tokens");
  check_message([] { tokens("a", {.min_freq = -1}); }, "Vocabulary: min_freq = -1 is negative");
  check_message([] { tokens("a", {.max_tokens = 0, .unknown = "u"}); },
                "Vocabulary: max_tokens = 0 is less than the 1 specials");
  check_message([] { tokens("a", {.specials = {"s", "s"}}); }, "Vocabulary: duplicate token \"s\"");
}

BOOST_AUTO_TEST_CASE(vocabulary_files_are_readable_and_restore_every_token) {
  BOOST_TEST(format_vocabulary(
                 Vocabulary(Texts{"<unk>", "it's", "é", "a\nb\\"}, TextUnit::word, "<unk>")) ==
             "xgrad-vocabulary word 4 0\n<unk>\nit's\né\na\\nb\\\\\n");
  BOOST_TEST(format_vocabulary(Vocabulary(Texts{"\xFF", "\1"}, TextUnit::byte)) ==
             "xgrad-vocabulary byte 2 -\n\\xFF\n\\x01\n");
  const TemporaryDirectory directory;
  for (const Vocabulary& vocabulary :
       {awkward(), Vocabulary(Texts{}), Vocabulary(Texts{"a"}, TextUnit::code_point)}) {
    write_vocabulary(directory / "vocabulary.txt", vocabulary);
    check_equal(read_vocabulary(directory / "vocabulary.txt"), vocabulary);
  }
  BOOST_CHECK_THROW(read_vocabulary(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(vocabulary_is_stored_in_state_dicts_and_their_files) {
  const TemporaryDirectory directory;
  StateDict state = {{"weight", ones({2})}};
  add_vocabulary(state, awkward());
  add_vocabulary(state, Vocabulary(Texts{"a"}), "classes");
  write_state(directory / "state", state);
  const StateDict loaded = read_state(directory / "state");
  check_equal(vocabulary_of(loaded), awkward());
  check_equal(vocabulary_of(loaded, "classes"), Vocabulary(Texts{"a"}));
  check_message([&] { vocabulary_of(loaded, "other"); },
                "vocabulary_of: the state has no metadata \"other\"");
}

BOOST_AUTO_TEST_CASE(vocabulary_refuses_hostile_files) {
  const auto head = [](int tokens) {
    return "xgrad-vocabulary word " + std::to_string(tokens) + " -\n";
  };
  check_refused(
      {
          {"", "line 1: truncated: the line has no end"},
          {"xgrad-vocabulary word 0 -", "line 1: truncated"},
          {"words\n", "line 1: does not begin with 'xgrad-vocabulary'"},
          {"xgrad-vocabulary words 0 -\n", "line 1: unknown unit \"words\""},
          {"xgrad-vocabulary word\n", "line 1: expected the number of tokens, not \"\""},
          {"xgrad-vocabulary word -\n", "line 1: expected the number of tokens, not \"-\""},
          {"xgrad-vocabulary word 0\n", "expected the id of the unknown token or '-', not \"\""},
          {"xgrad-vocabulary word 0 - x\n", "expected the id of the unknown token or '-'"},
          {"xgrad-vocabulary word 0 0 x\n", "\"x\" after the id of the unknown token"},
          {"xgrad-vocabulary word 0 -1\n", "expected the id of the unknown token"},
          {"xgrad-vocabulary word 0 99999999999999999999\n",
           "expected the id of the unknown token"},
          {"xgrad-vocabulary word 1 1\na\n",
           "there are 1 tokens, but the unknown one has the id 1"},
          {head(2) + "a\nb", "line 3: truncated: the line has no end"},
          {head(3) + "a\nb\n", "the file ends after 2 tokens, its first line declares 3"},
          {head(1) + "a\nb\n", "the file ends after 2 tokens, its first line declares 1"},
          {head(1) + "\xFF\n", "line 2: not UTF-8"},
          {head(2) + "a\na\n", "duplicate token \"a\""},
          {head(2) + "a\n\n", "token 1 is empty"},
          {head(1) + "\\q\n", "line 2: \"\\\\q\" is not an escape"},
          {head(1) + "\\x4\n", "is not an escape"},
          {head(1) + "\\xg0\n", "is not an escape"},
          {head(1) + "a\\\n", "is not an escape"},
      },
      kParse);
}

BOOST_AUTO_TEST_CASE(vocabulary_files_survive_every_truncation_and_bit_flip) {
  BOOST_TEST(
      check_truncations_and_bit_flips("xgrad-vocabulary word 3 0\n<unk>\na\\n\né\n", kParse) > 200);
}

BOOST_AUTO_TEST_CASE(vocabulary_files_survive_mutations) {
  const std::string file = format_vocabulary(awkward());
  BOOST_TEST(check_mutations({file, "xgrad-vocabulary code_point 3 -\na\nb\nc\n"}, kParse) > 2'000);
}

BOOST_AUTO_TEST_SUITE_END()
