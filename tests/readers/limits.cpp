// What hostile tables may cost: memory of twice the file and 16 MiB, and a short message.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/csv.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/resident.hpp"
#include "support/temporary_directory.hpp"

using namespace test;

BOOST_AUTO_TEST_CASE(read_csv_bounds_the_memory_of_hostile_files) {
  constexpr std::size_t kSize = 24 * kMiB;
  const std::pair<std::string, const char*> files[] = {
      {std::string(kSize, ','), "line 1: more than 131072 columns"},
      {std::string(kSize, '\n'), "the table has no records"},
      {std::string(kSize + 1, '"'), "line 1, field 1: the quoted field has no end"},
      {"a\n" + std::string(kSize, 'x') + ",", "line 2: a record of 2 fields ends, expected 1"},
  };
  const TemporaryDirectory directory;
  for (const auto& [bytes, reason] : files) {
    BOOST_TEST_CONTEXT(reason) {
      write_bytes(directory / "file", bytes);
      std::string message;
      const std::size_t peak = peak_of(
          [&] { message = message_of([&] { xgrad::nn::data::read_csv(directory / "file"); }); });
      BOOST_TEST(message.size() < 300);
      BOOST_TEST(message.find(reason) != message.npos, message);
      if (kMeasuresMemory) {
        BOOST_TEST(peak > kSize / 2);  // it is measured
        BOOST_TEST(peak < 2 * kSize + 16 * kMiB);
      }
    }
  }
}
