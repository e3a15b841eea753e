// What every source file keeps to: its length, its opening sentence, no leftovers.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <map>

BOOST_AUTO_TEST_SUITE(files)

namespace {

const std::vector<std::string> kLibrary = {"core", "autograd", "nn", "optim", "xgrad.hpp"};

std::vector<std::filesystem::path> sources(std::vector<std::string> roots) {
  auto found = tree::files(roots, {".hpp", ".cpp"});
  BOOST_TEST_REQUIRE(found.size() > 5u);
  return found;
}

std::vector<std::string> everything() {
  auto roots = kLibrary;
  roots.insert(roots.end(), {"tests", "examples"});
  return roots;
}

// Lines of these files in which one of the words occurs, as "file:line: text".
std::string occurrences(const std::vector<std::filesystem::path>& files,
                        const std::vector<std::string>& words) {
  std::vector<std::string> found;
  for (const auto& file : files) {
    int number = 0;
    for (const std::string& line : tree::lines(file)) {
      ++number;
      for (const std::string& word : words)
        if (line.find(word) != std::string::npos)
          found.push_back(file.string() + ":" + std::to_string(number) + ": " + line);
    }
  }
  return tree::listed(found);
}

}  // namespace

BOOST_AUTO_TEST_CASE(files_have_at_most_350_lines) {
  std::vector<std::string> offenders;
  for (const auto& file : sources(everything())) {
    if (file.string().starts_with("tests/golden/")) continue;  // tables, written by scripts
    const std::size_t length = tree::lines(file).size();
    if (length > 350) offenders.push_back(file.string() + " has " + std::to_string(length));
  }
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(folders_have_at_most_24_files) {
  std::map<std::filesystem::path, int> counts;
  std::vector<std::string> roots = everything();
  roots.push_back("docs");
  for (const auto& file : tree::files(roots, {".hpp", ".cpp", ".md", ".txt", ".py", ".sh"})) {
    ++counts[file.parent_path()];
  }
  std::vector<std::string> offenders;
  for (const auto& [folder, count] : counts) {
    if (count > 24) offenders.push_back(folder.string() + " has " + std::to_string(count));
  }
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(each_opens_with_a_sentence) {
  std::vector<std::string> offenders;
  for (const auto& file : sources(everything())) {
    const auto text = tree::lines(file);
    if (text.empty() || !text.front().starts_with("//")) offenders.push_back(file.string());
  }
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(headers_are_guarded_and_open_no_namespace) {
  std::vector<std::string> offenders;
  for (const auto& file : tree::files(everything(), {".hpp"})) {
    const auto text = tree::lines(file);
    if (std::ranges::count(text, "#pragma once") != 1) offenders.push_back(file.string());
  }
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
  BOOST_TEST(occurrences(tree::files(everything(), {".hpp"}), {"using namespace "}) == "");
}

BOOST_AUTO_TEST_CASE(no_macros_in_public_headers) {
  BOOST_TEST(occurrences(tree::files(kLibrary, {".hpp"}), {"#define", "# define"}) == "");
}

// The field says initialisation, backward pass, class indices, pack, panels, reset, recompute.
BOOST_AUTO_TEST_CASE(words_are_those_of_the_field) {
  std::vector<std::filesystem::path> files = sources(everything());
  for (const auto& page :
       tree::files({"docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"}, {".md"}))
    files.push_back(page);
  // In two parts, so that this file has none of them.
  BOOST_TEST(occurrences(files, {"first "
                                 "values of",
                                 "First "
                                 "values",
                                 "way "
                                 "back",
                                 "class "
                                 "numbers",
                                 "begin "
                                 "anew",
                                 "begins "
                                 "anew",
                                 "computed "
                                 "again",
                                 "computing "
                                 "again",
                                 "to the last "
                                 "bit",
                                 "truncated back"
                                 "-propagation",
                                 "made of "
                                 "operations",
                                 "can be "
                                 "told",
                                 "bit by "
                                 "bit",
                                 "// The "
                                 "same"}) == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_for_later) {
  BOOST_TEST(occurrences(sources(kLibrary), {"TODO", "FIXME", "not implemented"}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
