// Safetensors files are read exactly by the format's rules, and broken ones refused with the
// reason.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <random>
#include <string>
#include <sys/stat.h>

using namespace test;
using namespace xgrad::io;
using namespace std::string_literals;
using xgrad::FormatError;
using xgrad::IoError;

BOOST_AUTO_TEST_SUITE(safetensors_read)

namespace {

SafetensorsFile read(std::string_view bytes, const SafetensorsOptions& options = {}) {
  static const TemporaryDirectory directory;
  write_bytes(directory / "file", bytes);
  return read_safetensors(directory / "file", options);
}

void rejects(std::string_view bytes, const char* reason) {
  BOOST_CHECK_EXCEPTION(read(bytes), FormatError, says(reason));
}

// One tensor "x" with this description, and `size` bytes of elements.
std::string one_tensor(const std::string& description, std::size_t size = 0) {
  return safetensors("{\"x\":" + description + "}", std::string(size, '\0'));
}

ArrayMap sample() {
  return {{"a", iota<float>({2, 3})},
          {"b", array<double>({}, {0.1})},
          {"c.d", array<std::int64_t>({2, 0}, {})},
          {"e", array<bool>({3}, {true, false, true})},
          {"f", array<std::int64_t>({2}, {-1, std::int64_t{1} << 62})}};
}

std::string sample_file() {
  const TemporaryDirectory directory;
  write_safetensors(directory / "file", sample(), {{"key", "value \"\\\n\x01é"}});
  return read_bytes(directory / "file");
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_safetensors_returns_what_was_written) {
  const SafetensorsFile file = read(sample_file());
  BOOST_TEST(file.metadata.size() == 1);
  BOOST_TEST(file.metadata.at("key") == "value \"\\\n\x01é");
  BOOST_TEST_REQUIRE(file.arrays.size() == sample().size());
  for (const auto& [name, expected] : sample()) {
    const Array& x = file.arrays.at(name);
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(x.dtype() == expected.dtype());
      BOOST_TEST(x.shape() == expected.shape());
      xgrad::visit_dtype(x.dtype(), [&, &wanted = expected]<class T>(T) {
        BOOST_TEST(values<T>(x) == values<T>(wanted));
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(read_safetensors_restores_sharing) {
  const TemporaryDirectory directory;
  const Array x = iota({2}), y = iota({2});
  write_safetensors(directory / "file", {{"a", x}, {"b", y}, {"c", x}}, {{"c.", "a."}});
  const SafetensorsFile file = read_safetensors(directory / "file");
  BOOST_TEST(file.arrays.at("a").shares_buffer(file.arrays.at("c")));
  BOOST_TEST(!file.arrays.at("a").shares_buffer(file.arrays.at("b")));
  BOOST_TEST(file.metadata == (Metadata{{"c.", "a."}}));
}

BOOST_AUTO_TEST_CASE(read_safetensors_takes_files_of_other_writers) {
  BOOST_TEST(read(safetensors("{}\r \t\n")).arrays.empty());
  BOOST_TEST(read(safetensors("\t\n{}\r ")).arrays.empty());
  BOOST_TEST(read(safetensors(R"({"__metadata__":null})")).metadata.empty());
  const std::string scalar = one_tensor(R"({"dtype":"F32","shape":[],"data_offsets":[0,4]})", 4);
  BOOST_TEST(read(scalar).arrays.at("x").shape() == Shape{});
  const std::string none = one_tensor(R"({"dtype":"F32","shape":[2,0],"data_offsets":[0,0]})");
  BOOST_TEST(read(none).arrays.at("x").shape() == (Shape{2, 0}));
  const std::string fields = one_tensor(
      R"({"new":[{"a":[1.5,null,"",true,-1]}],"data_offsets":[0,1],"shape":[1],"dtype":"BOOL"})",
      1);
  BOOST_TEST(read(fields).arrays.at("x").numel() == 1);
  // Elements at an odd address, and a name spelled with an escape.
  const std::string odd = R"({"\u00e9":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} )";
  BOOST_TEST(odd.size() % 8 != 0);
  BOOST_TEST(values(read(safetensors(odd, bytes_of(0.25))).arrays.at("é")) ==
             std::vector<double>{0.25});
}

BOOST_AUTO_TEST_CASE(nonzero_bytes_of_bool_tensors_are_true) {
  const std::string header = R"({"x":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}})";
  const Array x = read(safetensors(header, "\x02\0\xff"s)).arrays.at("x");
  BOOST_TEST(values<bool>(x) == (std::vector<bool>{true, false, true}));
}

BOOST_AUTO_TEST_CASE(invalid_header_lengths_are_refused) {
  rejects("", "too short for the 8 bytes");
  rejects("1234567", "(7 bytes): too short");
  rejects("\x3c\0\0\0\0\xff\xff\xff\xff\xff\xff\xff"s, "the most allowed are 100000000");
  rejects(bytes_of(~std::uint64_t{0}), "claims 18446744073709551615 bytes");
  rejects(bytes_of(std::uint64_t{60}), "truncated: the header claims 60 bytes");
  rejects(bytes_of(std::uint64_t{1000}) + "{}      ", "truncated: the header claims 1000 bytes");
}

BOOST_AUTO_TEST_CASE(headers_that_are_not_json_are_refused) {
  rejects(safetensors("\xff"), "the header is not UTF-8");
  rejects(safetensors("{\"\xed\xa0\x80\":1}"), "the header is not UTF-8");
  rejects(safetensors("{"), "the header is not JSON: syntax error at its byte 2");
  rejects(safetensors(""), "the header is not JSON");
  rejects(safetensors("{}{}"), "the header is not JSON");
  rejects(safetensors("{} x"), "the header is not JSON");
  rejects(safetensors("{}\0\0"s), "the header is not JSON: it holds a NUL byte");
  rejects(safetensors("{}\v"), "the header is not JSON");
  rejects(safetensors("/**/{}"), "the header is not JSON");
  rejects(safetensors("\xEF\xBB\xBF{}"), "begins with a byte order mark");
  rejects(safetensors("[]"), "the header is not a JSON object");
  rejects(safetensors("null"), "the header is not a JSON object");
  rejects(safetensors(std::string(100000, '[')), "the header is not a JSON object");
}

BOOST_AUTO_TEST_CASE(headers_with_invalid_entries_are_refused) {
  rejects(safetensors(R"({"__metadata__":[]})"), "__metadata__ is not an object");
  rejects(safetensors(R"({"__metadata__":"a"})"), "__metadata__ is not an object");
  rejects(safetensors(R"({"__metadata__":{"a":1}})"), R"(__metadata__: "a" is not a string)");
  rejects(safetensors(R"({"__metadata__":{"a":null}})"), R"("a" is not a string)");
  rejects(safetensors(R"({"__metadata__":{"a":{}}})"), R"("a" is not a string)");
  rejects(safetensors(R"({"x":["F32",[],[0,4]]})"), R"(tensor "x" is not an object)");
  rejects(safetensors(R"({"x":null})"), R"(tensor "x" is not an object)");
  const auto wrong = [](const char* description, const char* reason) {
    rejects(one_tensor(description), reason);
  };
  wrong("{}", R"(tensor "x": dtype is missing)");
  wrong(R"({"dtype":"F32","data_offsets":[0,4]})", "shape is missing");
  wrong(R"({"dtype":"F32","shape":[]})", "data_offsets is missing");
  wrong(R"({"dtype":"float32","shape":[],"data_offsets":[0,4]})", R"(unknown dtype "float32")");
  wrong(R"({"dtype":3})", "dtype is not a string");
  wrong(R"({"dtype":{"a":1}})", "dtype is not a string");
  wrong(R"({"shape":3})", "shape is not an array");
  wrong(R"({"shape":"3"})", "shape is not an array");
  wrong(R"({"shape":{}})", "shape is not an array");
  wrong(R"({"shape":[1.0]})", "shape holds something other than non-negative integers");
  wrong(R"({"shape":[1e2]})", "shape holds something other");
  wrong(R"({"shape":[-1]})", "shape holds something other");
  wrong(R"({"shape":["1"]})", "shape holds something other");
  wrong(R"({"shape":[[1]]})", "shape holds something other");
  wrong(R"({"shape":[18446744073709551616]})", "shape holds something other");
  wrong(R"({"data_offsets":[0]})", "data_offsets is not two non-negative integers");
  wrong(R"({"data_offsets":[0,1,2]})", "data_offsets is not two non-negative integers");
  wrong(R"({"data_offsets":[0,-1]})", "data_offsets is not two non-negative integers");
  wrong(R"({"data_offsets":[0,{}]})", "data_offsets is not two non-negative integers");
  wrong(R"({"data_offsets":null})", "data_offsets is not an array");
  const std::string deep = std::string(33, '[') + std::string(33, ']');
  wrong(("{\"new\":" + deep + "}").c_str(), R"(tensor "x": "new" is nested more than 32 deep)");
}

BOOST_AUTO_TEST_CASE(duplicate_keys_are_refused) {
  const std::string entry = R"({"dtype":"F32","shape":[],"data_offsets":[0,4]})";
  rejects(safetensors("{\"x\":" + entry + ",\"x\":" + entry + "}", "1234"),
          R"(tensor "x" is a duplicate)");
  rejects(safetensors("{\"x\":" + entry + ",\"\\u0078\":" + entry + "}", "1234"),
          R"(tensor "x" is a duplicate)");
  rejects(safetensors(R"({"__metadata__":{},"__metadata__":{}})"), "__metadata__ is a duplicate");
  rejects(safetensors(R"({"__metadata__":{"a":"1","a":"2"}})"),
          R"(__metadata__: "a" is a duplicate)");
  rejects(one_tensor(R"({"dtype":"F32","shape":[],"dtype":"F64"})"),
          R"(tensor "x": "dtype" is a duplicate)");
}

BOOST_AUTO_TEST_CASE(offsets_with_gaps_overlaps_or_wrong_sizes_are_refused) {
  const auto wrong = [](const char* description, std::size_t size, const char* reason) {
    rejects(one_tensor(description, size), reason);
  };
  wrong(R"({"dtype":"I32","shape":[2,2],"data_offsets":[0,4]})", 0,
        "I32 elements of shape [2, 2] take 128 bits, data_offsets [0, 4] are 4 bytes");
  wrong(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", 8, "do not continue");
  wrong(R"({"dtype":"F32","shape":[1],"data_offsets":[0,0]})", 0, "take 32 bits");
  wrong(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})", 4, "do not continue");
  wrong(R"({"dtype":"F4","shape":[3],"data_offsets":[0,1]})", 1, "take 12 bits");
  wrong(R"({"dtype":"I32","shape":[2,18446744073709551614],"data_offsets":[0,16]})", 16,
        "more elements than can be counted");
  wrong(R"({"dtype":"I32","shape":[2,9223372036854775807],"data_offsets":[0,16]})", 16,
        "more elements than can be counted");
  wrong(R"({"dtype":"F32","shape":[9223372036854775808,4,0],"data_offsets":[0,0]})", 0,
        "more elements than can be counted");
  std::string header = "{";
  for (int i = 0; i < 10; ++i) {
    header += (i ? ",\"" : "\"") + std::to_string(i) +
              R"(":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]})";
  }
  rejects(safetensors(header + "}", std::string(16, '\0')),
          R"(data_offsets [0, 16] do not continue the tensors before, which end at 16)");
}

BOOST_AUTO_TEST_CASE(unsupported_dtypes_ranks_and_sizes_are_refused) {
  rejects(one_tensor(R"({"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]})", 1),
          R"(tensor "x": unsupported dtype F8_E5M2)");
  rejects(one_tensor(R"({"dtype":"C64","shape":[2,2],"data_offsets":[0,32]})", 32),
          "unsupported dtype C64");
  rejects(one_tensor(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]})", 4),
          "9 axes, at most 8 are supported");
  rejects(one_tensor(R"({"dtype":"F32","shape":[0,9223372036854775808,4],"data_offsets":[0,0]})"),
          "shape [0, 9223372036854775808, 4] is too large");
}

BOOST_AUTO_TEST_CASE(missing_and_trailing_bytes_are_refused) {
  const std::string file = sample_file();
  for (std::size_t size = 0; size < file.size(); ++size) {
    BOOST_CHECK_THROW(read(file.substr(0, size)), FormatError);
    BOOST_CHECK_THROW(read(file.substr(0, size), {.strict = false}), FormatError);
  }
  rejects(file.substr(0, file.size() - 2), "bytes of elements belong after the header, only ");
  const std::string polyglot = file + "extra_bogus_data_for_polyglot_file";
  rejects(polyglot, "34 bytes follow the last tensor");
  BOOST_TEST(read(polyglot, {.strict = false}).arrays.size() == sample().size());
}

BOOST_AUTO_TEST_CASE(changed_bytes_load_or_are_refused) {
  const std::string file = sample_file();
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    BOOST_TEST_CONTEXT("round " << round) {
      std::string changed = file;
      for (auto count = random() % 3 + 1; count > 0; --count) {
        changed[random() % (round % 2 ? changed.size() : 16)] = static_cast<char>(random());
      }
      try {
        read(changed);
      } catch (const FormatError&) {
        ++refused;
      }
    }
  }
  BOOST_TEST(refused > 1500);
}

// In time that grows with their number: its square would be that of 200,000.
BOOST_AUTO_TEST_CASE(many_aliasing_entries_are_refused) {
  std::string header = "{";
  for (int i = 0; i < 200'000; ++i) {
    header += (i ? ",\"" : "\"") + std::to_string(i) +
              R"(":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]})";
  }
  rejects(safetensors(header + "}", std::string(4000, '\0')), "do not continue");
}

BOOST_AUTO_TEST_CASE(messages_stay_short_and_printable) {
  const std::string name = "\\u001b[31m" + std::string(5000, 'n');
  try {
    read(safetensors("{\"" + name + "\":1}"));
    BOOST_ERROR("the file was read");
  } catch (const FormatError& error) {
    const std::string message = error.what();
    BOOST_TEST(message.size() < 300);
    BOOST_TEST(message.find('\x1b') == message.npos);
  }
}

BOOST_AUTO_TEST_CASE(unreadable_files_are_io_errors) {
  const TemporaryDirectory directory;
  BOOST_CHECK_EXCEPTION(read_safetensors(directory / "missing"), IoError,
                        says("missing': No such file or directory"));
  BOOST_CHECK_EXCEPTION(read_safetensors(directory / ""), IoError, says("not a regular file"));
  const std::string pipe = directory / "pipe";
  BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_CHECK_EXCEPTION(read_safetensors(pipe), IoError, says("not a regular file"));
}

BOOST_AUTO_TEST_SUITE_END()
