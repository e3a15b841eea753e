// Files are written byte for byte as the reference implementation of safetensors writes them.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <limits>
#include <string>

using namespace test;
using namespace xgrad::io;
using xgrad::IoError;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(safetensors_write)

namespace {

std::string written(const ArrayMap& arrays, const Metadata& metadata = {}) {
  const TemporaryDirectory directory;
  write_safetensors(directory / "file", arrays, metadata, {.checksums = false});
  return read_bytes(directory / "file");
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(write_safetensors_without_tensors) {
  BOOST_TEST(written({}) == safetensors("{}      "));
  BOOST_TEST(written({}, {{"framework", "pt"}}) ==
             safetensors(R"({"__metadata__":{"framework":"pt"}}     )"));
}

BOOST_AUTO_TEST_CASE(the_header_is_padded_to_whole_words) {
  const std::string data = bytes_of(0.f, 1.f, 2.f, 3.f, 4.f, 5.f);
  const std::string fits = R"({"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}})";
  BOOST_TEST(fits.size() == 64);
  BOOST_TEST(written({{"attn.0", iota<float>({1, 2, 3})}}) == safetensors(fits, data));
  const std::string padded =
      R"({"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       )";
  BOOST_TEST(padded.size() == 72);
  BOOST_TEST(written({{"attn0", iota<float>({1, 1, 2, 3})}}) == safetensors(padded, data));
}

BOOST_AUTO_TEST_CASE(tensors_are_ordered_by_element_size_then_name) {
  const ArrayMap arrays = {{"a", array<bool>({2}, {true, false})},
                           {"b", array<float>({1}, {1})},
                           {"c", array<double>({1}, {2})},
                           {"e", array<std::int64_t>({}, {4})},
                           {"d", array<std::int64_t>({}, {3})}};
  BOOST_TEST(written(arrays) ==
             safetensors(R"({"d":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
                         R"("e":{"dtype":"I64","shape":[],"data_offsets":[8,16]},)"
                         R"("c":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},)"
                         R"("b":{"dtype":"F32","shape":[1],"data_offsets":[24,28]},)"
                         R"("a":{"dtype":"BOOL","shape":[2],"data_offsets":[28,30]}})",
                         bytes_of(std::int64_t{3}, std::int64_t{4}, 2.0, 1.f, true, false)));
}

// Written by Python's own struct and json:
//   tensors = {"w": ("F32", [2, 2], struct.pack("<4f", 0.5, -1, float("inf"), 3)),
//              "µ\n": ("F64", [], struct.pack("<d", 1 / 3)),
//              "ids": ("I64", [3], struct.pack("<3q", -1, 0, 2**40)),
//              "mask": ("BOOL", [1, 3], b"\1\0\1")}
//   header, data = {"__metadata__": {"epoch": "3", "note": 'a "b"'}}, b""
//   for name in ["ids", "µ\n", "w", "mask"]:
//       dtype, shape, content = tensors[name]
//       header[name] = {"dtype": dtype, "shape": shape,
//                       "data_offsets": [len(data), len(data) + len(content)]}
//       data += content
//   text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
//   text += b" " * (-len(text) % 8)
//   print((struct.pack("<Q", len(text)) + text + data).hex())
BOOST_AUTO_TEST_CASE(files_are_bitwise_those_of_the_reference_writer) {
  const ArrayMap arrays = {
      {"w", array<float>({2, 2}, {0.5, -1, std::numeric_limits<float>::infinity(), 3})},
      {"µ\n", array<double>({}, {1.0 / 3})},
      {"ids", array<std::int64_t>({3}, {-1, 0, std::int64_t{1} << 40})},
      {"mask", array<bool>({1, 3}, {true, false, true})}};
  const std::string expected = from_hex(
      "18010000000000007b225f5f6d657461646174615f5f223a7b2265706f6368223a2233222c226e6f"
      "7465223a2261205c22625c22227d2c22696473223a7b226474797065223a22493634222c22736861"
      "7065223a5b335d2c22646174615f6f666673657473223a5b302c32345d7d2c22c2b55c6e223a7b22"
      "6474797065223a22463634222c227368617065223a5b5d2c22646174615f6f666673657473223a5b"
      "32342c33325d7d2c2277223a7b226474797065223a22463332222c227368617065223a5b322c325d"
      "2c22646174615f6f666673657473223a5b33322c34385d7d2c226d61736b223a7b22647479706522"
      "3a22424f4f4c222c227368617065223a5b312c335d2c22646174615f6f666673657473223a5b3438"
      "2c35315d7d7d2020ffffffffffffffff00000000000000000000000000010000555555555555d53f"
      "0000003f000080bf0000807f00004040010001");
  BOOST_TEST(written(arrays, {{"note", "a \"b\""}, {"epoch", "3"}}) == expected);
}

BOOST_AUTO_TEST_CASE(strided_views_are_stored_row_major) {
  const Array x = iota<float>({3, 5, 2});
  BOOST_TEST(written({{"x", awkward<float>(x)}}) == written({{"x", x}}));
}

BOOST_AUTO_TEST_CASE(an_array_with_two_names_is_stored_once) {
  const Array x = array<float>({2}, {1, 2});
  const Array part = x.view({1}, {1}, 0);
  BOOST_TEST(written({{"head", x}, {"embed", x}, {"part", part}}, {{"z", "z"}}) ==
             safetensors(R"({"__metadata__":{"head":"embed","z":"z"},)"
                         R"("embed":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                         R"("part":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}     )",
                         bytes_of(1.f, 2.f, 1.f)));
}

BOOST_AUTO_TEST_CASE(names_the_format_cannot_hold_are_refused) {
  const TemporaryDirectory directory;
  const std::string path = directory / "file";
  write_bytes(path, "old");
  const Array x = iota({1});
  const auto refuses = [&](const ArrayMap& arrays, const Metadata& metadata, const char* text) {
    BOOST_CHECK_EXCEPTION(write_safetensors(path, arrays, metadata), ValueError, says(text));
  };
  refuses({{"__metadata__", x}}, {}, "no tensor can have the name '__metadata__'");
  refuses({{"\xff", x}}, {}, "is not UTF-8");
  refuses({}, {{"key", "\xC0\x80"}}, "is not UTF-8");
  refuses({{"x", Array()}}, {}, R"(tensor "x" has no value)");
  refuses({{"x", x}}, {{"best", "x"}},
          R"(metadata "best": "x" would be read as another name of tensor "x")");
  refuses({{"a", x}, {"b", x}}, {{"b", "text"}}, R"(metadata key "b" is needed)");
  refuses({}, {{"key", std::string(100'000'000, 'x')}}, "the format allows 100000000");
  refuses({}, {{"key", std::string(1'100'000, '"')}}, "takes more than 2097152 bytes");
  refuses({{std::string(2'100'000, 'n'), x}}, {}, "takes more than 2097152 bytes");
  refuses({}, {{"xgrad.checksums", ""}}, "is that of the checksums");
  BOOST_TEST(read_bytes(path) == "old");
  BOOST_CHECK_THROW(write_safetensors(directory / "no/file", {}), IoError);
}

BOOST_AUTO_TEST_SUITE_END()
