// Distributions against torch.distributions: values, gradients, samples.
#include <xgrad/autograd/gradcheck.hpp>

#include <boost/test/data/test_case.hpp>

#include "golden/distributions/continuous.hpp"
#include "golden/distributions/discrete.hpp"
#include "golden/distributions/draws.hpp"
#include "random/families.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::close;
using test::Family;
using test::Tensors;
namespace d = xgrad::distributions;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(distributions_suite)

namespace {

constexpr std::uint64_t kSeed = 11;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Checks a result and the gradients of its sum; unused parameters have the gradient 0.
void check(const Family& family, const std::string& what, const Tensor& result,
           const Tensors& leaves) {
  const std::span<const golden::Named> table =
      family.value && what != "_kl"
          ? std::span<const golden::Named>(golden::distributions::continuous)
          : golden::distributions::discrete;
  const std::string name = family.name + what;
  const test::Tolerance tolerance = {.absolute = 4e-15, .relative = 4e-15};
  BOOST_TEST(close(result, test::find(table, name), tolerance), name);
  if (leaves.empty()) return;
  const Tensors gradients =
      grad({sum(result)}, leaves, {.retain_graph = true, .allow_unused = true});
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::string entry = name + "_" + std::to_string(i);
    BOOST_TEST(close(gradients[i].defined() ? gradients[i] : zeros_like(leaves[i]),
                     test::find(table, entry), tolerance),
               entry);
  }
}

Tensor divergence(const std::string& name, const Tensors& p, const Tensors& q) {
  if (name == "normal") return kl_divergence(d::Normal(p[0], p[1]), d::Normal(q[0], q[1]));
  const bool logits = name.ends_with("logits");
  const auto of = [&](const Tensor& x) {
    return logits ? d::ProbsOrLogits{.logits = x} : d::ProbsOrLogits{.probs = x};
  };
  if (name.starts_with("bernoulli")) {
    return kl_divergence(d::Bernoulli(of(p[0])), d::Bernoulli(of(q[0])));
  }
  return kl_divergence(d::Categorical(of(p[0])), d::Categorical(of(q[0])));
}

std::vector<Family> families_with_divergences() {
  std::vector<Family> found;
  for (const Family& family : test::families()) {
    if (family.name == "normal" || !family.value) found.push_back(family);
  }
  return found;
}

void check_derivatives(const CheckedFunction& function, const Tensors& inputs) {
  const GradcheckResult first = gradcheck(function, inputs);
  BOOST_TEST(first.ok, first.message);
  const GradcheckResult second = gradgradcheck(function, inputs);
  BOOST_TEST(second.ok, second.message);
}

}  // namespace

BOOST_DATA_TEST_CASE(densities_match_pytorch, data::make(test::families()), family) {
  const Tensors leaves = family.leaves();
  const auto distribution = family.make(leaves);
  const Tensor value = family.values();
  Tensors inputs = leaves;
  if (value.requires_grad()) inputs.push_back(value);
  check(family, "_log_prob", distribution->log_prob(value), inputs);
  check(family, "_entropy", distribution->entropy(), leaves);
  if (family.name.starts_with("categorical")) {
    for (const Tensor& moment : {distribution->mean(), distribution->variance()}) {
      BOOST_TEST((moment.shape() == Shape{2}));
      BOOST_TEST(std::isnan(sum(moment).item<double>()));
    }
    return;
  }
  check(family, "_mean", distribution->mean(), {});
  check(family, "_variance", distribution->variance(), {});
}

BOOST_DATA_TEST_CASE(divergences_match_pytorch, data::make(families_with_divergences()), family) {
  const Tensors p = family.leaves(), q = family.leaves(0.9);
  Tensors leaves = p;
  leaves.insert(leaves.end(), q.begin(), q.end());
  check(family, "_kl", divergence(family.name, p, q), leaves);
}

BOOST_DATA_TEST_CASE(samples_match_pytorch, data::make(test::families()), family) {
  Generator generator(kSeed);
  const Tensor sample = family.make(family.leaves())->sample({3}, generator);
  BOOST_TEST(!sample.requires_grad());
  BOOST_TEST(close(sample, test::find(golden::distributions::draws, family.name + "_sample"),
                   {.absolute = 1e-15, .relative = 2e-15}));
}

BOOST_AUTO_TEST_CASE(one_sample_of_categorical_matches_pytorch) {
  Generator generator(kSeed);
  const Family family = test::families()[7];
  BOOST_TEST(close(family.make(family.leaves())->sample({}, generator),
                   golden::distributions::categorical_one));
}

BOOST_DATA_TEST_CASE(derivatives, data::make(test::families()), family) {
  const std::size_t parameters = family.parameters.size();
  Tensors inputs = family.leaves();
  check_derivatives([&](const Tensors& t) { return family.make(t)->entropy(); }, inputs);
  const Tensor value = family.values();
  if (value.requires_grad()) inputs.push_back(value);
  check_derivatives(
      [&](const Tensors& t) {
        const auto distribution =
            family.make({t.begin(), t.begin() + static_cast<Index>(parameters)});
        return distribution->log_prob(t.size() > parameters ? t.back() : value);
      },
      inputs);
}

BOOST_DATA_TEST_CASE(derivatives_of_divergences, data::make(families_with_divergences()), family) {
  Tensors inputs = family.leaves();
  for (const Tensor& leaf : family.leaves(0.9)) inputs.push_back(leaf);
  const auto half = static_cast<Index>(inputs.size() / 2);
  check_derivatives(
      [&](const Tensors& t) {
        return divergence(family.name, {t.begin(), t.begin() + half}, {t.begin() + half, t.end()});
      },
      inputs);
}

BOOST_DATA_TEST_CASE(rsample_is_differentiable, data::make(test::families()), family) {
  const auto drawn = [&](const Tensors& t) {
    Generator generator(kSeed);
    const auto distribution = family.make(t);
    const auto& reparameterized =
        dynamic_cast<const d::ReparameterizedDistribution&>(*distribution);
    return reparameterized.rsample({2}, generator);
  };
  if (!family.value) return;
  const Tensors leaves = family.leaves();
  check_derivatives(drawn, leaves);
  Generator generator(kSeed);
  BOOST_TEST(close(drawn(leaves), family.make(leaves)->sample({2}, generator)));
}

BOOST_DATA_TEST_CASE(float32_is_near_float64, data::make(test::families()), family) {
  Tensors rounded;
  for (const Tensor& leaf : family.leaves()) rounded.push_back(to(leaf.detach(), float32));
  const auto exact = family.make(family.leaves()), near = family.make(rounded);
  const Tensor value = family.values();
  const Tensor result = near->log_prob(value.dtype() == int64 ? value : to(value, float32));
  const test::Tolerance tolerance = {.absolute = 4e-7, .relative = 2e-6};
  BOOST_TEST(result.dtype() == float32);
  BOOST_TEST(close(result, exact->log_prob(value), tolerance));
  BOOST_TEST(near->entropy().dtype() == float32);
  BOOST_TEST(close(near->entropy(), exact->entropy(), tolerance));
  BOOST_TEST(near->sample({5}).dtype() == (value.dtype() == int64 ? int64 : float32));
}

BOOST_DATA_TEST_CASE(strided_parameters, data::make(test::families()), family) {
  Tensors strided;
  for (const Tensor& leaf : family.leaves()) {
    strided.push_back(transpose(contiguous(transpose(leaf, 0, 1)), 0, 1));
    BOOST_TEST(!strided.back().is_contiguous());
  }
  const auto distribution = family.make(strided), expected = family.make(family.leaves());
  Generator a(kSeed), b(kSeed);
  const test::Tolerance tolerance = {.absolute = 2e-15, .relative = 2e-15};
  BOOST_TEST(close(distribution->log_prob(family.values()), expected->log_prob(family.values()),
                   tolerance));
  BOOST_TEST(close(distribution->entropy(), expected->entropy(), tolerance));
  BOOST_TEST(close(distribution->sample({4}, a), expected->sample({4}, b), tolerance));
}

BOOST_DATA_TEST_CASE(batches_without_elements_and_samples_without_draws,
                     data::make(test::families()), family) {
  Tensors empty;
  for (const Tensor& leaf : family.leaves()) empty.push_back(slice(leaf, 0, 0, 0));
  const bool categorical = family.name.starts_with("categorical");
  const auto distribution = family.make(empty);
  const Shape batch = categorical ? Shape{0} : Shape{0, 3};
  BOOST_TEST(distribution->batch_shape() == batch);
  BOOST_TEST(distribution->entropy().shape() == batch);
  BOOST_TEST(distribution->sample().shape() == batch);
  BOOST_TEST(distribution->log_prob(distribution->sample()).shape() == batch);
  const Tensor none = family.make(family.leaves())->sample({0, 4});
  BOOST_TEST(none.shape() == (categorical ? Shape{0, 4, 2} : Shape{0, 4, 2, 3}));
}

BOOST_AUTO_TEST_CASE(parameters_broadcast_with_numbers_and_each_other) {
  const d::Normal normal(tensor({{1.0}, {2.0}}, float64), tensor({1.0, 2.0, 3.0}, float64));
  BOOST_TEST(normal.batch_shape() == (Shape{2, 3}));
  BOOST_TEST(normal.sample({4}).shape() == (Shape{4, 2, 3}));
  BOOST_TEST(normal.log_prob(zeros({5, 1, 1}, float64)).shape() == (Shape{5, 2, 3}));
  BOOST_TEST(d::Normal(zeros({3}, float64), 2).scale().dtype() == float64);
  BOOST_TEST(d::Normal(0, 1).sample({2}).dtype() == float32);
  BOOST_TEST(d::Uniform(-1, 1.5).mean().item<float>() == 0.25);
  BOOST_TEST(d::Bernoulli(0.25).variance().item<float>() == 0.1875);
  BOOST_TEST(d::Categorical(ones({5, 4})).log_prob(zeros({2, 1}, int64)).shape() == (Shape{2, 5}));
}

BOOST_AUTO_TEST_CASE(values_at_the_limits) {
  const d::Uniform uniform(tensor({0.0, 0.0}, float64), 2);
  BOOST_TEST(close(uniform.log_prob(tensor({0.0, 2.0}, float64)),
                   std::vector<double>{-std::log(2), -kInfinity}));
  const d::Bernoulli certain({.logits = tensor({800.0, -800.0}, float64)});
  BOOST_TEST(close(certain.log_prob(tensor({0.0, 1.0}, float64)), std::vector<double>{-800, -800}));
  BOOST_TEST(close(certain.entropy(), std::vector<double>{0, 0}));
  BOOST_TEST(close(d::Bernoulli(tensor({0.0, 1.0}, float64)).sample({9}),
                   expand(tensor({0.0, 1.0}, float64), {9, 2})));
}

// Masked categories, as of actions that are not allowed.
BOOST_AUTO_TEST_CASE(categories_with_logit_minus_infinity) {
  const Tensor logits = test::leaf({3}, {0.5, -kInfinity, 1.5});
  const d::Categorical masked({.logits = logits});
  const d::Categorical rest({.logits = tensor({0.5, 1.5}, float64)});
  const test::Tolerance tolerance = {.absolute = 1e-15, .relative = 1e-15};
  BOOST_TEST(close(masked.entropy(), rest.entropy(), tolerance));
  BOOST_TEST(masked.log_prob(tensor(1)).item<double>() == -kInfinity);
  const Tensor slope = grad(masked.entropy(), logits, {.retain_graph = true});
  BOOST_TEST(slope.index({1}).item<double>() == 0);
  BOOST_TEST(std::isfinite(sum(slope).item<double>()));
  BOOST_TEST(sum(to(masked.sample({1000}) == 1, int64)).item<Index>() == 0);

  const Tensor same = kl_divergence(masked, masked);
  BOOST_TEST(same.item<double>() == 0);
  BOOST_TEST(std::isfinite(sum(grad(same, logits)).item<double>()));
  const d::Categorical even(ones({3}, float64));
  BOOST_TEST(kl_divergence(even, masked).item<double>() == kInfinity);
  BOOST_TEST(std::isfinite(kl_divergence(masked, even).item<double>()));
  BOOST_TEST(kl_divergence(d::Bernoulli(0.5), d::Bernoulli(1.0)).item<double>() == kInfinity);
  BOOST_TEST(kl_divergence(d::Bernoulli(0.0), d::Bernoulli(0.0)).item<double>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
