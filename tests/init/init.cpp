// Initial values: PyTorch's for the same seed, what they promise, and the texts of their errors.
#include "golden/init.hpp"

#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/init/fan.hpp>
#include <xgrad/nn/layers/linear.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include <ostream>

using namespace xgrad;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(initial_values)

namespace {

struct Case {
  const char* name;
  std::span<const double> expected;
  double tolerance;
  void (*fill)(const Tensor& w, Generator& generator);
};

std::ostream& operator<<(std::ostream& stream, const Case& one) {
  return stream << one.name;
}

namespace expected = golden::init;

// Uniform draws are bitwise identical; others pass through sin, cos and log.
const Case cases[] = {
    {"uniform", expected::uniform, 0,
     [](const Tensor& w, Generator& g) { init::uniform_(w, -1, 2, g); }},
    {"normal", expected::normal, 3e-15,
     [](const Tensor& w, Generator& g) { init::normal_(w, 1, 2, g); }},
    {"truncated_normal", expected::truncated_normal, 2e-15,
     [](const Tensor& w, Generator& g) { init::truncated_normal_(w, 0, 1, -2, 2, g); }},
    {"truncated_normal_far", expected::truncated_normal_far, 2e-14,
     [](const Tensor& w, Generator& g) { init::truncated_normal_(w, 1, 2, 0, 10, g); }},
    {"xavier_uniform", expected::xavier_uniform, 0,
     [](const Tensor& w, Generator& g) { init::xavier_uniform_(w, 1.5, g); }},
    {"xavier_normal", expected::xavier_normal, 2e-15,
     [](const Tensor& w, Generator& g) { init::xavier_normal_(w, 1, g); }},
    {"kaiming_uniform", expected::kaiming_uniform, 0,
     [](const Tensor& w, Generator& g) { init::kaiming_uniform_(w, {.slope = 0.5}, g); }},
    {"kaiming_normal", expected::kaiming_normal, 2e-15,
     [](const Tensor& w, Generator& g) {
       init::kaiming_normal_(w, {.fan = init::Fan::out, .activation = init::Activation::relu}, g);
     }},
    {"orthogonal", expected::orthogonal, 1e-14,
     [](const Tensor& w, Generator& g) { init::orthogonal_(w, 2, g); }},
    {"orthogonal_wide", expected::orthogonal_wide, 1e-14,
     [](const Tensor& w, Generator& g) {
       init::orthogonal_(reshape(w, {5, 6}), 1, g);
     }},
    {"sparse", expected::sparse, 3e-15,
     [](const Tensor& w, Generator& g) { init::sparse_(w, 0.3, 2, g); }},
};

// True when the rows of q, divided by `gain`, are orthonormal.
auto orthogonal(const Tensor& q, double tolerance, double gain = 1) {
  const Tensor products = matmul(q, transpose(q, 0, 1)) / (gain * gain);
  return test::close(products, eye(q.size(0), q.size(0), q.dtype()), {.absolute = tolerance});
}

}  // namespace

BOOST_DATA_TEST_CASE(init_functions_match_pytorch, boost::unit_test::data::make(cases), one) {
  Generator generator(3), again(3);
  const Tensor w = empty({6, 5}, float64);
  one.fill(w, generator);
  BOOST_TEST(test::close(w, one.expected, {.absolute = one.tolerance}));
  BOOST_TEST(w.array().version() > 0u);

  // Elements that lie elsewhere get the same values.
  const Tensor strided(test::awkward(w.array()));
  if (std::string_view(one.name) == "orthogonal_wide") return;  // reshape copies there
  one.fill(strided, again);
  BOOST_TEST(test::close(strided, w));
}

BOOST_AUTO_TEST_CASE(truncated_normal_in_float32_matches_pytorch) {
  Generator generator(3);
  const Tensor w = empty({6, 5});
  init::truncated_normal_(w, 0, 1, -2, 2, generator);
  BOOST_TEST(test::close(w, expected::truncated_normal_float32, {.absolute = 5e-7}));
}

BOOST_AUTO_TEST_CASE(calculate_gain_matches_pytorch) {
  using enum init::Activation;
  std::size_t at = 0;
  for (const auto activation : {linear, sigmoid, tanh, relu, leaky_relu, selu}) {
    BOOST_TEST(init::calculate_gain(activation) == expected::gains[at++]);
  }
  BOOST_TEST(init::calculate_gain(leaky_relu, 0.5) == expected::gains[at]);
}

BOOST_AUTO_TEST_CASE(lecun_keeps_the_variance) {
  const Tensor w = empty({300, 50}, float64);
  Generator generator(1);
  init::lecun_uniform_(w, generator);
  BOOST_TEST(max(abs(w)).item<double>() <= std::sqrt(3.0 / 50));
  BOOST_TEST(std::abs(mean(w * w).item<double>() * 50 - 1) <= 0.03);
  init::lecun_normal_(w, generator);
  BOOST_TEST(std::abs(mean(w * w).item<double>() * 50 - 1) <= 0.03);
}

BOOST_AUTO_TEST_CASE(fans_count_further_axes) {
  const auto [in, out] = init::fans_of(zeros({2, 3, 4, 5}));
  BOOST_TEST(in == 60);
  BOOST_TEST(out == 40);
}

BOOST_AUTO_TEST_CASE(truncated_normal_stays_within_its_bounds) {
  const Tensor w = empty({1000}, float64);
  init::truncated_normal_(w, 0, 1, 1, 1.5);
  BOOST_TEST(min(w).item<double>() >= 1);
  BOOST_TEST(max(w).item<double>() <= 1.5);
  BOOST_TEST(std::abs(mean(w).item<double>() - 1.2227) <= 0.02);  // (phi(1) - phi(1.5)) / P
  init::truncated_normal_(w, 0, 1, -100, 100);                    // uniform draws may reach -1
  BOOST_TEST(test::close(w, w));
}

BOOST_AUTO_TEST_CASE(constant_zeros_ones_and_eye) {
  const Tensor w = empty({2, 3}), i = empty({2}, int64);
  init::ones_(w);
  init::ones_(i);
  BOOST_TEST(test::close(w, ones({2, 3})));
  BOOST_TEST(test::close(i, ones({2})));
  init::zeros_(w);
  BOOST_TEST(test::close(w, zeros({2, 3})));
  init::constant_(w, 2.5);
  BOOST_TEST(test::close(w, full({2, 3}, 2.5)));
  init::eye_(w, 3);
  BOOST_TEST(test::close(w, tensor({{3.0, 0.0, 0.0}, {0.0, 3.0, 0.0}})));
  init::eye_(transpose(w, 0, 1));
  BOOST_TEST(test::close(w, tensor({{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}})));
}

BOOST_AUTO_TEST_CASE(orthogonal_rows_or_columns) {
  for (const Shape& shape :
       {Shape{40, 40}, Shape{20, 60}, Shape{60, 20}, Shape{1, 7}, Shape{7, 1}}) {
    Tensor q = empty(shape, float64);
    init::orthogonal_(q, 3);
    if (shape[0] > shape[1]) q = transpose(q, 0, 1);
    BOOST_TEST(orthogonal(q, 1e-14, 3));
    const Tensor single = empty(shape);
    init::orthogonal_(single);
    BOOST_TEST(orthogonal(shape[0] > shape[1] ? transpose(single, 0, 1) : single, 1e-6));
  }
  const Tensor cube = empty({4, 3, 2}, float64);
  init::orthogonal_(cube);
  BOOST_TEST(orthogonal(reshape(cube, {4, 6}), 1e-14));
  init::orthogonal_(empty({0, 3}));
  init::orthogonal_(empty({3, 0}));
}

BOOST_AUTO_TEST_CASE(orthogonal_blocks_are_independent) {
  const Tensor w = empty({12, 4}, float64), first = empty({4, 4}, float64);
  Generator generator(5), again(5);
  init::orthogonal_blocks_(w, 3, 1, generator);
  for (const Index block : {0, 1, 2}) {
    BOOST_TEST(orthogonal(narrow(w, 0, 4 * block, 4), 1e-14));
  }
  init::orthogonal_(first, 1, again);
  BOOST_TEST(test::close(narrow(w, 0, 0, 4), first));
}

BOOST_AUTO_TEST_CASE(sparse_zeroes_a_fraction_of_each_column) {
  const Tensor w = empty({10, 30});
  init::sparse_(w, 0.25);
  const Tensor zeros_of_columns = sum(to(eq(w, 0.0), int64), 0);
  BOOST_TEST(test::close(zeros_of_columns, full({30}, 3)));
  init::sparse_(w, 1);
  BOOST_TEST(test::close(w, zeros({10, 30})));
}

BOOST_AUTO_TEST_CASE(parameters_are_written_for_every_handle) {
  const nn::Linear layer(3, 3, {.dtype = float64}), handle = layer;
  init::orthogonal_(layer.weight);
  init::zeros_(layer.bias);
  BOOST_TEST(orthogonal(handle.weight, 1e-14));
  BOOST_TEST(handle.weight.tensor().requires_grad());
  BOOST_TEST(test::close(handle(zeros({1, 3}, float64)), zeros({1, 3})));
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  using test::says;
  const Tensor vector = zeros({3}), integers = zeros({3, 3}, int64), cube = zeros({2, 2, 2});
  BOOST_CHECK_EXCEPTION(init::uniform_(integers), DTypeError,
                        says("uniform_: the tensor is int64 [3, 3], only float32 and float64"));
  BOOST_CHECK_EXCEPTION(init::orthogonal_(integers), DTypeError, says("orthogonal_: the tensor"));
  BOOST_CHECK_EXCEPTION(init::orthogonal_(vector), ShapeError,
                        says("orthogonal_: the tensor is [3], expected two axes or more"));
  BOOST_CHECK_EXCEPTION(init::orthogonal_blocks_(zeros({5, 2}), 2), ShapeError,
                        says("orthogonal_blocks_: the tensor is [5, 2], which is not 2 equal"));
  BOOST_CHECK_EXCEPTION(init::orthogonal_blocks_(zeros({5, 2}), 0), ShapeError,
                        says("not 0 equal"));
  BOOST_CHECK_EXCEPTION(init::eye_(cube), ShapeError,
                        says("eye_: the tensor is [2, 2, 2], expected a matrix"));
  BOOST_CHECK_EXCEPTION(init::sparse_(vector, 0.5), ShapeError, says("sparse_: the tensor is [3]"));
  BOOST_CHECK_EXCEPTION(init::sparse_(zeros({2, 2}), 1.5), ValueError,
                        says("sparse_: sparsity is 1.5, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(init::xavier_normal_(vector), ShapeError,
                        says("fans_of: the weight is [3], expected [out, in, ...]"));
  BOOST_CHECK_EXCEPTION(init::truncated_normal_(vector, 0, 1, 2, 2), ValueError,
                        says("deviation is 1, low 2 and high 2"));
  BOOST_CHECK_EXCEPTION(init::truncated_normal_(vector, 0, 0), ValueError, says("deviation is 0"));
  BOOST_CHECK_EXCEPTION(init::zeros_(Tensor()), ValueError, says("an undefined tensor"));
}

BOOST_AUTO_TEST_SUITE_END()
