// Damage that changes what a file holds is noticed, wherever it is; files without checksums load.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>

using namespace test;
using namespace xgrad::io;
using xgrad::FormatError;

BOOST_AUTO_TEST_SUITE(safetensors_checksums)

namespace {

ArrayMap sample() {
  const Array shared = iota<float>({2});
  return {{"empty", array<double>({0, 3}, {})},
          {"flags", array<bool>({3}, {true, false, true})},
          {"ids", array<std::int64_t>({2}, {-1, 7})},
          {"none", array<float>({0}, {})},
          {"tied", shared},
          {"tied_too", shared},
          {"w", iota<float>({2, 3})}};
}

std::string sample_file(bool checksums) {
  const TemporaryDirectory directory;
  write_safetensors(directory / "file", sample(), {{"key", "text"}}, {.checksums = checksums});
  return read_bytes(directory / "file");
}

SafetensorsFile read(std::string_view bytes, const SafetensorsOptions& options = {}) {
  static const TemporaryDirectory directory;
  write_bytes(directory / "file", bytes);
  return read_safetensors(directory / "file", options);
}

bool is_sample(const SafetensorsFile& file) {
  const ArrayMap expected = sample();
  return file.metadata.contains("key") && file.metadata.at("key") == "text" &&
         std::ranges::equal(file.arrays, expected, [](const auto& a, const auto& b) {
           return a.first == b.first && a.second.dtype() == b.second.dtype() &&
                  a.second.shape() == b.second.shape() &&
                  xgrad::visit_dtype(a.second.dtype(), [&]<class T>(T) {
                    return values<T>(a.second) == values<T>(b.second);
                  });
         });
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_single_flipped_bit_is_refused_or_changes_no_value) {
  const std::string file = sample_file(true);
  BOOST_TEST(is_sample(read(file)));
  for (const bool strict : {true, false}) {
    std::size_t refused = 0, harmless = 0;
    for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
      std::string changed = file;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
      try {
        const SafetensorsFile loaded = read(changed, {.strict = strict});
        BOOST_TEST(is_sample(loaded), "bit " << bit << " changed what was loaded");
        ++harmless;
      } catch (const FormatError&) {
        ++refused;
      }
    }
    BOOST_TEST(refused > 10 * harmless);
  }
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_the_elements_is_refused_with_the_name_of_the_tensor) {
  const std::string file = sample_file(true);
  const std::size_t elements = 2 * 8 + 2 * 4 + 6 * 4 + 3;  // ids, tied, w, flags
  for (std::size_t bit = 8 * (file.size() - elements); bit < 8 * file.size(); ++bit) {
    std::string changed = file;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    const std::size_t place = bit / 8 - (file.size() - elements);
    const char* name = place < 16 ? "ids" : place < 24 ? "tied" : place < 48 ? "w" : "flags";
    const std::string message =
        "tensor \"" + std::string(name) + "\": its elements differ from their checksum";
    BOOST_CHECK_EXCEPTION(read(changed), FormatError, says(message.c_str()));
    BOOST_CHECK_NO_THROW(read(changed, {.checksums = false}));
  }
}

BOOST_AUTO_TEST_CASE(files_without_checksums_load_and_files_with_them_are_plain_safetensors) {
  BOOST_TEST(is_sample(read(sample_file(false))));
  const std::string file = sample_file(true);
  // For other readers the checksums are one text of the metadata.
  const std::string begin = R"({"__metadata__":{"key":"text","tied_too":"tied",)"
                            R"("xgrad.checksums":"xxh3 )";
  BOOST_TEST(file.substr(8, begin.size()) == begin);
  BOOST_TEST(!read(file).metadata.contains("xgrad.checksums"));
  BOOST_TEST(!read(file, {.checksums = false}).metadata.contains("xgrad.checksums"));
}

// printf "" | xxhsum -H3; printf "\0\0\200\077" | xxhsum -H3
BOOST_AUTO_TEST_CASE(checksums_are_those_of_the_program_xxhsum) {
  const TemporaryDirectory directory;
  write_safetensors(directory / "file",
                    {{"a", array<float>({1}, {1})}, {"b", array<float>({0}, {})}});
  const std::string file = read_bytes(directory / "file");
  BOOST_TEST(file.find(" 2d06800538d394c2\"") != file.npos);
  BOOST_TEST(file.find(" f87b05471331b3ae ") != file.npos);
}

BOOST_AUTO_TEST_CASE(checksums_of_a_changed_header_are_refused) {
  const std::string file = sample_file(true);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = file;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& bytes :
       {changed("\"ids\"", "\"idz\""), changed("\"text\"", "\"next\""), changed("[2,3]", "[3,2]"),
        changed("\"xxh3 ", "\"xxh4 "), changed("\"xxh3 ", "\"xxh3-")}) {
    BOOST_CHECK_EXCEPTION(read(bytes), FormatError, says("differ from their checksum"));
    BOOST_CHECK_NO_THROW(read(bytes, {.checksums = false}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
