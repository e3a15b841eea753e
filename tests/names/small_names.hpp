// Names of invented languages that differ by their endings.
#pragma once

#include "names/names.hpp"

namespace test {

/// `count` names in each of three languages, in turn.
inline names::Names small_names(int count) {
  const std::vector<std::string> begins = {"Ba", "Cor", "De", "Ful", "Mar", "Nó", "Per", "Sa"};
  const std::vector<std::string> middles = {"b", "l", "nd", "r", "t", "v", "z"};
  const std::vector<std::string> ends = {"aki", "ini", "owski"};
  names::Names all = {.names = {}, .labels = {}, .languages = {"A", "I", "O"}};
  for (int i = 0; i < count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    for (std::size_t language = 0; language < 3; ++language) {
      all.names.push_back(begins[k % 8] + middles[k % 7] + ends[language]);
      all.labels.push_back(static_cast<std::int64_t>(language));
    }
  }
  return all;
}

}  // namespace test
