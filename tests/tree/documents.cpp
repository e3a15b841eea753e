// Every block of C++ or CMake in the documents is a quotation of a file that is built.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <algorithm>

namespace {

struct Block {
  std::string where;               // file:line of the opening fence
  std::vector<std::string> lines;  // without indentation and empty lines
};

std::string trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t") - first + 1);
}

std::vector<Block> blocks(const std::filesystem::path& document) {
  std::vector<Block> found;
  bool inside = false;
  int number = 0;
  for (const std::string& line : tree::lines(document)) {
    ++number;
    const std::string text = trimmed(line);
    if (!inside && (text == "```cpp" || text == "```cmake")) {
      inside = true;
      found.push_back({document.string() + ":" + std::to_string(number), {}});
    } else if (text.starts_with("```")) {
      inside = false;
    } else if (inside && !text.empty()) {
      found.back().lines.push_back(text);
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cpp_blocks_are_quotations) {
  std::vector<std::vector<std::string>> compiled;
  for (const auto& file : tree::files({"core", "autograd", "nn", "optim", "tests", "examples"},
                                      {".hpp", ".cpp", ".txt"})) {
    std::vector<std::string> text;
    for (const std::string& line : tree::lines(file))
      if (const std::string kept = trimmed(line); !kept.empty()) text.push_back(kept);
    compiled.push_back(text);
  }
  BOOST_REQUIRE(!compiled.empty());
  std::vector<std::string> offenders;
  int count = 0;
  for (const auto& document : tree::files({"README.md", "CONTRIBUTING.md", "docs"}, {".md"}))
    for (const Block& block : blocks(document)) {
      ++count;
      const bool quoted = std::ranges::any_of(compiled, [&](const auto& text) {
        return std::search(text.begin(), text.end(), block.lines.begin(), block.lines.end()) !=
               text.end();
      });
      if (block.lines.empty() || !quoted) offenders.push_back(block.where);
    }
  BOOST_TEST(count > 10);
  BOOST_TEST(offenders.empty(), "no compiled file holds these blocks:" << tree::listed(offenders));
}
