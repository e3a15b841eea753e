// Confusion matrices and the scores that follow from them, against their definitions.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using nn::Average;
using test::check_message;
using test::close;
using test::Misuse;

BOOST_AUTO_TEST_SUITE(confusion_matrices)

using Classes = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

namespace {

// Precision, recall and F1 of one class.
struct Scores {
  double precision, recall, f1, targets;
  bool occurs;
};

Scores by_counting(const Classes& predicted, const Classes& target, std::int64_t c) {
  double both = 0, predictions = 0, targets = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    both += predicted[i] == c && target[i] == c ? 1 : 0;
    predictions += predicted[i] == c ? 1 : 0;
    targets += target[i] == c ? 1 : 0;
  }
  const double precision = predictions > 0 ? both / predictions : 0;
  const double recall = targets > 0 ? both / targets : 0;
  const double f1 = both > 0 ? 2 * precision * recall / (precision + recall) : 0;
  return {precision, recall, f1, targets, predictions + targets > 0};
}

nn::ConfusionMatrix matrix_of(const Tensor& predicted, const Tensor& target, Index classes) {
  nn::ConfusionMatrix matrix(classes);
  matrix.update(predicted, target);
  return matrix;
}

}  // namespace

BOOST_AUTO_TEST_CASE(confusion_matrix_of_the_example_of_scikit_learn) {
  const Tensor counts =
      nn::confusion_matrix(tensor({0, 0, 2, 2, 0, 2}), tensor({2, 0, 2, 2, 0, 1}), 3);
  BOOST_TEST(counts.shape() == (Shape{3, 3}));
  BOOST_TEST(counts.to_vector<std::int64_t>() == (Classes{2, 0, 0, 0, 0, 1, 1, 0, 2}));
}

BOOST_AUTO_TEST_CASE(confusion_matrix_has_the_scores_of_scikit_learn) {
  const auto matrix = matrix_of(tensor({0, 2, 1, 0, 0, 1}), tensor({0, 1, 2, 0, 1, 2}), 3);
  BOOST_TEST(close(matrix.precision(), Numbers{2.0 / 3, 0, 0}));
  BOOST_TEST(close(matrix.recall(), Numbers{1, 0, 0}));
  BOOST_TEST(close(matrix.f1(), Numbers{0.8, 0, 0}));
  BOOST_TEST(close(matrix.precision(Average::macro), 2.0 / 9, {.relative = 2e-16}));
  BOOST_TEST(close(matrix.precision(Average::weighted), 2.0 / 9, {.relative = 2e-16}));
  BOOST_TEST(close(matrix.recall(Average::macro), 1.0 / 3));
  BOOST_TEST(close(matrix.f1(Average::macro), 0.8 / 3));
  for (const double micro : {matrix.precision(Average::micro), matrix.recall(Average::micro),
                             matrix.f1(Average::micro), matrix.accuracy()})
    BOOST_TEST(micro == 1.0 / 3);
}

BOOST_AUTO_TEST_CASE(confusion_matrix_scores_equal_their_definitions) {
  Generator generator(2);
  for (int example = 0; example < 100; ++example) {
    const Index classes = randint(1, 6, {}, generator).item<Index>();
    const Index size = randint(1, 12, {}, generator).item<Index>();
    const Tensor predicted = randint(0, classes, {size}, generator);
    const Tensor target = randint(0, classes, {size}, generator);
    const auto matrix = matrix_of(predicted, target, classes);
    Numbers precision, recall, f1;
    double macro_f1 = 0, occurring = 0, weighted_precision = 0, weighted_recall = 0, right = 0;
    for (std::int64_t c = 0; c < classes; ++c) {
      const Scores scores =
          by_counting(predicted.to_vector<std::int64_t>(), target.to_vector<std::int64_t>(), c);
      precision.push_back(scores.precision);
      recall.push_back(scores.recall);
      f1.push_back(scores.f1);
      occurring += scores.occurs ? 1 : 0;
      macro_f1 += scores.f1;
      weighted_precision += scores.precision * scores.targets;
      weighted_recall += scores.recall * scores.targets;
      right += scores.recall * scores.targets;
    }
    const auto count = static_cast<double>(size);
    const test::Tolerance rounding{.absolute = 4e-16};
    BOOST_TEST(close(matrix.precision(), precision, rounding));
    BOOST_TEST(close(matrix.recall(), recall, rounding));
    BOOST_TEST(close(matrix.f1(), f1, rounding));
    BOOST_TEST(close(matrix.f1(Average::macro), macro_f1 / occurring, rounding));
    BOOST_TEST(close(matrix.precision(Average::weighted), weighted_precision / count, rounding));
    BOOST_TEST(close(matrix.recall(Average::weighted), weighted_recall / count, rounding));
    BOOST_TEST(close(matrix.accuracy(), right / count, rounding));
    BOOST_TEST(matrix.accuracy() == nn::accuracy(predicted, target));
    BOOST_TEST(nn::f1_score(predicted, target, classes) == matrix.f1(Average::macro));
  }
}

BOOST_AUTO_TEST_CASE(confusion_matrix_macro_average_leaves_absent_classes_out) {
  const auto matrix = matrix_of(tensor({0, 3}), tensor({0, 0}), 5);
  BOOST_TEST(matrix.precision(Average::macro) == 0.5);  // classes 0 and 3
  BOOST_TEST(matrix.recall(Average::macro) == 0.25);
  BOOST_TEST(matrix.recall() == (Numbers{0.5, 0, 0, 0, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(confusion_matrix_without_targets) {
  const nn::ConfusionMatrix matrix(2);
  BOOST_TEST(matrix.compute().to_vector<std::int64_t>() == (Classes{0, 0, 0, 0}));
  BOOST_TEST(matrix.f1() == (Numbers{0, 0}), boost::test_tools::per_element());
  for (const Average average : {Average::macro, Average::micro, Average::weighted})
    BOOST_TEST(std::isnan(matrix.f1(average)));
  BOOST_TEST(std::isnan(matrix.accuracy()));
}

BOOST_AUTO_TEST_CASE(confusion_matrix_takes_the_first_largest_score) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor scores = tensor({{1.0, 1.0}, {-infinity, 0.0}, {std::nan(""), 0.0}}, float64);
  const Tensor target = tensor({1, 1, -100});
  BOOST_TEST(nn::confusion_matrix(scores, target, 2).to_vector<std::int64_t>() ==
             (Classes{0, 0, 1, 1}));
  BOOST_TEST(nn::confusion_matrix(scores, tensor({1, 0, 9}), 2, {.ignore_index = 0},
                                  tensor({true, true, false}))
                 .to_vector<std::int64_t>() == (Classes{0, 0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(confusion_matrix_names_wrong_arguments) {
  const Tensor scores = ones({2, 3}), target = tensor({0, 2});
  const std::vector<Misuse> misuses = {
      {"ConfusionMatrix: num_classes is 0, must be positive", [] { nn::ConfusionMatrix(0); }},
      {"ConfusionMatrix: num_classes is 4000000000: the matrix [num_classes, num_classes] has more "
       "elements than memory can address",
       [] { nn::ConfusionMatrix(4'000'000'000); }},
      {"ConfusionMatrix: scores [2, 3] have 3 classes, expected num_classes = 4",
       [&] { nn::confusion_matrix(scores, target, 4); }},
      {"ConfusionMatrix: target[1] = 2, expected 0..1\n  hint: only targets of the ignore_index "
       "may "
       "be other numbers",
       [&] {
         nn::confusion_matrix(tensor({0, 0}), target, 2);
       }},
      {"ConfusionMatrix: input[0] = -1, expected 0..2",
       [&] {
         nn::confusion_matrix(tensor({-1, 0}), target, 3);
       }},
      {"ConfusionMatrix: target[0] = 3, but scores [2, 3] have classes 0..2",
       [&] {
         nn::confusion_matrix(scores, tensor({3, 0}), 3);
       }},
      {"ConfusionMatrix: a score of target[0] is NaN",
       [&] { nn::confusion_matrix(scores / 0.0 * 0.0, target, 3); }},
      {"ConfusionMatrix: an undefined tensor", [&] { nn::confusion_matrix(Tensor(), target, 3); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
