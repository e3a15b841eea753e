// Every public operation has a row in the op table, and every row stands for one.
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

BOOST_AUTO_TEST_SUITE(coverage)

namespace {

// The first group of all matches in the lines of a header; tests run in the root of the tree.
std::set<std::string> matches(const std::filesystem::path& file, const std::regex& expression) {
  std::set<std::string> found;
  std::ifstream header(file);
  std::smatch match;
  for (std::string line; std::getline(header, line);) {
    if (std::regex_search(line, match, expression)) found.insert(match[1]);
  }
  return found;
}

// Names declared in the headers of autograd/ops, if their parameters match.
std::set<std::string> declared(const std::string& parameters = "") {
  const std::regex declaration(R"(^(?:inline )?(?:[A-Z]\w+|std::vector<Tensor>) (\w+)\()" +
                               parameters);
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("autograd/ops")) {
    if (entry.path().extension() == ".hpp") names.merge(matches(entry.path(), declaration));
  }
  return names;
}

std::set<std::string> in_table() {
  std::set<std::string> names;
  for (const test::Op& op : test::op_table()) {
    const std::string_view name = op.name;
    names.emplace(name.substr(0, name.find(' ')));
  }
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operation_has_a_row) {
  const auto names = declared(), rows = in_table();
  BOOST_TEST(names.size() > 60U);
  for (const std::string& name : names) {
    BOOST_TEST(rows.contains(name), name << " has no row in tests/ops/table");
  }
  for (const std::string& row : rows) {
    BOOST_TEST(names.contains(row), row << " is declared in no header of autograd/ops");
  }
}

BOOST_AUTO_TEST_CASE(every_operation_on_a_tensor_is_a_member) {
  // As in PyTorch, these are functions only; the last two are internal.
  std::istringstream list(
      "adaptive_avg_pool1d adaptive_max_pool1d attention_with_weights avg_pool1d batch_norm "
      "bucketize conv1d conv_transpose1d cosine_similarity eigh embedding group_norm layer_norm "
      "linear linear_scan lstsq max_pool1d one_hot pad pairwise_distance pinv rms_norm "
      "scaled_dot_product_attention scatter_rows searchsorted segment_max segment_mean "
      "segment_min segment_sum solve solve_triangular std_mean tensordot var_mean where "
      "add_linear_ repeat_into");
  const std::set<std::string> functions{std::istream_iterator<std::string>(list), {}};
  const auto members = matches("autograd/members.hpp", std::regex(R"(^  .* (\w+)\(.*)"));
  const auto names = declared(R"(const Tensor& \w+[,)])");
  BOOST_TEST(names.size() > 70U);
  for (const std::string& name : names) {
    BOOST_TEST(members.contains(name) != functions.contains(name),
               name << " is a member, or one of the exceptions");
  }
}

BOOST_AUTO_TEST_CASE(every_row_has_values_of_its_own) {
  std::set<std::string> names;
  for (const test::Op& op : test::op_table()) {
    BOOST_TEST(names.insert(op.name).second, op.name << " stands there twice");
    BOOST_TEST(!op.samples.empty(), op.name << " has no values in golden/op_table");
  }
}

BOOST_AUTO_TEST_SUITE_END()
