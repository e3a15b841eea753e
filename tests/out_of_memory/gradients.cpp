// A pass that throws leaves every gradient as it was: of leaves and results, recorded or not.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using test::After;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(gradients)

namespace {

std::vector<Tensor> gradients_of(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> gradients;
  for (const Tensor& tensor : tensors) gradients.push_back(tensor.grad());
  return gradients;
}

std::vector<float> values_of(const std::vector<Tensor>& gradients) {
  std::vector<float> values;
  for (const Tensor& gradient : gradients) values.push_back(test::values<float>(gradient)[0]);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(backward_changes_retained_and_recorded_gradients_all_or_none) {
  for (const bool recorded : {false, true}) {
    const Tensor a = ones({3}).requires_grad_(), b = ones({3}).requires_grad_();
    std::vector<Tensor> tensors = {a, b, mul(a, b)};
    while (tensors.size() < 10) tensors.push_back(add(tensors.back(), a));
    for (const Tensor& tensor : tensors) tensor.retain_grad();
    const auto pass = [&] {
      sum(tensors.back()).backward({}, {.retain_graph = true, .create_graph = recorded});
    };
    pass();
    const std::vector<float> added = values_of(gradients_of(tensors));
    const std::int64_t count = test::allocations_of(pass);
    for (const After after : {After::enough, After::nothing}) {
      for (std::int64_t k = 1; k <= count + 30; ++k) {
        // While somebody holds the gradients, each of the new ones takes memory.
        const std::vector<Tensor> before = gradients_of(tensors);
        std::vector<float> expected = values_of(before);
        const Outcome outcome = test::Failing{k, after}.call(pass);
        BOOST_TEST((outcome == Outcome::done || outcome == Outcome::out_of_memory), outcome);
        if (outcome == Outcome::done) {
          for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += added[i];
        }
        BOOST_TEST(values_of(gradients_of(tensors)) == expected,
                   "recorded " << recorded << ", allocation " << k);
      }
    }
    for (const Tensor& leaf : {a, b}) leaf.set_grad({});  // refers to the leaf
  }
}

BOOST_AUTO_TEST_SUITE_END()
