// Checks of SVG documents.
#pragma once

#include "support/occurrences.hpp"
#include <string>
#include <vector>

namespace test {

/// What is wrong with the nesting of the elements, the quotes or the entities; "" if nothing.
inline std::string malformed(const std::string& xml) {
  std::vector<std::string> open;
  std::size_t at = 0;
  while ((at = xml.find('<', at)) != xml.npos) {
    const std::size_t end = xml.find('>', at);
    if (end == xml.npos || xml.find('<', at + 1) < end) return "an element without end";
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (occurrences(tag, "\"") % 2 != 0) return "quotes in <" + tag;
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "the end </" + tag.substr(1);
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
    at = end;
  }
  for (at = xml.find('&'); at != xml.npos; at = xml.find('&', at + 1)) {
    const std::string entity = xml.substr(at, xml.find(';', at) - at);
    if (entity != "&amp" && entity != "&lt" && entity != "&gt" && entity != "&quot") return entity;
  }
  return open.empty() ? "" : "nothing ends " + open.back();
}

}  // namespace test
