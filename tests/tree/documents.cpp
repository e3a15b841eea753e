// Every block of C++ or CMake in the documents is a quotation of a file that is built, and the files
// and functions that they name exist.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <algorithm>
#include <regex>

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

// The text of a file, with line breaks as spaces.
std::string text_of(const std::filesystem::path& file) {
  std::string text;
  for (const std::string& line : tree::lines(file)) text += trimmed(line) + " ";
  return text;
}

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(named_files_exist) {
  const std::regex path("`((?:core|autograd|nn|optim|tests|examples)/[a-z_/]+\\.[ch]pp)`");
  int count = 0;
  std::vector<std::string> offenders;
  for (const auto& document : tree::files({"README.md", "CONTRIBUTING.md", "docs"}, {".md"})) {
    const std::string text = text_of(document);
    for (const std::smatch& match : matches(text, path)) {
      ++count;
      if (!std::filesystem::exists(match[1].str()))
        offenders.push_back(document.string() + " names " + match[1].str());
    }
  }
  BOOST_TEST(count > 10);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

// A document names a function with its file: `scan` (`nn/recurrent/scan/scan.cpp`).
BOOST_AUTO_TEST_CASE(named_functions_exist) {
  const std::regex named("`([A-Za-z_:]+)(?:\\(\\))?` \\(`([a-z_/]+\\.[ch]pp)`");
  int count = 0;
  std::vector<std::string> offenders;
  for (const auto& document : tree::files({"docs"}, {".md"})) {
    const std::string text = text_of(document);
    for (const std::smatch& match : matches(text, named)) {
      ++count;
      const std::string name = match[1], file = match[2];
      const std::regex use("\\b" + name + "\\b");
      if (!std::regex_search(text_of(file), use))
        offenders.push_back(document.string() + ": there is no " + name + " in " + file);
    }
  }
  BOOST_TEST(count > 15);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

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
