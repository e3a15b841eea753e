// States of very many tensors are saved with the checksums of all.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <string>

using namespace test;
using namespace xgrad::io;

BOOST_AUTO_TEST_SUITE(safetensors_many)

BOOST_AUTO_TEST_CASE(write_safetensors_splits_checksums_that_are_too_long_for_one_text) {
  constexpr int kCount = 124'000;
  ArrayMap arrays;
  for (int i = 0; i < kCount; ++i) {
    arrays.emplace("w" + std::to_string(1'000'000 + i), array<float>({1}, {static_cast<float>(i)}));
  }
  const TemporaryDirectory directory;
  write_safetensors(directory / "file", arrays, {{"key", "text"}});
  const SafetensorsFile file = read_safetensors(directory / "file");
  BOOST_TEST(file.arrays.size() == arrays.size());
  BOOST_TEST(file.metadata == (Metadata{{"key", "text"}}));
  BOOST_TEST(*file.arrays.at("w1123999").data<float>() == 123999);

  std::string bytes = read_bytes(directory / "file");
  bytes.back() =
      static_cast<char>(bytes.back() ^ 1);  // of the last, whose checksum is in the second
  write_bytes(directory / "file", bytes);
  BOOST_CHECK_EXCEPTION(read_safetensors(directory / "file"), xgrad::FormatError,
                        says("tensor \"w1123999\""));
}

BOOST_AUTO_TEST_CASE(write_safetensors_refuses_the_keys_of_checksums) {
  for (const char* key : {"xgrad.checksums", "xgrad.checksums.1"}) {
    BOOST_CHECK_EXCEPTION(write_safetensors("unused", {}, {{key, "text"}}), xgrad::ValueError,
                          says("is that of the checksums"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
