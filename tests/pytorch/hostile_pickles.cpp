// Pickles that torch.save never writes are refused with their reason, in little memory.
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>
#include <xgrad/nn/data/readers/zip/reader.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/readers/pytorch.hpp"
#include "pytorch/archives.hpp"
#include "readers/hostile.hpp"
#include "support/misuse.hpp"
#include "support/resident.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using namespace std::string_literals;
using nn::data::parse_pt, nn::data::read_pt;

BOOST_AUTO_TEST_SUITE(hostile_pickles)

namespace {

const ParseFile kParse = [](std::string_view bytes) { parse_pt(bytes, "file"); };

HostileFile pickle(const std::string& opcodes, const char* reason) {
  return {pt_archive(opcodes), reason};
}

// The opcodes of a text of fewer than 256 bytes.
std::string text(const std::string& characters) {
  return "X"s + static_cast<char>(characters.size()) + "\0\0\0"s + characters;
}

std::string repeated(const std::string& opcodes, std::size_t count) {
  std::string all;
  all.reserve(opcodes.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += opcodes;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_pt_executes_nothing) {
  check_refused(
      {pickle("cos\nsystem\n(" + text("true") + "tR.", "\"os.system\" is not allowed"),
       pickle("ctorch._utils\n_rebuild_tensor_v3\n.", "_rebuild_tensor_v3\" is not allowed"),
       pickle("ctorch\nFloatStorage\n)R.", "a call with unexpected arguments"),
       pickle("ccollections\nOrderedDict\n(K\1tR.", "a call with unexpected arguments"),
       pickle("ctorch._utils\n_rebuild_parameter\n(K\1K\1K\1tR.", "unexpected arguments"),
       pickle("\x93.", "the opcode 0x93 is not allowed"),
       pickle("ios\nsystem\n.", "the opcode 0x69 is not allowed"),
       pickle("}\x81.", "the opcode 0x81 is not allowed")},
      kParse);
}

BOOST_AUTO_TEST_CASE(read_pt_refuses_malformed_pickles) {
  check_refused(
      {pickle("", "truncated: an opcode"),
       pickle(".", "a value is missing on the stack"),
       pickle("N(.", "a value is missing on the stack"),
       pickle("t.", "a mark is missing"),
       pickle("\x85.", "a value is missing"),
       pickle("}K\1s.", "a value is missing"),
       pickle("}(K\1u.", "a key has no value"),
       pickle("NK\1a.", "a value of another type"),
       pickle("NNb.", "attributes of something other than a dict"),
       pickle("q\0."s, "a value is missing"),
       pickle("Nq\1.", "beyond the end of the memo"),
       pickle("h\0."s, "not in the memo"),
       pickle("X\xff\xff\xff\xff.", "truncated: a text"),
       pickle("cos", "has no end"),
       pickle("\x8a\x09"s + std::string(9, '\1') + ".", "of 9 bytes"),
       pickle("NQ.", "a value of another type"),
       pickle("K\1.", "the saved object is not a dict"),
       pickle("}NNs.", "a key of a dict is neither"),
       pickle("}" + text("\xff") + "Ns.", "not UTF-8"),
       pickle("}(" + text("a") + "N" + text("a") + "Nu.", "\"a\" appears twice"),
       pickle("}" + text("a") + "ctorch\nFloatStorage\ns.", "a type is not a tensor"),
       pickle("}" + text("a") + pickled_storage("FloatStorage", 0) + "s.", "a storage is not")},
      kParse);
}

BOOST_AUTO_TEST_CASE(read_pt_refuses_tensors_beyond_their_storage) {
  const auto tensor = [](const std::string& sizes, const char* reason, char offset = '\0') {
    return HostileFile{pt_archive(pickled_tensor("FloatStorage", 6, sizes, offset), 24), reason};
  };
  const std::string large = "\x8a\x08\0\0\0\0\0\0\0\x40"s;
  BOOST_CHECK_NO_THROW(kParse(tensor("(K\2K\3t(K\3K\1t", "").bytes));
  BOOST_CHECK_NO_THROW(kParse(tensor("(K\1K\3t(K\4K\1t", "", '\3').bytes));
  check_refused({tensor("(K\2K\3t(K\3K\1t", "exceed a storage of 6 elements", '\1'),
                 tensor("(K\2K\3t(K\4K\1t", "exceed a storage"),
                 tensor("(K\7t(K\1t", "exceed a storage"),
                 tensor("(" + large + "t(K\0t"s, "exceed a storage"),
                 tensor("(K\5t(" + large + "t", "exceed a storage"),
                 tensor("(K\0"s + large + large + "t(K\1K\1K\1t", "exceed a storage"),
                 tensor("(J\xff\xff\xff\xfft(K\1t", "not a non-negative integer"),
                 tensor("(K\2t(K\1K\1t", "1 sizes and 2 strides"),
                 tensor("(" + repeated("K\1", 9) + "t(" + repeated("K\1", 9) + "t", "9 axes"),
                 tensor("K\1K\1", "a size is not a tuple"),
                 {pt_archive(pickled_tensor("FloatStorage", 6, "(t(t"), 20), "it has 20 bytes"},
                 {pt_archive(pickled_tensor("FloatStorage", 5, "(t(t"), 24), "it has 24 bytes"},
                 {pt_archive(pickled_tensor("QInt8Storage", 5, "(t(t"), 5), "unsupported storage"},
                 {archive({{"a/data.pkl", pickled_tensor("FloatStorage", 1, "(t(t")}}),
                  "the archive has no storage \"0\""}},
                kParse);
}

BOOST_AUTO_TEST_CASE(read_pt_refuses_deep_and_exponential_nesting) {
  std::string doubled = "}q\0"s;  // each dict holds the one before twice
  for (char i = 0; i < 40; ++i) {
    doubled += "}(" + text("a") + "h" + i + text("b") + "h" + i + "uq" + static_cast<char>(i + 1);
  }
  check_refused(
      {pickle(repeated("]", 100'000) + repeated("a", 99'999) + ".", "nested too deeply"),
       pickle("]q\0h\0a."s, "nested too deeply"), pickle(doubled + ".", "too much memory")},
      kParse);
}

// The checksums of an archive would hide most of the changes.
BOOST_AUTO_TEST_CASE(read_pt_survives_changed_pickles) {
  const ParseFile parse = [](std::string_view bytes) {
    parse_pt(pt_archive(std::string(bytes), 24), "file");
  };
  std::vector<std::string> pickles = {pickled_tensor("FloatStorage", 6, "(K\2K\3t(K\3K\1t")};
  for (const auto file : {golden::readers::pt_small, golden::readers::pt_nested}) {
    pickles.push_back(nn::data::ZipReader(file, "file", file.size(), "").content(0));
  }
  for (const std::string& opcodes : pickles) {
    BOOST_TEST(check_truncations_and_bit_flips(opcodes, parse) > static_cast<int>(opcodes.size()));
  }
  BOOST_TEST(check_mutations({pickles.begin(), pickles.end()}, parse) > 5'000);
}

BOOST_AUTO_TEST_CASE(read_pt_bounds_the_memory_of_hostile_files) {
  constexpr std::size_t kSize = 24 * kMiB;
  const std::string tuple = "(" + repeated("N", 100'000) + "tq\0"s;
  const std::pair<std::string, const char*> pickles[] = {
      {std::string(kSize, 'N'), "values take too much memory"},
      {std::string(kSize, '('), "values take too much memory"},
      {"Nq\0"s + repeated("h\0"s, kSize / 2), "values take too much memory"},
      {tuple + repeated("h\0Q0"s, kSize / 4), "unexpected arguments"},
      {"c" + std::string(kSize, 'x') + "\n\n", "is not allowed"}};
  const TemporaryDirectory directory;
  for (const auto& [opcodes, reason] : pickles) {
    BOOST_TEST_CONTEXT(reason) {
      write_bytes(directory / "file", pt_archive(opcodes));
      std::string message;
      const std::size_t peak =
          peak_of([&] { message = message_of([&] { read_pt(directory / "file"); }); });
      BOOST_TEST(message.size() < 500);
      BOOST_TEST(message.find(reason) != message.npos, message);
      if (kMeasuresMemory) BOOST_TEST(peak < 2 * kSize + 16 * kMiB);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
