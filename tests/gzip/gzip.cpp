// Files of Python's module gzip are decompressed; truncated, damaged and too large ones are refused.
#include "golden/readers/gzip.hpp"

#include <xgrad/nn/data/readers/csv.hpp>
#include <xgrad/nn/data/readers/gzip/gzip.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using golden::readers::gzip_members, golden::readers::gzip_table;
using nn::data::decompress_gzip, nn::data::read_gzip;

BOOST_AUTO_TEST_SUITE(gzip_files)

namespace {

// A hostile file of this size may become 64 KiB at most.
const ParseFile kParse = [](std::string_view bytes) { decompress_gzip(bytes, "file", 1 << 16); };

std::string expected() {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "a,b\n1,2\n3,4\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_gzip_gives_the_content_of_files_of_python) {
  BOOST_TEST(decompress_gzip(gzip_table, "file") == expected());
  BOOST_TEST(decompress_gzip(gzip_members, "file") == expected());
  const TemporaryDirectory directory;
  write_bytes(directory / "file.gz", gzip_table);
  BOOST_TEST(read_gzip(directory / "file.gz") == expected());
  BOOST_CHECK_THROW(read_gzip(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_gzip_refuses_content_beyond_its_limit) {
  BOOST_TEST(decompress_gzip(gzip_table, "file", 240) == expected());
  check_message([] { decompress_gzip(gzip_table, "file", 239); },
                "'file' (35 bytes): contains more than 239 bytes, the most allowed");
  BOOST_CHECK_THROW(decompress_gzip(gzip_members, "file", 239), FormatError);
}

BOOST_AUTO_TEST_CASE(read_gzip_refuses_hostile_files) {
  const std::string table(gzip_table);
  std::string damaged = table, wrong_size = table;
  damaged[damaged.size() - 5] ^= 1;
  wrong_size[wrong_size.size() - 1] ^= 1;
  check_refused(
      {
          {"", "truncated: the compressed data has no end"},
          {"not compressed", "byte 2: damaged gzip data: incorrect header check"},
          {table.substr(0, 20), "truncated: the compressed data has no end"},
          {table.substr(0, table.size() - 1), "truncated"},
          {table + "x", "truncated"},
          {table + "xyz", "damaged gzip data: incorrect header check"},
          {damaged, "damaged gzip data: incorrect data check"},
          {wrong_size, "damaged gzip data: incorrect length check"},
      },
      kParse);
}

// Quoted by docs/data-files.md.
BOOST_AUTO_TEST_CASE(read_gzip_is_the_input_of_other_readers) {
  const TemporaryDirectory directory;
  const std::string path = directory / "table.csv.gz";
  write_bytes(path, gzip_table);

  using namespace xgrad::nn::data;
  const CsvTable table(read_gzip(path), path);
  BOOST_TEST(table.rows() == 59);
}

BOOST_AUTO_TEST_SUITE_END()
