// What is decided at compile time: which derivatives exist, which are known to be one, and what
/// kernels are made.
#include <xgrad/core/formula/kernels.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(formula_structure)

namespace {

using namespace xgrad::formula;

using V = Value<float>;
template <unsigned Bit>
using Input = decltype(seed<Bit>(V()));

template <class F, class... X>
using ResultOf = decltype(std::declval<F>()(std::declval<X>()...));

// An LSTM cell: the new cell state knows nothing of the output gate, and no input depends on
// another.
constexpr auto lstm = [](auto i, auto f, auto g, auto o, auto c) {
  const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
  return std::tuple{sigmoid(o) * tanh(c_next), c_next};
};
using LSTM = ResultOf<decltype(lstm), Input<0>, Input<1>, Input<2>, Input<3>, Input<4>>;
static_assert(std::tuple_element_t<0, LSTM>::kInputs == 0b11111);
static_assert(std::tuple_element_t<1, LSTM>::kInputs == 0b10111);

// Sums of inputs have derivatives of one, which are neither stored nor multiplied by.
using Sum = decltype(Input<0>(V(), {}) + Input<1>(V(), {}) - 2);
static_assert(Sum::kInputs == 0b11 && Sum::kUnits == 0b11 && Sum::kStored == 0);
using Difference = decltype(Input<0>(V(), {}) - Input<1>(V(), {}));
static_assert(Difference::kInputs == 0b11 && Difference::kUnits == 0b01);
using Twice = decltype(Input<0>(V(), {}) + Input<0>(V(), {}));
static_assert(Twice::kInputs == 0b01 && Twice::kUnits == 0);

// Derivatives that go through the same functions share the factors these bring.
using Cell = std::tuple_element_t<0, LSTM>;
static_assert(Cell::kProducts == 0b11111 && std::tuple_element_t<1, LSTM>::kProducts == 0);

// Constants and conditions carry no derivatives.
static_assert(std::is_same_v<decltype(where(Input<0>(V(), {}) > 1, 2.0, 3)), V>);
static_assert(std::is_same_v<decltype(Input<0>(V(), {}) < Input<1>(V(), {})),
                             Mask<float, xsimd::default_arch>>);
static_assert(decltype(where(Input<0>(V(), {}) > 0, Input<1>(V(), {}), 0))::kInputs == 0b10);

// Over tangents: second derivatives exist for the same inputs, and constants stay plain values.
using Moving = decltype(seed<0>(make_tangent(V(), V())));
static_assert(kDepth<Moving> == 2 && std::is_same_v<Plain<Moving>, V>);
static_assert(
    std::is_same_v<decltype(tanh(Moving(std::declval<Moving>())) * 2), Dual<Tangent<V>, 1U>>);

}  // namespace

BOOST_AUTO_TEST_CASE(kernels_exist_for_the_derivatives_a_formula_has) {
  constexpr auto two_outputs = [](auto x, auto y) { return std::tuple{x * y, x < y}; };
  constexpr Kernels with_second = compile<decltype(two_outputs), 2>();
  BOOST_TEST(with_second.inputs == 2);
  BOOST_TEST(with_second.outputs == 2);
  BOOST_TEST(with_second.condition_outputs == 0b10U);
  BOOST_TEST(with_second.pullback[0] != nullptr);
  BOOST_TEST(with_second.second[1] != nullptr);

  constexpr Kernels first_only = compile<decltype(two_outputs), 2, 0, 1>();
  BOOST_TEST(first_only.pullback[1] != nullptr);
  BOOST_TEST(first_only.second[0] == nullptr);

  constexpr auto comparison = [](auto x, auto y) { return x <= y; };
  constexpr Kernels no_derivative = compile<decltype(comparison), 2>();
  BOOST_TEST(no_derivative.forward[0] != nullptr);
  BOOST_TEST(no_derivative.pullback[0] == nullptr);

  constexpr auto exponential =
      slope_from_output([](auto x) { return exp(x); }, [](auto y) { return y; });
  constexpr Kernels in_terms_of_output = compile<decltype(exponential), 1>();
  BOOST_TEST(in_terms_of_output.keeps_output);
  BOOST_TEST(!with_second.keeps_output);
}

BOOST_AUTO_TEST_SUITE_END()
