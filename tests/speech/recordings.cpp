// Recordings from folders, split by speakers, as token ids.
#include "speech/recordings.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "speech/small_words.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <set>

using namespace xgrad;
using namespace speech;
using test::close;

BOOST_AUTO_TEST_SUITE(recordings)

namespace {

std::vector<Recording> read(const std::string& folder, const std::vector<std::string>& words = {}) {
  SoundReader reader;
  return read_recordings(reader, folder, words);
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_recordings_reads_words_and_speakers_in_order) {
  const test::TemporaryDirectory directory;
  test::write_words(directory / "data", {"ba", "ab", "_noise_", ".hidden"}, 2);
  test::write_bytes(directory / "data/README.md", "words");
  test::write_bytes(directory / "data/ab/list.txt", "s0");
  std::filesystem::rename(directory / "data/ab/s1_nohash_0.wav", directory / "data/ab/zoe.wav");
  std::string found;
  for (const Recording& recording : read(directory / "data")) {
    found += recording.word + " " + recording.speaker + ", ";
    BOOST_TEST(recording.features.shape() == (Shape{9, LogMel::kBands}));
  }
  BOOST_TEST(found == "ab s0, ab zoe, ba s0, ba s1, ");
  BOOST_TEST(read(directory / "data", {"ba"}).size() == 2u);
  BOOST_CHECK_EXCEPTION(read(directory / "data", {"no"}), ValueError,
                        test::says("there is no folder 'no'"));
  BOOST_CHECK_EXCEPTION(read(directory / "data/ab"), ValueError, test::says("no recordings"));
  BOOST_CHECK_THROW(read(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_averages_channels_and_refuses_other_rates) {
  const test::TemporaryDirectory directory;
  const Tensor left = test::tones("ab"), right = test::tones("ba");
  const auto write = [&](const Tensor& samples, Index rate) {
    nn::data::write_wav(directory / "x.wav", samples, rate, nn::data::WavEncoding::float32);
    return directory / "x.wav";
  };
  SoundReader reader;
  BOOST_TEST(reader.sample_rate() == 0);
  const Tensor features = reader.read(write(stack({left, right}, 1), 8000));
  BOOST_TEST(reader.sample_rate() == 8000);
  BOOST_TEST(close(features, LogMel(8000)((left + right) / 2), {.absolute = 1e-6}));
  BOOST_CHECK_EXCEPTION(reader.read(write(zeros({2000, 1}), 16000)), FormatError,
                        test::says("has 16000 samples per second, expected 8000"));
  BOOST_CHECK_EXCEPTION(
      reader.read(write(zeros({20, 1}), 8000)), FormatError,
      test::says("x.wav': log-mel features: samples are [20], expected [n] with n >= 200"));
  BOOST_CHECK_EXCEPTION(SoundReader().read(write(zeros({2000, 1}), 1000)), FormatError,
                        test::says("the sample rate is 1000 Hz"));
}

BOOST_AUTO_TEST_CASE(split_speakers_holds_out_whole_speakers) {
  std::vector<Recording> all;
  for (int i = 0; i < 60; ++i) all.push_back({"ab", "s" + std::to_string(i % 10), zeros({9, 1})});
  Generator generator(1);
  const auto [training, held_out] = split_speakers(all, 0.3, generator);
  BOOST_TEST(training.size() == 42u);
  BOOST_TEST(held_out.size() == 18u);
  std::set<std::string> speakers;
  for (const Recording& recording : held_out) speakers.insert(recording.speaker);
  BOOST_TEST(speakers.size() == 3u);
  for (const Recording& recording : training) BOOST_TEST(!speakers.contains(recording.speaker));
  BOOST_TEST(split_speakers(all, 0, generator).held_out.size() == 6u);
  BOOST_CHECK_EXCEPTION(split_speakers(all, 0.96, generator), ValueError,
                        test::says("10 of 10 speakers are held out"));
}

BOOST_AUTO_TEST_CASE(encode_puts_the_blank_first_and_refuses_short_recordings) {
  const std::vector<Recording> all = {{"aab", "s", zeros({4, 1})}, {"aä", "s", zeros({4, 1})}};
  const Vocabulary vocabulary = vocabulary_of(all);
  BOOST_TEST(vocabulary.tokens() == (std::vector<std::string>{"<blank>", "a", "b", "ä"}));
  const std::vector<Example> examples = encode(all, vocabulary);
  BOOST_TEST(close(examples[0].second, {{1, 1, 2}}));
  BOOST_TEST(close(examples[1].second, {{1, 3}}));
  // Between two equal characters there has to be a blank.
  BOOST_CHECK_EXCEPTION(encode({{"aab", "zoe", zeros({3, 1})}}, vocabulary), ValueError,
                        test::says("'aab' by zoe has 3 time steps, its 3 characters need 4"));
}

BOOST_AUTO_TEST_SUITE_END()
