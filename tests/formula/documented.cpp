// The programs that docs/formulas.md quotes.
#include <xgrad/autograd/autograd.hpp>
#include <xgrad/autograd/formula.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(documented_formulas)

namespace {

using xgrad::Tensor;

// A minimal gated unit (Zhou et al. 2016): one gate f = sigma(.), one candidate n = tanh(.),
//   h' = (1 - f) h + f n
inline constexpr auto minimal_gated_unit = [](auto f, auto n, auto h) {
  const auto forget = sigmoid(f);
  return (1 - forget) * h + forget * tanh(n);
};

Tensor minimal_gated_step(const Tensor& gates, const Tensor& h) {
  return xgrad::pointwise("minimal_gated_unit", minimal_gated_unit, xgrad::blocks<2>(gates), h);
}

// Two results: the new state, and where it was held back.
inline constexpr auto hold = [](auto keep, auto next, auto old) {
  return std::tuple{where(keep, old, next), keep || next == old};
};

Tensor swish(const Tensor& x, double beta) {
  return xgrad::pointwise(
      "swish", [beta](auto v) { return v * sigmoid(beta * v); }, x);
}

// y = exp(-x) has the slope -y: nothing is recomputed, and y is kept instead of x.
inline constexpr auto decay =
    xgrad::formula::slope_from_output([](auto x) { return exp(-x); }, [](auto y) { return -y; });

}  // namespace

BOOST_AUTO_TEST_CASE(a_cell_step_and_its_gradients) {
  const Tensor gates = xgrad::tensor({{0.0, 0.0, 0.5, -0.5}}).requires_grad_();
  const Tensor h = xgrad::tensor({{1.0, -1.0}}).requires_grad_();
  const Tensor next = minimal_gated_step(gates, h);
  sum(next).backward();
  BOOST_TEST(next.shape() == h.shape());
  BOOST_TEST(gates.grad().shape() == gates.shape());
  // d h' / d h = 1 - sigma(0)
  BOOST_TEST(h.grad().to_vector<float>() == std::vector<float>({0.5F, 0.5F}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_condition_and_a_bool_result) {
  const Tensor keep = xgrad::tensor({true, false, false});
  const Tensor next = xgrad::tensor({1.0, 2.0, 3.0}), old = xgrad::tensor({4.0, 5.0, 3.0});
  const auto [state, held] = xgrad::pointwise("hold", hold, xgrad::condition(keep), next, old);
  BOOST_TEST(state.to_vector<float>() == std::vector<float>({4, 2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(held.dtype() == xgrad::bool_);
  const auto flags = held.to_vector<bool>();
  BOOST_TEST(flags[0]);
  BOOST_TEST(!flags[1]);
  BOOST_TEST(flags[2]);
}

BOOST_AUTO_TEST_CASE(a_formula_captures_a_number) {
  const Tensor x = xgrad::tensor({0.0, 100.0}).requires_grad_();
  sum(swish(x, 2)).backward();
  BOOST_TEST(x.grad().to_vector<float>() == std::vector<float>({0.5F, 1.0F}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_slope_from_the_output) {
  const Tensor x = xgrad::tensor({-3.0, 0.5, 7.0}).requires_grad_();
  const Tensor y = xgrad::pointwise("decay", decay, x);
  const auto dx = grad(sum(y), x).to_vector<float>(), values = y.to_vector<float>();
  for (std::size_t k = 0; k < values.size(); ++k) BOOST_TEST(dx[k] == -values[k]);
}

BOOST_AUTO_TEST_SUITE_END()
