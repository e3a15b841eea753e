// The code that docs/operations.md quotes, and its list of operations.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(operations_page)

namespace {

// The text of a file with line breaks and indentation as single spaces.
std::string text_of(const std::string& path) {
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  std::string text, word;
  while (file >> word) text += word + " ";
  return text;
}

// "`sum`: Sum over axes." for each function of a header, with the first sentence that documents it.
std::vector<std::string> documented(const std::string& path) {
  const std::regex declaration(R"(^(?:requires \S+ )?(?:std::vector<Tensor>|[A-Z]\w+) (\w+)\()");
  const std::regex sentence(R"(^(.*?[^.l])(?:\.?   |\. |\.?$))");
  std::vector<std::string> lines;
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  std::string comment;
  bool inside = false;
  std::smatch match, first;
  for (std::string line; std::getline(file, line);) {
    const bool is_comment = line.starts_with("///");
    if (is_comment) {
      comment = (inside ? comment + " " : "") + line.substr(4);
    } else if (std::regex_search(line, match, declaration)) {
      std::regex_search(comment, first, sentence);
      lines.push_back("`" + match[1].str() + "`: " + first[1].str() + ".");
    }
    inside = is_comment;
  }
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(indexing) {
  const Tensor x = reshape(arange(24), {2, 3, 4});
  x[-1];                                        // [3, 4]
  x.index({Slice(), 0, Slice(None, None, 2)});  // [2, 2]
  x.index({Ellipsis, None, 1});                 // [2, 3, 1]
  x.index({x > 20});                            // [3], the elements 21, 22, 23
  x.index({Ellipsis, tensor({0, -1})});         // [2, 3, 2], the first and the last column
  x.index_put({0, Slice(1, None)}, 7);          // a copy with 8 elements replaced
  BOOST_TEST((x[-1].shape() == Shape{3, 4}));
  BOOST_TEST((x.index({Slice(), 0, Slice(None, None, 2)}).shape() == Shape{2, 2}));
  BOOST_TEST((x.index({Ellipsis, None, 1}).shape() == Shape{2, 3, 1}));
  BOOST_TEST((x.index({x > 20}).to_vector<int>() == std::vector<int>{21, 22, 23}));
  BOOST_TEST((x.index({Ellipsis, tensor({0, -1})}).shape() == Shape{2, 3, 2}));
  BOOST_TEST(sum(x.index_put({0, Slice(1, None)}, 7) == 7).item<int>() == 8);
}

BOOST_AUTO_TEST_CASE(every_operation_has_the_line_of_its_header) {
  const std::string page = text_of("docs/operations.md");
  const std::string public_headers = text_of("autograd/ops.hpp");
  std::size_t count = 0;
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("autograd/ops")) {
    const std::string header = entry.path().string();
    if (public_headers.find("<xgrad/" + header + ">") == public_headers.npos) continue;
    for (const std::string& line : documented(header)) {
      const bool first = names.insert(line.substr(0, line.find(':'))).second;
      if (!first || line.find(": Internal") != line.npos) continue;  // one line for all overloads
      ++count;
      BOOST_TEST(page.find(line) != page.npos, "docs/operations.md lacks: " << line);
    }
  }
  BOOST_TEST(count > 80u);
  const std::string list = page.substr(page.find("## Element-wise"),
                                       page.find("## Creation") - page.find("## Element-wise"));
  const std::regex item(R"(- (`\w+`):)");
  for (std::sregex_iterator match(list.begin(), list.end(), item), end; match != end; ++match) {
    BOOST_TEST(names.contains((*match)[1]), (*match)[1] << " is in no header");
  }
}

BOOST_AUTO_TEST_SUITE_END()
