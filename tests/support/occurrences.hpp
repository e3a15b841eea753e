// Counts of words in texts.
#pragma once

#include <cstddef>
#include <string_view>

namespace test {

/// How often a text contains a word.
inline std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace test
