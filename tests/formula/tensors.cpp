// Formulas on tensors: blocks, conditions, broadcasting, both pullbacks, and what is refused.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>

BOOST_AUTO_TEST_SUITE(formulas_on_tensors)

namespace {

using namespace xgrad;
using test::close;

constexpr test::Tolerance kRounding{.absolute = 1e-13, .relative = 1e-13};

constexpr auto lstm_gates = [](auto i, auto f, auto g, auto o, auto c) {
  const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
  return std::tuple{sigmoid(o) * tanh(c_next), c_next};
};

Tensor random(const Shape& shape, DType dtype = float64) {
  static Generator generator(3);
  return randn(shape, dtype, generator).requires_grad_();
}

// This cell in operations on tensors.
std::tuple<Tensor, Tensor> lstm_by_operations(const Tensor& gates, const Tensor& c) {
  const auto part = chunk(gates, 4, -1);
  const Tensor c_next = add(mul(sigmoid(part[1]), c), mul(sigmoid(part[0]), tanh(part[2])));
  return {mul(sigmoid(part[3]), tanh(c_next)), c_next};
}

// Values, first and second derivatives of two ways to write the same function of the inputs.
template <class F, class G>
void check_same(const F& f, const G& g, const std::vector<Tensor>& inputs) {
  for (const bool second : {false, true}) {
    const Tensor a = f(inputs), b = g(inputs);
    BOOST_TEST(close(a, b, kRounding));
    const auto da = grad({a}, inputs, {.create_graph = second});
    const auto db = grad({b}, inputs, {.create_graph = second});
    for (std::size_t k = 0; k < inputs.size(); ++k) BOOST_TEST(close(da[k], db[k], kRounding));
    if (!second) continue;
    Tensor sum_a = sum(square(da[0])), sum_b = sum(square(db[0]));
    for (std::size_t k = 1; k < inputs.size(); ++k) {
      sum_a = add(sum_a, sum(square(da[k])));
      sum_b = add(sum_b, sum(square(db[k])));
    }
    const auto dda = grad({sum_a}, inputs), ddb = grad({sum_b}, inputs);
    for (std::size_t k = 0; k < inputs.size(); ++k)
      BOOST_TEST(close(dda[k], ddb[k], {.absolute = 1e-12, .relative = 1e-12}));
  }
}

template <class Kind, class Action>
void check_throws(const Action& action, const std::string& text) {
  BOOST_CHECK_EXCEPTION(action(), Kind, [&](const Error& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(text) != std::string::npos;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(blocks_of_one_input_are_parameters) {
  check_same(
      [](const auto& x) {
        const auto [h, c] = pointwise(lstm_gates, blocks<4>(x[0]), x[1]);
        return add(sum(mul(h, h)), sum(mul(c, x[1])));
      },
      [](const auto& x) {
        const auto [h, c] = lstm_by_operations(x[0], x[1]);
        return add(sum(mul(h, h)), sum(mul(c, x[1])));
      },
      {random({3, 20}), random({3, 5})});
}

BOOST_AUTO_TEST_CASE(one_of_several_outputs_may_be_unused) {
  check_same(
      [](const auto& x) {
        return sum(square(std::get<0>(pointwise(lstm_gates, blocks<4>(x[0]), x[1]))));
      },
      [](const auto& x) { return sum(square(std::get<0>(lstm_by_operations(x[0], x[1])))); },
      {random({2, 12}), random({2, 3})});
  check_same(
      [](const auto& x) {
        return sum(square(std::get<1>(pointwise(lstm_gates, blocks<4>(x[0]), x[1]))));
      },
      [](const auto& x) { return sum(square(std::get<1>(lstm_by_operations(x[0], x[1])))); },
      {random({2, 12}), random({2, 3})});
}

BOOST_AUTO_TEST_CASE(inputs_broadcast_and_their_gradients_are_summed) {
  const auto formula = [](auto a, auto b, auto c) { return tanh(a * b) + sigmoid(c) * a; };
  check_same(
      [&](const auto& x) { return sum(pointwise(formula, x[0], x[1], x[2])); },
      [](const auto& x) { return sum(add(tanh(mul(x[0], x[1])), mul(sigmoid(x[2]), x[0]))); },
      {random({3, 1, 4}), random({5, 1}), random({})});
  // A bias of all gates broadcasts as one input of four blocks.
  check_same(
      [](const auto& x) { return sum(std::get<0>(pointwise(lstm_gates, blocks<4>(x[0]), x[1]))); },
      [](const auto& x) {
        return sum(std::get<0>(lstm_by_operations(expand(reshape(x[0], {1, 12}), {2, 12}), x[1])));
      },
      {random({12}), random({2, 3})});
}

BOOST_AUTO_TEST_CASE(strided_inputs_are_not_copied) {
  check_same(
      [](const auto& x) {
        return sum(pointwise([](auto a, auto b) { return tanh(a) * b; }, transpose(x[0], 0, 1),
                             slice(x[1], 0, 0, 8, 2)));
      },
      [](const auto& x) {
        return sum(
            mul(tanh(contiguous(transpose(x[0], 0, 1))), contiguous(slice(x[1], 0, 0, 8, 2))));
      },
      {random({3, 4}), random({8, 3})});
}

BOOST_AUTO_TEST_CASE(conditions_select_elementwise) {
  const Tensor keep = tensor({{true, false, true}, {false, false, true}});
  const auto formula = [](auto kept, auto next, auto old) { return where(kept, tanh(next), old); };
  check_same(
      [&](const auto& x) {
        return sum(square(pointwise("reset", formula, condition(keep), x[0], x[1])));
      },
      [&](const auto& x) { return sum(square(where(keep, tanh(x[0]), x[1]))); },
      {random({2, 3}), random({2, 3})});
}

BOOST_AUTO_TEST_CASE(inputs_that_need_no_gradient_get_none) {
  const Tensor a = random({4}), b = random({4}).detach();
  const auto formula = [](auto x, auto y) { return x * y; };
  const Tensor product = pointwise(formula, a, b);
  product.backward(ones_like(product));
  BOOST_TEST(close(a.grad(), b, kRounding));
  BOOST_TEST(!b.grad().defined());
  BOOST_TEST(!pointwise(formula, b, b).requires_grad());
  const NoGrad no_grad;
  BOOST_TEST(!pointwise(formula, a, b).requires_grad());
}

BOOST_AUTO_TEST_CASE(arithmetic_exp_log_and_sqrt_have_derivatives_of_every_order) {
  const Tensor x = tensor({0.7, 1.3}, float64).requires_grad_();
  const auto third = [&](const Tensor& y) {
    Tensor d = y;
    for (int order = 0; order < 3; ++order) d = grad(sum(d), x, {.create_graph = true});
    return d;
  };
  BOOST_TEST(close(third(x * x * x * x), 24 * x, kRounding));
  BOOST_TEST(close(third(1 / x), -6 / (x * x * x * x), kRounding));
  BOOST_TEST(close(third((2 - x) / x - -x), -12 / (x * x * x * x), kRounding));
  BOOST_TEST(close(third(exp(2 * x)), 8 * exp(2 * x), kRounding));
  BOOST_TEST(close(third(log(x)), 2 / (x * x * x), kRounding));
  BOOST_TEST(close(third(sqrt(x)), 0.375 / (x * x * sqrt(x)), kRounding));
}

BOOST_AUTO_TEST_CASE(wrong_inputs_are_named) {
  const auto formula = [](auto a, auto b) { return a * b; };
  check_throws<ShapeError>(
      [&] {
        pointwise("gate", formula, random({2, 3}), random({4}));
      },
      "gate: shapes [2, 3], [4] do not broadcast");
  check_throws<ShapeError>(
      [&] {
        pointwise("gate", formula, blocks<2>(random({2, 3})));
      },
      "gate: [2, 3] cannot be cut into 2 equal blocks");
  check_throws<DTypeError>([&] { pointwise("gate", formula, random({3}), random({3}, float32)); },
                           "gate: input [3] is float64, input [3] is float32");
  check_throws<DTypeError>([&] { pointwise("gate", formula, random({3}), arange(3)); },
                           "gate: input [3] is int64, expected float32 or float64");
  const auto choice = [](auto c, auto a) { return where(c, a, 0); };
  check_throws<DTypeError>([&] { pointwise("mask", choice, condition(random({3})), random({3})); },
                           "mask: a condition must be bool, this one [3] is float64");
}

BOOST_AUTO_TEST_CASE(a_value_that_was_written_to_after_use_is_noticed) {
  for (const bool by_output : {false, true}) {
    const Tensor x = random({3});
    const Tensor y = by_output ? relu(x) : tanh(x);
    Array changed = by_output ? y.array() : x.array();
    changed.bump_version();
    check_throws<GraphError>([&] { sum(y).backward(); }, "changed after use");
  }
}

BOOST_AUTO_TEST_CASE(comparisons_of_floats_integers_and_bools) {
  const auto bools = [](const Tensor& x) {
    std::vector<int> result;
    for (const bool b : x.to_vector<bool>()) result.push_back(b);
    return result;
  };
  using Bools = std::vector<int>;
  const Tensor a = tensor({1.0, 2.0, 3.0, std::nan("")}), b = tensor({2.0, 2.0, 2.0, 2.0});
  BOOST_TEST(bools(eq(a, b)) == (Bools{0, 1, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(bools(ne(a, 2)) == (Bools{1, 0, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(bools(lt(a, b)) == (Bools{1, 0, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(bools(le(a, 2)) == (Bools{1, 1, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(bools(gt(a, b)) == (Bools{0, 0, 1, 0}), boost::test_tools::per_element());
  BOOST_TEST(bools(ge(a, 2)) == (Bools{0, 1, 1, 0}), boost::test_tools::per_element());
  const std::int64_t large = std::int64_t{1} << 60;  // one more is the same number in float64
  const Tensor wide = from_vector(std::vector<std::int64_t>{large, large + 1});
  BOOST_TEST(bools(eq(wide, slice(wide, 0, 0, 1))) == (Bools{1, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(bools(lt(reshape(wide, {2, 1}), wide)) == (Bools{0, 1, 0, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(bools(ne(tensor({true, false}), tensor({true, true}))) == (Bools{0, 1}),
             boost::test_tools::per_element());
  check_throws<DTypeError>([&] { eq(a, wide); }, "eq: a [4] is float32, b [2] is int64");
  check_throws<ValueError>([&] { lt(wide, 0.5); }, "lt: cannot compare int64 tensor [2] with 0.5");
  check_throws<ShapeError>([&] { eq(wide, arange(3)); }, "eq:");
}

// Threads only cut the work: every result is the same bit for bit.
BOOST_AUTO_TEST_CASE(results_do_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  for (const Shape& shape : {Shape{100001}, Shape{3, 40000}, Shape{300, 4, 100}}) {
    const Tensor x = random(shape, float32), row = random({shape.back()}, float32);
    std::vector<float> values[2], gradients[2];
    for (const int threads : {1, 3}) {
      set_num_threads(threads);
      const std::size_t run = threads == 1 ? 0 : 1;
      const Tensor y = pointwise([](auto a, auto b) { return tanh(a) * sigmoid(b); }, x, row);
      values[run] = y.to_vector<float>();
      gradients[run] = grad(y, x, {.gradients = {ones_like(y)}}).to_vector<float>();
    }
    BOOST_TEST(values[0] == values[1]);
    BOOST_TEST(gradients[0] == gradients[1]);
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_SUITE_END()
