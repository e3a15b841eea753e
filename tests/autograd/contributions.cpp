// Contributions: gradients that add themselves to a sum, where that is allowed.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;
using Values = std::vector<double>;

namespace {

struct Runs {
  int values = 0, additions = 0;
};

// 3 x, whose gradient is a contribution that tells how it was asked.
Tensor tripled(const Tensor& x, Runs& runs) {
  const Array value = mul(x, scalar(3)).array();
  return record("tripled", value, {x}, [&runs](const Tensor& g) {
    return Contribution{[&runs, g] {
                          ++runs.values;
                          return mul(g, scalar(3));
                        },
                        [&runs, g](Array& sum) {
                          ++runs.additions;
                          kernels::add_into(sum, mul(g, scalar(3)).array());
                        }};
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contributions)

BOOST_AUTO_TEST_CASE(the_first_makes_the_buffer_and_the_rest_add) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  Tensor total = scalar(0);
  for (int step = 0; step < 10; ++step) total = add(total, sum(tripled(x, runs)));
  total.backward();
  BOOST_TEST(values(x.grad()) == (Values{30, 30}));
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(runs.additions == 9);
}

BOOST_AUTO_TEST_CASE(never_into_a_tensor_that_somebody_else_sees) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  const Tensor y = tripled(x, runs);
  const Tensor given = constant({2}, {5, 6});
  // x gets `given` itself first, from the newer node.
  backward(std::vector{add(x, scalar(0)), y}, std::vector{given, given});
  BOOST_TEST(values(given) == (Values{5, 6}));
  BOOST_TEST(values(x.grad()) == (Values{20, 24}));
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(runs.additions == 0);
}

BOOST_AUTO_TEST_CASE(never_into_gradients_of_earlier_passes) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  sum(tripled(x, runs)).backward();
  const Tensor kept = x.grad();
  sum(tripled(x, runs)).backward();
  BOOST_TEST(values(kept) == (Values{3, 3}));
  BOOST_TEST(values(x.grad()) == (Values{6, 6}));
  BOOST_TEST(runs.values == 2);
}

BOOST_AUTO_TEST_CASE(as_values_in_recorded_passes) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  const Tensor y = sum(mul(tripled(x, runs), tripled(x, runs)));
  const Tensor slope = grad(y, x, {.create_graph = true});
  BOOST_TEST(values(slope) == (Values{18, 36}));
  BOOST_TEST(runs.values == 2);
  BOOST_TEST(runs.additions == 0);
  BOOST_TEST(values(grad(sum(slope), x)) == (Values{18, 18}));
}

BOOST_AUTO_TEST_CASE(not_for_inputs_that_need_none) {
  const Tensor x = leaf({2}, {1, 2}), fixed = constant({2}, {3, 4});
  const auto results = record_general(
      "pair", {x.array()}, std::vector{x, fixed},
      [](std::span<const Tensor> gradients, GradientSink& sink) {
        sink.add(0, gradients[0]);
        sink.add(1, Contribution{[] {
                                   BOOST_ERROR("a gradient was computed that nobody wants");
                                   return Tensor();
                                 },
                                 [](Array&) { BOOST_ERROR("nor this"); }});
      });
  sum(results[0]).backward();
  BOOST_TEST(values(x.grad()) == (Values{1, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
