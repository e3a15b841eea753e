// Whatever a file holds, its reader gives valid values or a FormatError with the name of the file, in memory
// of at most twice the file and 16 MiB besides the elements.
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include "hostile/allocations.hpp"
#include "hostile/table.hpp"
#include "readers/hostile.hpp"
#include <algorithm>

using namespace test;

BOOST_AUTO_TEST_SUITE(hostile_files)

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// A reader whose memory is measured, for the checks of readers/hostile.hpp.
ParseFile measured(const FileReader& reader) {
  return [&reader](std::string_view bytes) {
    xgrad::trim();
    xgrad::reset_peak_bytes();
    const auto elements_before = xgrad::live_counts().bytes;
    const AllocationPeak allocated;
    const auto check = [&] {
      if (!kCountsAllocations) return;
      // The pool rounds sizes up, to the next of eight in a doubling.
      const auto elements = 9 * static_cast<std::size_t>(xgrad::peak_bytes() - elements_before) / 8;
      const std::size_t most = bytes.size() + 16 * kMiB + elements;  // and the file itself
      if (allocated.bytes() > most) {
        BOOST_ERROR(bytes.size() << " bytes took " << allocated.bytes() << ", at most " << most);
      }
    };
    try {
      reader.parse(bytes);
    } catch (const xgrad::FormatError&) {
      check();
      throw;
    }
    check();
  };
}

template <class Check>
void for_each_reader(const Check& check) {
  for (const FileReader& reader : every_reader()) {
    BOOST_TEST_CONTEXT("reader " << reader.name) check(reader, measured(reader));
  }
}

std::vector<std::string_view> views(const std::vector<std::string>& files) {
  return {files.begin(), files.end()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(readers_accept_their_valid_files) {
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    BOOST_TEST(!reader.valid.empty());
    for (std::size_t i = 0; i < reader.valid.size(); ++i) {
      BOOST_TEST_CONTEXT("file " << i) BOOST_TEST(!is_refused(reader.valid[i], parse));
    }
  });
}

BOOST_AUTO_TEST_CASE(readers_refuse_hostile_files_with_their_reasons) {
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    BOOST_TEST(reader.hostile.size() + spoiled(reader.valid[0]).size() >= 60u);
    check_refused(reader.hostile, parse);
    for (const HostileFile& file : reader.hostile) {
      BOOST_TEST_CONTEXT(file.reason) BOOST_TEST(is_refused(file.bytes, parse));
    }
  });
}

BOOST_AUTO_TEST_CASE(readers_survive_spoiled_files_and_those_of_other_formats) {
  const std::vector<FileReader> all = every_reader();
  for_each_reader([&](const FileReader& reader, const ParseFile& parse) {
    for (const std::string& valid : reader.valid) {
      const std::vector<std::string> files = spoiled(valid);
      for (std::size_t i = 0; i < files.size(); ++i) {
        BOOST_TEST_CONTEXT("spoiled " << i) is_refused(files[i], parse);
      }
    }
    for (const FileReader& other : all) {
      BOOST_TEST_CONTEXT("format " << other.name) is_refused(other.valid[0], parse);
    }
  });
}

// Sizes, counts and offsets, wherever they are.
BOOST_AUTO_TEST_CASE(readers_survive_extreme_integers_everywhere) {
  constexpr std::size_t kMost = 600;  // of the bytes at either end
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    const std::string& file = reader.valid[0];
    for (std::size_t at = 0; at < file.size(); ++at) {
      if (at >= kMost && at + kMost < file.size()) continue;
      for (const std::size_t size : {2UL, 4UL, 8UL}) {
        if (at + size > file.size()) continue;
        const std::uint64_t top = std::uint64_t{1} << (8 * size - 1);
        for (const std::uint64_t value : {2 * top - 1, top, top - 1, std::uint64_t{file.size()}}) {
          const std::string bytes = little(value, size);
          BOOST_TEST_CONTEXT(value << " of " << size << " bytes at " << at) {
            is_refused(replaced(file, at, bytes), parse);
            is_refused(replaced(file, at, std::string(bytes.rbegin(), bytes.rend())), parse);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(readers_survive_every_truncation_and_bit_flip) {
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    BOOST_TEST(check_truncations_and_bit_flips(reader.valid[0], parse) > 0);
  });
}

BOOST_AUTO_TEST_CASE(readers_survive_mutations) {
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    BOOST_TEST(check_mutations(views(reader.valid), parse) > 1'000);
  });
}

BOOST_AUTO_TEST_CASE(readers_bound_the_memory_of_large_hostile_files) {
  for_each_reader([](const FileReader& reader, const ParseFile& parse) {
    for (const auto& make : reader.large) {
      const HostileFile file = make();
      check_refused({file}, parse);
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
