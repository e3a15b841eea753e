// Errors of random functions and distributions, which are thrown before anything is drawn.
#include <xgrad/autograd/random/random.hpp>

#include "random/families.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::message_of;
namespace d = xgrad::distributions;

BOOST_AUTO_TEST_SUITE(random_errors)

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Checks the type of an error and the beginning of its message, and that nothing was drawn.
template <class E>
void check_error(const std::string& message, const std::function<void(Generator&)>& action) {
  Generator generator(1);
  const std::string before = generator.state();
  BOOST_TEST_CONTEXT(message) {
    BOOST_CHECK_THROW(action(generator), E);
    const std::string actual = message_of([&] { action(generator); });
    BOOST_TEST(actual.starts_with(message), actual);
    BOOST_TEST(generator.state() == before);
  }
}

Tensor vector(std::initializer_list<double> values, DType dtype = float64) {
  return tensor(values, dtype);
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_bernoulli) {
  using G = Generator;
  check_error<DTypeError>("bernoulli: p is int64, must be float32 or float64",
                          [](G& g) { bernoulli(ones({2}, int64), g); });
  check_error<ValueError>("bernoulli: the probability at [1, 0] is 1.5, must be in [0, 1]",
                          [](G& g) {
                            bernoulli(tensor({{0.0, 1.0}, {1.5, -1.0}}), g);
                          });
  check_error<ValueError>("bernoulli: the probability at [] is nan",
                          [](G& g) { bernoulli(full({}, kNan), g); });
  check_error<ValueError>("bernoulli: ", [](G& g) { bernoulli({}, g); });
}

BOOST_AUTO_TEST_CASE(of_multinomial) {
  using G = Generator;
  check_error<DTypeError>("multinomial: the weights are int64, must be float32 or float64",
                          [](G& g) { multinomial(ones({2}, int64), 1, true, g); });
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0}, Shape{2, 2, 2}}) {
    check_error<ShapeError>("multinomial: the weights are " + to_string(shape) +
                                ", expected [categories] or [rows, categories]",
                            [&](G& g) { multinomial(ones(shape), 1, true, g); });
  }
  check_error<ValueError>("multinomial: count is -1, must not be negative",
                          [](G& g) { multinomial(ones({2}), -1, true, g); });
  for (const double bad : {-0.5, kNan, kInfinity}) {
    check_error<ValueError>("multinomial: the weight at [1, 1] is ", [&](G& g) {
      multinomial(tensor({{1.0, 2.0}, {3.0, bad}}), 1, false, g);
    });
  }
  check_error<ValueError>(
      "multinomial: the weights float32 [2, 2] sum to 0 in row 1, must be positive and finite",
      [](G& g) {
        multinomial(tensor({{1.0, 2.0}, {0.0, 0.0}}), 1, true, g);
      });
  check_error<ValueError>("multinomial: the weights float64 [2] sum to inf in row 0", [](G& g) {
    multinomial(vector({1e308, 1e308}), 1, true, g);
  });
  check_error<ValueError>(
      "multinomial: 3 draws without replacement from 2 weights that are not 0 in row 0", [](G& g) {
        multinomial(vector({1, 0, 2}), 3, false, g);
      });
  check_error<ShapeError>("", [](G& g) { multinomial(ones({2}), Index{1} << 62, true, g); });
  check_error<ValueError>("multinomial: ", [](G& g) { multinomial({}, 1, true, g); });
}

BOOST_AUTO_TEST_CASE(of_exponential_and_gumbel) {
  using G = Generator;
  check_error<DTypeError>("exponential: draws cannot be bool, must be float32 or float64",
                          [](G& g) { exponential({2}, 1, bool_, g); });
  for (const double rate : {0.0, -1.0, kNan, kInfinity, 1e-320}) {
    check_error<ValueError>("exponential: rate is ",
                            [&](G& g) { exponential({2}, rate, float64, g); });
  }
  check_error<ValueError>(
      "exponential: rate is 1e-40, must be positive and finite, as must 1 / rate in float32",
      [](G& g) { exponential({2}, 1e-40, float32, g); });
  check_error<ShapeError>("", [](G& g) {
    exponential({Index{1} << 40, Index{1} << 40}, 1, float32, g);
  });
  check_error<DTypeError>("gumbel: draws cannot be int64", [](G& g) { gumbel({2}, int64, g); });
  check_error<DTypeError>("gumbel_softmax: the logits are int64",
                          [](G& g) { gumbel_softmax(ones({2}, int64), 1, false, 0, g); });
  for (const double tau : {0.0, -1.0, kNan, kInfinity}) {
    check_error<ValueError>("gumbel_softmax: tau is ",
                            [&](G& g) { gumbel_softmax(ones({2}), tau, false, 0, g); });
  }
  check_error<IndexError>("gumbel_softmax: axis 2", [](G& g) {
    gumbel_softmax(ones({2, 2}), 1, false, 2, g);
  });
}

BOOST_AUTO_TEST_CASE(of_parameters) {
  const auto refused = [](const std::string& message, const auto& make) {
    check_error<ValueError>(message, [&](Generator&) { make(true); });
    BOOST_CHECK_NO_THROW(make(false));
  };
  refused("Normal: scale is 0 at [1], must be positive", [](bool validate) {
    d::Normal(0, vector({1, 0}), validate);
  });
  refused("Normal: loc is nan, must be a number",
          [](bool validate) { d::Normal(kNan, 1, validate); });
  refused("Laplace: scale is -2, must be positive",
          [](bool validate) { d::Laplace(0, -2, validate); });
  refused("Gumbel: scale is nan, must be positive",
          [](bool validate) { d::Gumbel(0, kNan, validate); });
  refused("Exponential: rate is 0 at [0, 1], must be positive", [](bool validate) {
    d::Exponential(tensor({{1.0, 0.0}}), validate);
  });
  refused("Uniform: low is 2 at [1], must be less than high", [](bool validate) {
    d::Uniform(2, vector({3, 2}), validate);
  });
  refused("Bernoulli: probs is 1.25 at [1], must be in [0, 1]", [](bool validate) {
    d::Bernoulli(vector({0.5, 1.25}), validate);
  });
  refused("Bernoulli: logits is nan at [0], must be a number",
          [](bool validate) { d::Bernoulli({.logits = vector({kNan})}, validate); });
  refused("Categorical: probs is -1 at [2], must be at least 0", [](bool validate) {
    d::Categorical(vector({1, 2, -1}), validate);
  });
  refused("Categorical: sum(probs) is 0 at [1, 0], must be positive and finite", [](bool validate) {
    d::Categorical(tensor({{1.0, 2.0}, {0.0, 0.0}}), validate);
  });
  refused("Categorical: sum(probs) is inf at [0], must be positive and finite", [](bool validate) {
    d::Categorical(vector({1, kInfinity}), validate);
  });
  refused("Categorical: log(probs) is nan at [1, 0], must be a number", [](bool validate) {
    d::Categorical({.logits = tensor({{1.0, 2.0}, {kNan, 2.0}})}, validate);
  });
}

BOOST_AUTO_TEST_CASE(of_shapes_dtypes_and_undefined_parameters) {
  using G = Generator;
  check_error<DTypeError>("Normal: scale is float32 [2], must be float64",
                          [](G&) { d::Normal(vector({0}), ones({2})); });
  check_error<DTypeError>("Normal: loc is int64 [2], must be float32 or float64",
                          [](G&) { d::Normal(ones({2}, int64), 1); });
  check_error<ShapeError>("Normal: ", [](G&) { d::Normal(ones({2}), ones({3})); });
  check_error<ValueError>("Normal: ", [](G&) { d::Normal(Tensor(), 1); });
  check_error<ValueError>("Bernoulli: none of probs and logits are defined",
                          [](G&) { d::Bernoulli(d::ProbsOrLogits{}); });
  check_error<ValueError>("Categorical: both of probs and logits are defined",
                          [](G&) { d::Categorical({.probs = ones({2}), .logits = ones({2})}); });
  check_error<DTypeError>("Categorical: probs are int64 [2], must be float32 or float64",
                          [](G&) { d::Categorical(ones({2}, int64)); });
  for (const Shape& shape : {Shape{}, Shape{2, 0}}) {
    check_error<ShapeError>("Categorical: logits are " + to_string(shape) +
                                ", expected [..., categories] with at least one category",
                            [&](G&) { d::Categorical({.logits = ones(shape)}); });
  }
  check_error<ShapeError>("kl_divergence: p has 2 categories, q has 1", [](G&) {
    kl_divergence(d::Categorical(ones({2})), d::Categorical(ones({1})));
  });
  const d::Normal normal(ones({2}), 1);
  check_error<ShapeError>("", [&](G& g) { normal.sample({1, 1, 1, 1, 1, 1, 1, 1}, g); });
  check_error<ShapeError>("", [&](G& g) { normal.sample({Index{1} << 62}, g); });
  check_error<ShapeError>("", [&](G& g) { normal.sample({-1}, g); });
  const d::Categorical categorical(ones({2, 3}));
  check_error<ShapeError>("", [&](G& g) { categorical.sample({-1, -1}, g); });
  check_error<ShapeError>("", [&](G& g) { categorical.sample({Index{1} << 62}, g); });
}

BOOST_AUTO_TEST_CASE(of_values) {
  const auto refused = [](const std::string& message, const auto& make, const Tensor& value) {
    check_error<ValueError>(message, [&](Generator&) { make(true).log_prob(value); });
    return make(false).log_prob(value);
  };
  refused(
      "Normal: value is nan at [1], must be a number",
      [](bool validate) { return d::Normal(ones({1}, float64), 1, validate); }, vector({1, kNan}));
  refused(
      "Exponential: value is -1 at [0], must be at least 0",
      [](bool validate) { return d::Exponential(ones({2}, float64), validate); }, vector({-1}));
  const Tensor outside = refused(
      "Uniform: value is 3 at [0, 1], must be in [low, high]",
      [](bool validate) {
        return d::Uniform(0, vector({4, 2}), validate);
      },
      tensor({{3.0}, {1.0}}, float64));
  BOOST_TEST(outside.index({0, 1}).item<double>() == -kInfinity);
  const Tensor fraction = refused(
      "Bernoulli: value is 0.5, must be 0 or 1",
      [](bool validate) { return d::Bernoulli(vector({0.5}), validate); }, full({}, 0.5, float64));
  BOOST_TEST(std::abs(fraction.item<double>() + std::log(2)) < 1e-15);
  check_error<ValueError>("Categorical: value is 3 at [1], must be in [0, 2]", [](Generator&) {
    d::Categorical(ones({3})).log_prob(tensor({0, 3}));
  });
  check_error<IndexError>("", [](Generator&) {
    d::Categorical(ones({3}), false).log_prob(tensor({0, 3}));
  });
  check_error<DTypeError>("Categorical: value [1] is float32, must be int64",
                          [](Generator&) { d::Categorical(ones({3})).log_prob(tensor({0.0})); });
  check_error<DTypeError>("Normal: value [1] is float64, must be float32",
                          [](Generator&) { d::Normal(0, 1).log_prob(vector({0})); });
  check_error<ShapeError>("Laplace: ",
                          [](Generator&) { d::Laplace(ones({2}), 1).log_prob(ones({3})); });
  check_error<ValueError>("log_prob: ", [](Generator&) { d::Gumbel(0, 1).log_prob({}); });
}

BOOST_AUTO_TEST_SUITE_END()
