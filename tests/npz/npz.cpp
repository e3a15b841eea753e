// Archives of NumPy are read exactly and written as NumPy reads them; broken ones are refused.
#include "golden/readers/npz.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/data/readers/npz/npz.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using namespace golden::readers;
using nn::data::NpzWriteOptions, nn::data::parse_npz, nn::data::read_npz, nn::data::write_npz;

BOOST_AUTO_TEST_SUITE(npz_files)

namespace {

const ParseFile kParse = [](std::string_view bytes) {
  parse_npz(bytes, "file", {.max_bytes = 1 << 20});
};

std::string written(const StateDict& tensors, const NpzWriteOptions& options = {}) {
  const TemporaryDirectory directory;
  write_npz(directory / "x.npz", tensors, options);
  return read_bytes(directory / "x.npz");
}

// The file with `from` replaced by `to` wherever it is.
std::string replaced(std::string_view file, std::string_view from, std::string_view to) {
  std::string text(file);
  BOOST_TEST_REQUIRE(text.find(from) != text.npos);
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_npz_gives_the_arrays_of_numpy) {
  for (const auto file : {npz_stored, npz_compressed, npz_zip64}) {
    const StateDict arrays = parse_npz(file, "file");
    BOOST_TEST_REQUIRE(arrays.size() == 2);
    BOOST_TEST(arrays.at("weight").dtype() == float32);
    BOOST_TEST(close(arrays.at("weight"), reshape(arange(6.0), {2, 3})));
    BOOST_TEST(arrays.at("hé.ids").to_vector<std::int64_t>() == (std::vector<std::int64_t>{0, 1}));
  }
  BOOST_TEST(parse_npz(npz_empty, "file").empty());
}

BOOST_AUTO_TEST_CASE(write_npz_restores_every_tensor) {
  const StateDict tensors = {{"a", transpose(reshape(arange(6.0), {2, 3}), 0, 1)},
                             {"lstm.weight", tensor({0.1, 0.2}, float64)},
                             {"é", tensor({1, -2})},
                             {"mask", tensor({true, false})},
                             {"none", zeros({0, 3})},
                             {"scalar", tensor(2.5)}};
  for (const bool compress : {false, true}) {
    const std::string file = written(tensors, {.compress = compress});
    BOOST_TEST(file == written(tensors, {.compress = compress}));
    const StateDict read = parse_npz(file, "file");
    BOOST_TEST_REQUIRE(read.size() == tensors.size());
    for (const auto& [name, x] : tensors) {
      BOOST_TEST(read.at(name).dtype() == x.dtype());
      BOOST_TEST(close(read.at(name), x));
    }
  }
  const StateDict large = {{"x", zeros({10'000})}};
  BOOST_TEST(written(large).size() > 40'000);
  BOOST_TEST(written(large, {.compress = true}).size() < 1'000);
  BOOST_TEST(written({}) == npz_empty);
}

BOOST_AUTO_TEST_CASE(write_npz_refuses_names_that_are_not_text) {
  const TemporaryDirectory directory;
  for (const std::string& name : {std::string(), std::string("\xFF"), std::string("a\0b", 3)}) {
    BOOST_CHECK_THROW(write_npz(directory / "x", {{name, ones({1})}}), ValueError);
  }
  BOOST_CHECK_THROW(write_npz(directory / "missing/x", {{"a", ones({1})}}), IoError);
  BOOST_TEST(directory.entries() == 0);
}

BOOST_AUTO_TEST_CASE(read_npz_refuses_more_bytes_than_its_limit) {
  BOOST_TEST(parse_npz(npz_stored, "file", {.max_bytes = 296}).size() == 2);
  check_message([] { parse_npz(npz_compressed, "file", {.max_bytes = 295}); },
                "'file' (414 bytes): member 1: with it, the arrays take more bytes than");
  const TemporaryDirectory directory;
  BOOST_CHECK_THROW(read_npz(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_npz_refuses_hostile_files) {
  std::string damaged(npz_stored);
  damaged[damaged.find("NUMPY") + 130] ^= 1;  // of the elements
  check_refused(
      {
          {"", "not a zip archive"},
          {"\x93NUMPY", "not a zip archive"},
          {std::string(npz_stored.substr(0, 200)), "not a zip archive"},
          {damaged, "member 0: CRC error"},
          {replaced(npz_stored, "weight.npy", "weight.txt"), "\"weight.txt\" is not an array"},
          {replaced(written({{"a", ones({1})}, {"b", ones({1})}}), "b.npy", "a.npy"),
           "\"a.npy\" is a duplicate"},
      },
      kParse);
}

BOOST_AUTO_TEST_CASE(read_npz_survives_every_truncation_and_bit_flip) {
  for (const auto file : {npz_stored, npz_compressed, npz_zip64}) {
    BOOST_TEST(check_truncations_and_bit_flips(file, kParse) > static_cast<int>(file.size()));
  }
}

BOOST_AUTO_TEST_CASE(read_npz_survives_mutations) {
  BOOST_TEST(check_mutations({npz_stored, npz_compressed, npz_zip64, npz_empty}, kParse) > 5'000);
}

// Quoted by docs/data-files.md.
BOOST_AUTO_TEST_CASE(read_npz_gives_a_state_dict) {
  const TemporaryDirectory directory;
  const std::string path = directory / "arrays.npz";
  const Tensor weight = ones({2, 3}), ids = arange(4);

  using namespace xgrad::nn::data;
  write_npz(path, {{"weight", weight}, {"ids", ids}}, {.compress = true});
  const StateDict arrays = read_npz(path);  // as numpy.load, by name
  BOOST_TEST(close(arrays.at("ids"), ids));
}

BOOST_AUTO_TEST_SUITE_END()
