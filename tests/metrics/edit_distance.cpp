// Edit distances and error rates.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(edit_distances)

namespace {

using Labels = std::vector<std::int64_t>;

Labels letters(std::string_view text) {
  return {text.begin(), text.end()};
}

Labels random_labels(Generator& generator) {
  std::int64_t length = 0;
  generator.fill_randint(&length, 1, 0, 8);
  Labels labels(static_cast<std::size_t>(length));
  generator.fill_randint(labels.data(), length, 0, 3);
  return labels;
}

// By the definition: the last labels are equal or one of them is inserted, deleted or replaced.
Index recursive_distance(const Labels& a, const Labels& b) {
  if (a.empty() || b.empty()) return static_cast<Index>(a.size() + b.size());
  const Labels shorter_a(a.begin(), a.end() - 1), shorter_b(b.begin(), b.end() - 1);
  if (a.back() == b.back()) return recursive_distance(shorter_a, shorter_b);
  return 1 + std::min({recursive_distance(shorter_a, b), recursive_distance(a, shorter_b),
                       recursive_distance(shorter_a, shorter_b)});
}

}  // namespace

BOOST_AUTO_TEST_CASE(edit_distance_counts_edits) {
  BOOST_TEST(nn::edit_distance(letters("kitten"), letters("sitting")) == 3);
  BOOST_TEST(nn::edit_distance(letters("saturday"), letters("sunday")) == 3);
  BOOST_TEST(nn::edit_distance({}, {1, 2}) == 2);
  BOOST_TEST(nn::edit_distance({1, 2}, {}) == 2);
  BOOST_TEST(nn::edit_distance(Labels(), Labels()) == 0);
}

BOOST_AUTO_TEST_CASE(edit_distance_equals_its_recursive_definition) {
  Generator generator(3);
  for (int example = 0; example < 300; ++example) {
    const Labels a = random_labels(generator), b = random_labels(generator);
    BOOST_TEST(nn::edit_distance(a, b) == recursive_distance(a, b));
    BOOST_TEST(nn::edit_distance(b, a) == recursive_distance(a, b));
  }
}

BOOST_AUTO_TEST_CASE(edit_distance_of_a_batch_ignores_padding) {
  const Tensor hypotheses = tensor({{1, 2, 9}, {4, 4, 4}}), references = tensor({{1, 3}, {9, 9}});
  const Tensor lengths = tensor({2, 3}), reference_lengths = tensor({2, 0});
  const auto distances = [&](const auto&... given) {
    return nn::edit_distance(hypotheses, references, given...).template to_vector<std::int64_t>();
  };
  BOOST_TEST(distances(lengths, reference_lengths) == (Labels{1, 3}));
  BOOST_TEST(distances(lengths) == (Labels{1, 3}));
  BOOST_TEST(distances() == (Labels{2, 3}));
  BOOST_TEST(nn::edit_distance(zeros({0, 2}, int64), zeros({0, 3}, int64)).shape() == (Shape{0}));
  BOOST_TEST(nn::edit_distance(Tensor(test::awkward<std::int64_t>(hypotheses.array())), references)
                 .to_vector<std::int64_t>() == (Labels{2, 3}));
}

BOOST_AUTO_TEST_CASE(error_rate_divides_all_edits_by_all_reference_labels) {
  BOOST_TEST(nn::error_rate({{1, 2}, {4, 4, 4}}, {{1, 3}, {4, 4}}) == 0.5);
  BOOST_TEST(nn::error_rate(tensor({{1, 2, 0}, {4, 4, 4}}), tensor({{1, 3}, {4, 4}}),
                            tensor({2, 3})) == 0.5);
  BOOST_TEST(nn::error_rate({{1, 2, 3}}, {{4}}) == 3);
  BOOST_TEST(nn::error_rate({{1}}, {{}}) == std::numeric_limits<double>::infinity());
  BOOST_TEST(std::isnan(nn::error_rate(std::vector<Labels>(), std::vector<Labels>())));
}

BOOST_AUTO_TEST_CASE(edit_distance_and_error_rate_name_wrong_arguments) {
  const Tensor x = tensor({{1, 2}, {3, 4}});
  BOOST_CHECK_EXCEPTION(
      nn::edit_distance(x, x, tensor({2, 3})), ValueError,
      says("edit_distance: hypothesis_lengths[1] is 3, but hypotheses [2, 2] have 2 labels"));
  BOOST_CHECK_EXCEPTION(nn::edit_distance(x, x, {}, tensor({2})), ShapeError,
                        says("edit_distance: reference_lengths are int64 [1], expected one length "
                             "for each of 2 sequences"));
  BOOST_CHECK_EXCEPTION(nn::edit_distance(tensor({1, 2}), x), ShapeError,
                        says("edit_distance: hypotheses are int64 [2], expected [batch, labels]"));
  BOOST_CHECK_EXCEPTION(nn::edit_distance(x, tensor({{1, 2}})), ShapeError,
                        says("edit_distance: there are 2 hypotheses and 1 references"));
  BOOST_CHECK_THROW(nn::error_rate({{1}, {2}}, {{1}}), ShapeError);
  BOOST_CHECK_THROW(nn::edit_distance(ones({2, 2}), x), DTypeError);
  BOOST_CHECK_THROW(nn::error_rate(Tensor(), x), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
