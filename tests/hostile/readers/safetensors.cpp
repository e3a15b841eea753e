// Row: safetensors files.
#include <xgrad/core/io/safetensors.hpp>

#include "hostile/table.hpp"
#include "io/safetensors_files.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace std::string_literals;

namespace {

// Reads a file with these bytes, called "file" in messages.
void parse_safetensors(std::string_view bytes) {
  static const TemporaryDirectory directory("/dev/shm");
  static const std::string path = directory / "file";
  write_bytes(path, bytes);
  try {
    for (const auto& [name, array] : xgrad::io::read_safetensors(path).arrays) {
      read_elements(xgrad::Tensor(array));
    }
  } catch (const xgrad::FormatError& error) {
    const std::string message = error.what();
    throw xgrad::FormatError(
        message.starts_with("'" + path) ? "'file" + message.substr(path.size() + 1) : message);
  }
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return "{\"dtype\":\"" + dtype + "\",\"shape\":[" + shape + "],\"data_offsets\":[" + offsets +
         "]}";
}

// A file of one tensor "x", and `size` bytes of elements.
std::string one(const std::string& description, std::size_t size = 0) {
  return safetensors("{\"x\":" + description + "}", std::string(size, '\1'));
}

FileReader safetensors_reader() {
  const std::string valid = safetensors(
      "{\"a\":" + entry("F32", "2,3", "0,24") + ",\"b\":" + entry("I64", "1", "24,32") +
          ",\"c\":" + entry("BOOL", "3", "32,35") + ",\"d\":" + entry("F16", "", "35,37") +
          ",\"e\":" + entry("U8", "0,2", "37,37") + R"(,"__metadata__":{"key":"\u00e9"}})",
      std::string(37, '\1'));
  const std::string most = "18446744073709551615", half = "9223372036854775808";
  const char* const size = "more elements than can be counted";
  const char* const order = "do not continue the tensors before";
  return {
      .name = "safetensors",
      .parse = parse_safetensors,
      .valid = {valid, safetensors("{}"), one(entry("F64", "1", "0,8"), 8)},
      .hostile =
          {
              {"", "too short for the 8 bytes"},
              {"1234567", "too short for the 8 bytes"},
              {bytes_of(~std::uint64_t{0}), "claims 18446744073709551615 bytes"},
              {bytes_of(~std::uint64_t{7}) + "{}", "claims 18446744073709551608 bytes"},
              {bytes_of(std::uint64_t{100'000'001}) + "{}", "the most allowed are 100000000"},
              {bytes_of(std::uint64_t{1000}) + "{}", "truncated: the header claims 1000 bytes"},
              {bytes_of(std::uint64_t{0}), "the header is not JSON"},
              {"\0\0\0\0\0\0\0\2{}"s, "claims 144115188075855872 bytes"},  // big-endian
              {safetensors("\xEF\xBB\xBF{}"), "begins with a byte order mark"},
              {safetensors("{}\0"s), "it holds a NUL byte"},
              {safetensors("{\"a\0\":1}"s), "it holds a NUL byte"},
              {safetensors("\xC0\x80"), "the header is not UTF-8"},
              {safetensors("{\"\xED\xA0\x80\":1}"), "the header is not UTF-8"},
              {safetensors(R"({"\ud800":1})"), "the header is not JSON"},
              {safetensors("{\"x\":NaN}"), "the header is not JSON"},
              {safetensors("{'x':1}"), "the header is not JSON"},
              {safetensors("{\"x\":1,}"), "'file' ("},
              {safetensors("{}{}"), "the header is not JSON"},
              {safetensors(repeated("[", 100'000)), "the header is not a JSON object"},
              {safetensors(repeated("{\"x\":", 100'000)), "'file' ("},
              {one("{\"new\":" + repeated("[", 100'000) + "}"), "nested more than 32 deep"},
              {one("{\"new\":" + repeated("{\"a\":", 100'000) + "}"), "nested more than 32 deep"},
              {one(entry("F32", most + "," + most, "0,4"), 4), size},
              {one(entry("F32", half + ",2", "0,0")), size},
              {one(entry("F32", "2305843009213693952", "0,0")), size},
              {one(entry("F32", "0," + half, "0,0")), "is too large"},
              {one(entry("F32", "1e9", "0,4"), 4), "something other than non-negative integers"},
              {one(entry("F32", "-1", "0,4"), 4), "something other than non-negative integers"},
              {one(entry("F32", "1", "0," + most), 4), "data_offsets [0, "},
              {one(entry("F32", "1", "4,0"), 4), order},
              {one(entry("F32", "1", "1,5"), 5), order},
              {one(entry("F32", "1", "0,4"), 3), "truncated: 4 bytes of elements belong after"},
              {one(entry("F32", "1", "0,4"), 5), "1 bytes follow the last tensor"},
              {one(entry("F32", repeated("1,", 64) + "1", "0,4"), 4), "more than 64 axes"},
              {one(entry("F32", repeated("1,", 8) + "1", "0,4"), 4), "9 axes, at most 8"},
              {one(entry("F4", "1", "0,1"), 1), "take 4 bits"},
              {one(entry("C64", "1", "0,8"), 8), "unsupported dtype C64"},
              {one(entry("f32", "1", "0,4"), 4), "unknown dtype \"f32\""},
              {safetensors("{\"a\":" + entry("F32", "1", "0,4") +
                               ",\"b\":" + entry("F32", "1", "0,4") + "}",
                           "1234"),
               order},
              {safetensors("{\"a\":" + entry("F32", "1", "0,4") +
                               ",\"b\":" + entry("F32", "1", "2,6") + "}",
                           "123456"),
               order},
              {safetensors("{\"a\":" + entry("F32", "1", "0,4") +
                               ",\"a\":" + entry("F32", "1", "4,8") + "}",
                           "12345678"),
               "\"a\" is a duplicate"},
              {safetensors(R"({"__metadata__":{"a":1}})"), "\"a\" is not a string"},
              {safetensors(R"({"__metadata__":{"xgrad.checksums":"xxh3 0000000000000000"}})"),
               "differ from their checksum"},
              {safetensors(R"({"__metadata__":{"xgrad.checksums":"md5"}})"),
               "differ from their checksum"},
              {one("{}" + repeated(" ", 1000)), "dtype is missing"},
              {safetensors("{\"" + repeated("n", 100'000) + "\":1}"), "is not an object"},
          },
  };
}

const Row kSafetensorsRow(safetensors_reader);

}  // namespace
