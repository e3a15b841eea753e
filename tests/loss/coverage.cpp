// Every loss has a row in the table and a place in docs/losses.md, and every row stands for a loss.
#include <boost/test/unit_test.hpp>

#include "loss/table.hpp"
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

BOOST_AUTO_TEST_SUITE(loss_coverage)

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The functions of the headers whose losses share the options of the table.
std::set<std::string> declared() {
  const std::regex declaration(R"(\nTensor (\w+)\()");
  std::set<std::string> names;
  for (const char* header :
       {"classification", "likelihood", "margin", "regression", "similarity"}) {
    const std::string text = text_of("nn/loss/" + std::string(header) + ".hpp");
    for (std::sregex_iterator match(text.begin(), text.end(), declaration), end; match != end;
         ++match) {
      names.insert((*match)[1]);
    }
  }
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_loss_has_a_row) {
  const std::set<std::string> names = declared();
  BOOST_TEST(names.size() > 15U);
  std::set<std::string> rows;
  for (const test::LossRow& row : test::loss_table()) rows.insert(row.function_name());
  BOOST_TEST(names == rows, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_loss_has_a_line_in_the_documentation) {
  const std::string page = text_of("docs/losses.md");
  for (const std::string& name : declared()) {
    BOOST_TEST(page.find("\n| `" + name + "`") != page.npos, "docs/losses.md lacks " << name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
