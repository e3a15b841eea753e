// The code that docs/data-files.md quotes, except for that of the components.
#include <xgrad/nn/data/readers.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(data_files_page)

BOOST_AUTO_TEST_CASE(read_npy_and_read_idx_give_arrays) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "weights.npy", labels_path = directory / "labels";
  test::write_bytes(labels_path, std::string("\0\0\x08\x01\0\0\0\3\7\2\1", 11));

  using namespace xgrad::nn::data;
  write_npy(path, tensor({{1, 2}, {3, 4}}));
  const Tensor x = read_npy(path);              // int64 [2, 2], as numpy.load
  const Tensor y = read_npy(path, float32);     // converted while it is read
  const Tensor labels = read_idx(labels_path);  // int64 [3]
  BOOST_TEST(x.dtype() == int64);
  BOOST_TEST(close(y, tensor({{1.0, 2.0}, {3.0, 4.0}})));
  BOOST_TEST(close(labels, std::vector{7.0, 2.0, 1.0}));
}

BOOST_AUTO_TEST_CASE(read_csv_gives_columns) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "weather.csv";
  test::write_bytes(path,
                    "day,temperature,rain,sky\n"
                    "1,21.5,0,clear\n"
                    "2,NA,3,\"cloudy, windy\"\n");

  using namespace xgrad::nn::data;
  const CsvTable table = read_csv(path);
  const Tensor features = table.tensor({"temperature", "rain"});  // float32 [rows, 2]
  const Tensor days = table.tensor({"day"}, int64);               // int64 [rows, 1]
  const auto [sky, names] = table.categories("sky");              // int64 [rows], their names

  const CsvTable strict = read_csv(path, {.missing = {"", "NA"}, .allow_missing = false});
  BOOST_TEST(std::isnan(features.to_vector<float>()[2]));
  BOOST_TEST(close(days, tensor({{1}, {2}})));
  BOOST_TEST(close(sky, std::vector{0.0, 1.0}));
  BOOST_TEST(names == (std::vector<std::string>{"clear", "cloudy, windy"}));
  BOOST_CHECK_THROW(strict.tensor({"temperature"}), FormatError);
}

BOOST_AUTO_TEST_CASE(vocabulary_encodes_text) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "text.txt", words_path = directory / "words.txt";
  test::write_bytes(path, "To be, or not to be");

  using namespace xgrad::nn::data;
  const std::string text = read_text(path);
  const Vocabulary words = Vocabulary::from_text(
      text, TextUnit::word, {.min_freq = 1, .max_tokens = 10'000, .unknown = "<unk>"});
  const Tensor ids = words.encode("to be or whatever");  // int64 [4]
  const std::string again = words.decode(ids);           // "to be or <unk>"

  write_vocabulary(words_path, words);  // a token on each line
  StateDict state;
  add_vocabulary(state, words);  // in the metadata of the model's state
  const Vocabulary restored = vocabulary_of(state);
  BOOST_TEST(again == "to be or <unk>");
  BOOST_TEST(restored.tokens() == read_vocabulary(words_path).tokens());
}

BOOST_AUTO_TEST_SUITE_END()
