// The distribution of draws: Kolmogorov-Smirnov and chi-square tests with fixed seeds.
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/nn/init.hpp>

#include "random/families.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <cmath>
#include <numbers>

using namespace xgrad;
namespace d = xgrad::distributions;

BOOST_AUTO_TEST_SUITE(frequencies)

namespace {

constexpr Index kDraws = 20000;

// The largest distance of the empirical from the exact distribution function, times sqrt(draws):
// above 1.95 with probability 0.001.
double distance(const Tensor& draws, const std::function<double(double)>& below) {
  std::vector<double> sorted = test::values(to(draws, float64));
  std::sort(sorted.begin(), sorted.end());
  const auto count = static_cast<double>(sorted.size());
  double largest = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double exact = below(sorted[i]), rank = static_cast<double>(i);
    largest = std::max({largest, exact - rank / count, (rank + 1) / count - exact});
  }
  return largest * std::sqrt(count);
}

constexpr double kDistance = 1.95;

// The sum of (observed - expected)^2 / expected over the categories; those of probability 0 must not
// occur.
double chi_square(const std::vector<std::int64_t>& draws, const std::vector<double>& weights) {
  double sum = 0, total = 0;
  for (const double weight : weights) total += weight;
  std::vector<double> counts(weights.size());
  for (const std::int64_t category : draws) counts.at(static_cast<std::size_t>(category)) += 1;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double expected = static_cast<double>(draws.size()) * weights[i] / total;
    if (expected == 0) {
      BOOST_TEST(counts[i] == 0);
    } else {
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
  }
  return sum;
}

// Of four categories with three degrees of freedom; above it with probability 0.001.
constexpr double kChiSquare = 16.3;
const std::vector<double> kWeights = {0, 3, 1, 0, 4, 2, 0};

double normal_below(double x) {
  return (1 + std::erf(x / std::numbers::sqrt2)) / 2;
}

double gumbel_below(double x) {
  return std::exp(-std::exp(-x));
}

}  // namespace

BOOST_AUTO_TEST_CASE(exponential_and_gumbel) {
  for (const DType dtype : {float32, float64}) {
    Generator generator(5);
    BOOST_TEST(distance(exponential({kDraws}, 3, dtype, generator),
                        [](double x) { return -std::expm1(-3 * x); }) < kDistance);
    BOOST_TEST(distance(gumbel({kDraws}, dtype, generator), gumbel_below) < kDistance);
    // The test detects a rate that is wrong by a twentieth.
    BOOST_TEST(distance(exponential({kDraws}, 3, dtype, generator),
                        [](double x) { return -std::expm1(-3.15 * x); }) > kDistance);
  }
}

BOOST_AUTO_TEST_CASE(trunc_normal) {
  Generator generator(5);
  const Tensor x = zeros({kDraws}, float64);
  nn::init::trunc_normal_(x, 1, 2, 0, 4, generator);
  const double low = normal_below(-0.5), high = normal_below(1.5);
  BOOST_TEST(distance(x, [&](double at) {
               return (normal_below((at - 1) / 2) - low) / (high - low);
             }) < kDistance);
}

BOOST_AUTO_TEST_CASE(bernoulli_of_each_probability) {
  Generator generator(5);
  const Tensor p = tensor({0.0, 0.05, 0.5, 0.9, 1.0}, float64);
  for (const DType dtype : {float32, float64}) {
    const Tensor share =
        mean(to(bernoulli(expand(to(p, dtype), {kDraws, 5}), generator), float64), 0);
    const Tensor deviation = sqrt(p * (1 - p) / static_cast<double>(kDraws));
    BOOST_TEST(sum(to(abs(share - p) > 3.3 * deviation, int64)).item<Index>() == 0);
  }
}

BOOST_AUTO_TEST_CASE(multinomial_with_and_without_replacement) {
  for (const DType dtype : {float32, float64}) {
    Generator generator(5);
    const Tensor weights = to(from_vector(kWeights), dtype);
    const auto drawn = [](const Tensor& x) { return test::values<std::int64_t>(x); };
    BOOST_TEST(chi_square(drawn(multinomial(weights, kDraws, true, generator)), kWeights) <
               kChiSquare);
    const Tensor rows = expand(weights, {kDraws, 7});
    BOOST_TEST(chi_square(drawn(multinomial(rows, 1, true, generator)), kWeights) < kChiSquare);

    // First draws follow the weights; without category 4, second draws follow the others.
    const Tensor pairs = multinomial(rows, 2, false, generator);
    const Tensor first = select(pairs, 1, 0), second = select(pairs, 1, 1);
    BOOST_TEST(chi_square(drawn(first), kWeights) < kChiSquare);
    BOOST_TEST(chi_square(drawn(masked_select(second, first == 4)), {0, 3, 1, 0, 0, 2, 0}) <
               kChiSquare);
    BOOST_TEST(sum(to(first == second, int64)).item<Index>() == 0);
  }
}

BOOST_AUTO_TEST_CASE(draws_without_replacement_of_all_categories_are_a_permutation) {
  Generator generator(5);
  const Tensor weights = exponential({20, 9}, 1, float64, generator);
  const Tensor drawn = multinomial(weights, 9, false, generator);
  BOOST_TEST(sum(to(sum(one_hot(drawn, 9), 1) == 1, int64)).item<Index>() == 20 * 9);
}

// A category of one row in a thousand, at both ends of many.
BOOST_AUTO_TEST_CASE(multinomial_of_many_categories) {
  Generator generator(5);
  const Tensor drawn = multinomial(ones({1000}), 50000, true, generator);
  BOOST_TEST(min(drawn).item<Index>() == 0);
  BOOST_TEST(max(drawn).item<Index>() == 999);
  std::vector<double> even(1000, 1);  // 999 degrees of freedom: 1144 is exceeded with 0.001
  BOOST_TEST(chi_square(test::values<std::int64_t>(drawn), even) < 1144);
}

BOOST_AUTO_TEST_CASE(samples_of_continuous_distributions) {
  Generator generator(5);
  const Shape shape = {kDraws};
  for (const DType dtype : {float32, float64}) {
    const Tensor loc = full({}, 0.5, dtype), scale = full({}, 2, dtype);
    const auto scaled = [](double x) { return (x - 0.5) / 2; };
    BOOST_TEST(distance(d::Normal(loc, scale).sample(shape, generator),
                        [&](double x) { return normal_below(scaled(x)); }) < kDistance);
    BOOST_TEST(distance(d::Uniform(loc, scale).sample(shape, generator),
                        [](double x) { return (x - 0.5) / 1.5; }) < kDistance);
    BOOST_TEST(distance(d::Exponential(scale).sample(shape, generator),
                        [](double x) { return -std::expm1(-2 * x); }) < kDistance);
    BOOST_TEST(distance(d::Laplace(loc, scale).sample(shape, generator), [&](double x) {
                 const double tail = std::exp(-std::abs(scaled(x))) / 2;
                 return x < 0.5 ? tail : 1 - tail;
               }) < kDistance);
    BOOST_TEST(distance(d::Gumbel(loc, scale).sample(shape, generator),
                        [&](double x) { return gumbel_below(scaled(x)); }) < kDistance);
  }
}

BOOST_AUTO_TEST_CASE(samples_have_the_moments_of_their_distribution) {
  for (const test::Family& family : test::families()) {
    if (family.name.starts_with("categorical")) continue;
    Generator generator(6);
    const auto distribution = family.make(family.leaves());
    const Tensor draws = distribution->sample({kDraws}, generator);
    const Tensor mean_of_draws = mean(draws, 0);
    const Tensor variance = mean(square(draws - mean_of_draws), 0);
    const Tensor deviation = sqrt(distribution->variance() / static_cast<double>(kDraws));
    BOOST_TEST_CONTEXT(family.name) {
      BOOST_TEST(max(abs(mean_of_draws - distribution->mean()) / deviation).item<double>() < 3.5);
      BOOST_TEST(max(abs(variance / distribution->variance() - 1)).item<double>() < 0.06);
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_of_categorical) {
  Generator generator(5);
  const d::Categorical distribution(from_vector(kWeights));
  BOOST_TEST(chi_square(test::values<std::int64_t>(distribution.sample({kDraws}, generator)),
                        kWeights) < kChiSquare);
}

BOOST_AUTO_TEST_SUITE_END()
