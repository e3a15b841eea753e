// Damaged files: whatever is changed, a reader refuses the file with its name or gives a valid result.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/hostile_file.hpp"
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace test {

/// Parses the bytes; returns whether they were refused, with a message that names the file and takes
/// little memory.
inline bool is_refused(std::string_view bytes, const ParseFile& parse) {
  const std::int64_t before = xgrad::live_counts().bytes;
  xgrad::reset_peak_bytes();
  bool refused = false;
  try {
    parse(bytes);
  } catch (const xgrad::FormatError& error) {
    refused = true;
    const std::string_view message = error.what();
    if (!message.starts_with("'file") || message.size() > 700) {
      BOOST_ERROR("a message without the name, or a long one: " << message);
    }
  }
  // A byte of a file is at most one element, of 8 bytes.
  const auto allowed = static_cast<std::int64_t>(8 * bytes.size() + 4096);
  if (xgrad::peak_bytes() - before > allowed) {
    BOOST_ERROR(bytes.size() << " bytes took " << xgrad::peak_bytes() - before);
  }
  return refused;
}

/// Parses every beginning of a file and every file that differs in one bit; returns how many were
/// refused.
inline int check_truncations_and_bit_flips(std::string_view file, const ParseFile& parse) {
  int refused = 0;
  for (std::size_t size = 0; size < file.size(); ++size) {
    BOOST_TEST_CONTEXT("the first " << size << " bytes") {
      refused += is_refused(file.substr(0, size), parse);
    }
  }
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string changed(file);
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    BOOST_TEST_CONTEXT("bit " << bit) {
      refused += is_refused(changed, parse);
    }
  }
  return refused;
}

/// Parses 10,000 files in which bytes are replaced, inserted, removed or repeated; returns how many
/// were refused.
inline int check_mutations(const std::vector<std::string_view>& files, const ParseFile& parse) {
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::string changed(files[random() % files.size()]);
    for (auto count = random() % 4 + 1; count > 0; --count) {
      const std::size_t at = random() % (changed.size() + 1);
      const std::size_t length = random() % 16;
      switch (random() % 6) {
        case 0:
          changed.insert(at, 1, static_cast<char>(random()));
          break;
        case 1:
          changed.erase(at, length);
          break;
        case 2:
          changed.insert(at, std::string(changed, at, length));
          break;
        default:
          if (at < changed.size()) changed[at] = static_cast<char>(random());
      }
    }
    BOOST_TEST_CONTEXT("round " << round) {
      refused += is_refused(changed, parse);
    }
  }
  return refused;
}

/// Checks that each file is refused for its reason.
inline void check_refused(const std::vector<HostileFile>& files, const ParseFile& parse) {
  for (const auto& [bytes, reason] : files) {
    BOOST_TEST_CONTEXT(reason) {
      try {
        parse(bytes);
        BOOST_ERROR("the file was read");
      } catch (const xgrad::FormatError& error) {
        const std::string message = error.what();
        BOOST_TEST(message.starts_with("'file"), message);
        BOOST_TEST(message.find(reason) != message.npos, message);
      }
    }
  }
}

}  // namespace test
