// Element types of safetensors files that xgrad does not have are widened exactly, or refused.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace test;
using namespace xgrad::io;
using xgrad::FormatError, xgrad::int64, xgrad::Shape;

BOOST_AUTO_TEST_SUITE(safetensors_widened)

namespace {

Array read(std::string_view type, const std::string& elements, std::size_t count,
           const SafetensorsOptions& options = {}) {
  static const TemporaryDirectory directory;
  const std::string header =
      fmt::format(R"({{"x":{{"dtype":"{}","shape":[{}],"data_offsets":[0,{}]}}}})", type, count,
                  elements.size());
  write_bytes(directory / "file", safetensors(header, elements));
  return read_safetensors(directory / "file", options).arrays.at("x");
}

// The numbers in a file of this element type are these floating or integer ones.
template <class T, class... Stored>
void reads(std::string_view type, const std::vector<T>& expected, Stored... stored) {
  BOOST_TEST_CONTEXT(type) {
    const Array x = read(type, bytes_of(stored...), sizeof...(stored));
    BOOST_TEST_REQUIRE(x.dtype() == xgrad::dtype_of<T>());
    BOOST_TEST(values<T>(x) == expected);
    BOOST_CHECK_EXCEPTION(read(type, bytes_of(stored...), sizeof...(stored), {.widen = false}),
                          FormatError, says("is read only with .widen = true"));
  }
}

using Integers = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(read_safetensors_widens_halves_to_float32) {
  const auto bits = [](int number) { return static_cast<std::uint16_t>(number); };
  // 1, -1.5, the largest, the smallest normal and the largest and smallest subnormal numbers.
  reads<float>("F16", {1, -1.5F, 65504, 0x1p-14F, 0x1.FF8p-15F, -0x1p-24F, INFINITY, -INFINITY},
               bits(0x3C00), bits(0xBE00), bits(0x7BFF), bits(0x0400), bits(0x03FF), bits(0x8001),
               bits(0x7C00), bits(0xFC00));
  reads<float>("BF16", {1, -1.5F, 0x1.FEp127F, 0x1p-126F, -0x1p-133F, INFINITY, -INFINITY},
               bits(0x3F80), bits(0xBFC0), bits(0x7F7F), bits(0x0080), bits(0x8001), bits(0x7F80),
               bits(0xFF80));
  for (const char* type : {"F16", "BF16"}) {
    const auto numbers = values<float>(read(type, bytes_of(bits(0x7FFF), bits(0x8000)), 2));
    BOOST_TEST(std::isnan(numbers[0]));
    BOOST_TEST((numbers[1] == 0 && std::signbit(numbers[1])));
  }
}

BOOST_AUTO_TEST_CASE(read_safetensors_widens_integers_to_int64) {
  reads("I8", Integers{0, 127, -128}, std::int8_t{0}, std::int8_t{127}, std::int8_t{-128});
  reads("U8", Integers{0, 255}, std::uint8_t{0}, std::uint8_t{255});
  reads("I16", Integers{-1, INT16_MIN}, std::int16_t{-1}, std::int16_t{INT16_MIN});
  reads("U16", Integers{1, UINT16_MAX}, std::uint16_t{1}, std::uint16_t{UINT16_MAX});
  reads("I32", Integers{-1, INT32_MIN}, std::int32_t{-1}, std::int32_t{INT32_MIN});
  reads("U32", Integers{1, UINT32_MAX}, std::uint32_t{1}, std::uint32_t{UINT32_MAX});
  reads("U64", Integers{1, INT64_MAX}, std::uint64_t{1}, std::uint64_t{INT64_MAX});
  BOOST_CHECK_EXCEPTION(read("U64", bytes_of(std::uint64_t{1} << 63), 1), FormatError,
                        says(R"(tensor "x": a U64 value is larger than those of int64)"));
}

BOOST_AUTO_TEST_CASE(read_safetensors_widens_tensors_without_elements) {
  BOOST_TEST(read("F16", "", 0).shape() == Shape{0});
  BOOST_TEST(read("U64", "", 0).dtype() == int64);
}

// The sum covers the bytes of the file, not the widened numbers.
BOOST_AUTO_TEST_CASE(read_safetensors_verifies_checksums_of_widened_tensors) {
  const TemporaryDirectory directory;
  write_safetensors(directory / "file", {{"x", array<float>({2}, {1.0F, -2.0F})}});
  std::string file = read_bytes(directory / "file");
  BOOST_TEST_REQUIRE(file.find("\"F32\"") != file.npos);
  file.replace(file.find("\"F32\""), 5, "\"I32\"");
  write_bytes(directory / "file", file);
  BOOST_CHECK_EXCEPTION(read_safetensors(directory / "file"), FormatError,
                        says("differ from their checksum"));
  const Array x = read_safetensors(directory / "file", {.checksums = false}).arrays.at("x");
  BOOST_TEST(values<std::int64_t>(x) == (Integers{0x3F800000, -0x40000000}));
}

BOOST_AUTO_TEST_SUITE_END()
