// What a hostile header may cost: memory of twice its file and 16 MiB, and a short message.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/resident.hpp"
#include "support/temporary_directory.hpp"
#include <functional>
#include <string>

using namespace test;
using xgrad::FormatError;

BOOST_AUTO_TEST_SUITE(safetensors_limits)

namespace {

// A text that `piece` makes up, one for each number, up to this size.
std::string repeated(std::size_t size, const std::function<std::string(std::size_t)>& piece) {
  std::string text;
  text.reserve(size + 100);
  for (std::size_t i = 0; text.size() < size; ++i) text += piece(i);
  return text;
}

// Reads the file, which has to be refused, and checks what that cost.
void check_refused(const char* what, const std::string& header, const char* reason) {
  BOOST_TEST_CONTEXT(what) {
    const TemporaryDirectory directory;
    write_bytes(directory / "file", safetensors(header));
    const std::size_t peak = peak_of([&] {
      BOOST_CHECK_EXCEPTION(xgrad::io::read_safetensors(directory / "file"), FormatError,
                            [&](const FormatError& error) {
                              const std::string message = error.what();
                              BOOST_TEST(message.size() < 1000);
                              BOOST_TEST(message.find(reason) != message.npos, message);
                              return true;
                            });
    });
    if (kMeasuresMemory) {
      BOOST_TEST(peak > header.size() / 2);  // the mark works
      BOOST_TEST(peak < 2 * header.size() + 16 * kMiB);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_safetensors_bounds_the_memory_of_hostile_headers) {
  const std::size_t size = 24 * kMiB;
  const std::string longer = "is longer than 2097152 bytes", too_many = "for a file of its size";
  check_refused("a long name", "{\"" + std::string(size, 'n') + "\":1}", longer.c_str());
  check_refused("a long number", "{\"x\":" + std::string(size, '1') + "}", longer.c_str());
  check_refused("spaces", "{" + std::string(size, ' ') + "}", longer.c_str());
  check_refused("empty arrays",
                "{\"x\":{\"new\":[" + repeated(size, [](auto) { return "[],"; }) + "[]]}}",
                longer.c_str());
  check_refused("sizes", "{\"x\":{\"shape\":[" + repeated(size, [](auto) { return "0,"; }) + "0]}}",
                "more than 64 axes");
  const auto texts = [](std::size_t i) { return "\"" + std::to_string(i) + "\":\"\","; };
  check_refused("metadata", "{\"__metadata__\":{" + repeated(size, texts) + "\"k\":\"\"}}",
                too_many.c_str());
  const auto fields = [](std::size_t i) {
    return "\"" + std::to_string(i) + "\":{\"shape\":[0" +
           repeated(2 * 60, [](auto) { return ",0"; }) +
           "],\"dtype\":\"F32\",\"data_offsets\":[0,0]},";
  };
  check_refused("sizes of many", "{" + repeated(size, fields) + "\"k\":1}", too_many.c_str());
  check_refused("fields", "{\"x\":{" + repeated(size, texts) + "\"k\":\"\"}}", too_many.c_str());
  check_refused("tensors",
                "{" +
                    repeated(size,
                             [](std::size_t i) {
                               return "\"" + std::to_string(i) +
                                      R"(":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)";
                             }) +
                    "\"k\":1}",
                too_many.c_str());
}

BOOST_AUTO_TEST_CASE(read_safetensors_takes_long_names_and_many_tensors) {
  const TemporaryDirectory directory;
  xgrad::io::ArrayMap arrays = {{std::string(2 * kMiB - 2, 'n'), iota({1})}};
  for (int i = 0; i < 50'000; ++i) arrays.emplace("tensor " + std::to_string(i), iota({4}));
  const xgrad::io::Metadata metadata = {{"long", std::string(2 * kMiB - 2, 'm')}};
  xgrad::io::write_safetensors(directory / "file", arrays, metadata);
  const auto file = xgrad::io::read_safetensors(directory / "file");
  BOOST_TEST(file.arrays.size() == arrays.size());
  BOOST_TEST(file.metadata == metadata);
}

BOOST_AUTO_TEST_SUITE_END()
