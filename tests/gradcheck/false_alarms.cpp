// Right derivatives at many random points: the checker must not complain once.
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"

using namespace xgrad;
using test::random_leaf;

BOOST_AUTO_TEST_SUITE(false_alarms)

namespace {

using Tensors = std::vector<Tensor>;

struct Case {
  const char* name;
  Tensor (*function)(const Tensors& t);
  double low = -2, high = 2;
};

std::ostream& operator<<(std::ostream& stream, const Case& sample) {
  return stream << sample.name;
}

const Case cases[] = {
    {"tanh", [](const Tensors& t) { return tanh(t[0]); }, -20, 20},
    {"sigmoid", [](const Tensors& t) { return sigmoid(t[0]); }, -30, 30},
    {"exp", [](const Tensors& t) { return exp(t[0]); }, -5, 5},
    {"log", [](const Tensors& t) { return log(t[0]); }, 0.01, 5},
    {"sqrt", [](const Tensors& t) { return sqrt(t[0]); }, 0.01, 5},
    {"relu", [](const Tensors& t) { return relu(t[0]); }},
    {"abs", [](const Tensors& t) { return abs(t[0]); }, -0.01, 0.01},
    {"div", [](const Tensors& t) { return t[0] / t[1]; }, 0.1, 2},
    {"maximum", [](const Tensors& t) { return maximum(t[0], t[1]); }},
    {"matmul", [](const Tensors& t) { return matmul(t[0], transpose(t[1], 0, 1)); }},
    {"softmax", [](const Tensors& t) { return softmax(t[0], 1); }, -10, 10},
    {"logsumexp", [](const Tensors& t) { return logsumexp(t[0], 1); }, -100, 100},
    {"max", [](const Tensors& t) { return max(t[0], 1); }},
    {"mean square", [](const Tensors& t) { return mean(square(t[0] - t[1])); }, 0, 1000},
};

}  // namespace

BOOST_DATA_TEST_CASE(gradcheck_passes_right_gradients_at_many_points,
                     boost::unit_test::data::make(cases), sample) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Generator generator(seed);
    const Tensors inputs = {random_leaf({2, 3}, sample.low, sample.high, generator),
                            random_leaf({2, 3}, sample.low, sample.high, generator)};
    const GradcheckResult result = gradcheck(sample.function, inputs, {.seed = seed});
    BOOST_TEST(result.ok, "seed " << seed << ": " << result.message);
  }
}

BOOST_DATA_TEST_CASE(gradcheck_passes_right_gradients_in_random_probes,
                     boost::unit_test::data::make(cases), sample) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Generator generator(seed);
    const Tensors inputs = {random_leaf({20, 30}, sample.low, sample.high, generator),
                            random_leaf({20, 30}, sample.low, sample.high, generator)};
    const GradcheckResult result =
        gradcheck(sample.function, inputs, {.seed = seed, .whole_jacobian = 0});
    BOOST_TEST(result.ok, "seed " << seed << ": " << result.message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
