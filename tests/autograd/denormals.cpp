// Subnormal numbers in tensors: exact by default; with the switch on, only results of arithmetic
// are flushed, and those of a backward pass.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/print.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/flush.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::close;
using test::Flush;

BOOST_AUTO_TEST_SUITE(denormals)

namespace {

constexpr float kTiny = 1e-40f;

float number(const Tensor& x) {
  return x.item<float>();
}

bool flushes() {
  volatile float tiny = std::numeric_limits<float>::min();
  return tiny * 0.5f == 0.0f;
}

// Whether a pullback that a backward pass calls flushes.
bool backward_flushes() {
  bool found = false;
  const Tensor x = ones({2}).requires_grad_();
  const Tensor y = record("observed", x.array(), {x}, [&found](const Tensor& g) {
    found = flushes();
    return g;
  });
  sum(y).backward();
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(subnormal_inputs_are_read_exactly_with_flushing_on_and_off) {
  for (const bool flush : {false, true}) {
    const Flush set(flush);
    for (const Index size : {1, 100, 100'000}) {
      const Tensor x = full({size}, kTiny);
      BOOST_TEST(close(number(max(log(x))), -92.1034, {.absolute = 1e-4}));
      BOOST_TEST(min(to(gt(x, 0), int64)).item<std::int64_t>() == 1);
      BOOST_TEST(max(to(eq(x, 0), int64)).item<std::int64_t>() == 0);
      BOOST_TEST(number(max(x)) == kTiny);
      BOOST_TEST(number(select(x, 0, -1)) == kTiny);
      BOOST_TEST(close(number(max(x * 1e10)), 1e-30f, {.relative = 1e-4}));
    }
    const double scaled = (tensor({1e-310}, float64) * 1e10).item<double>();
    BOOST_TEST(close(scaled, 1e-300, {.relative = 1e-12}));
    BOOST_TEST(number(sum(tensor({kTiny, kTiny}))) == 2 * kTiny);
    BOOST_TEST(number(to(tensor({1e-40}, float64), float32)) == kTiny);
    BOOST_TEST(to_string(tensor({kTiny})) == "[9.9999e-41]  float32 [1]");
  }
}

BOOST_AUTO_TEST_CASE(results_are_flushed_unless_switched_off) {
  for (const Index size : {1, 100, 100'000}) {
    const Tensor x = full({size}, 1e-30);
    const auto smallest = [&] { return number(max(x * 1e-10)); };
    BOOST_TEST(smallest() == 0);
    const Flush off(false);
    BOOST_TEST(smallest() == 1e-30f * 1e-10f);
  }
}

BOOST_AUTO_TEST_CASE(softmax_and_functions_have_subnormal_results) {
  const Flush off(false);
  for (const Index padding : {0, 20}) {  // single elements, and registers
    const Tensor x = cat({tensor({0.0, -100.0}), full({padding}, -1000)});
    for (const Tensor& y : {softmax(x, 0), exp(x), sigmoid(x), softplus(x)}) {
      BOOST_TEST(close(y.to_vector<float>()[1], 3.78e-44f, {.relative = 0.03}));
    }
  }
}

BOOST_AUTO_TEST_CASE(backward_flushes_unless_switched_off) {
  BOOST_TEST(backward_flushes());
  BOOST_TEST(!flushes());
  {
    const Flush off(false);
    BOOST_TEST(!backward_flushes());
  }
  BOOST_TEST(backward_flushes());
}

BOOST_AUTO_TEST_CASE(gradients_are_flushed_unless_switched_off) {
  const auto gradient = [] {
    const Tensor x = full({3}, 1).requires_grad_();
    sum(x * 1e-30).backward(full({}, 1e-10));
    return number(max(x.grad()));
  };
  BOOST_TEST(gradient() == 0);
  const Flush off(false);
  BOOST_TEST(gradient() == 1e-30f * 1e-10f);
}

BOOST_AUTO_TEST_SUITE_END()
