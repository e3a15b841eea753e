// What gradcheck takes, what it refuses, and how it reports.
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(contract)

using Tensors = std::vector<Tensor>;
using Values = std::vector<double>;

namespace {

// x^2 with a derivative that is wrong in the second order only.
Tensor wrong_in_second_order(const Tensor& x) {
  return record("square", square(x).array(), {x},
                [x = saved(x.detach())](const Tensor& g) { return g * x() * 2.0; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(gradcheck_takes_functions_of_tensors_or_a_list) {
  Generator generator(1);
  const Tensor a = random_leaf({2, 3}, generator), b = random_leaf({3, 2}, generator),
               c = random_leaf({2, 2}, generator);
  BOOST_TEST(gradcheck(xgrad::tanh, {a}).ok);
  BOOST_TEST(gradcheck(matmul, {a, b}).ok);
  BOOST_TEST(
      gradcheck([](const Tensor& x, const Tensor& y, const Tensor& z) { return matmul(x, y) + z; },
                {a, b, c})
          .ok);
  const auto list = [](const auto& t) { return unbind(t[0] * t[0]); };
  BOOST_TEST(gradcheck(list, {a}).message == "all 36 derivatives agree");
  const auto pair = [](const Tensor& x) { return std::tuple{sum(x), exp(x)}; };
  BOOST_TEST(gradcheck(pair, {a}).ok);
  BOOST_TEST(gradgradcheck(pair, {a}).ok);
}

BOOST_AUTO_TEST_CASE(messages_begin_with_the_worst_entry) {
  const Tensor x = leaf({2, 2}, {1, 2, 3, 4}), w = leaf({2, 2}, {5, 6, 7, 8});
  const auto wrong = [](const Tensors& t) {
    return record(
        "product", mul(t[0], t[1]).array(), {t[0], t[1]},
        [w = saved(t[1])](const Tensor& g) { return g * w(); },
        [x = saved(t[0])](const Tensor& g) {
          Array gradient = (g * x()).array();
          gradient.mutable_data<double>()[2] *= 1.5;
          return Tensor(gradient);
        });
  };
  const GradcheckResult result = gradcheck(wrong, {x, w}, {.names = {"x", "w_hh"}});
  BOOST_TEST(!result);
  BOOST_TEST(result.message ==
             "w_hh[1, 0]: analytic 4.5, numeric 3 (relative error 3.3e-01), for output 0 at [1, "
             "0]; 1 of 32 derivatives disagree");
  BOOST_TEST(values(x) == (Values{1, 2, 3, 4}));
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(invalid_inputs_are_errors) {
  const Tensor x = leaf({2}, {1, 2});
  BOOST_CHECK_EXCEPTION(gradcheck(xgrad::exp, {constant({2}, {1, 2})}), GraphError,
                        says("gradcheck: no input needs a gradient"));
  BOOST_CHECK_EXCEPTION(gradcheck(xgrad::exp, {leaf<float>({2}, {1, 2})}), DTypeError,
                        says("gradcheck: input 0 [2] is float32, differences need float64"));
  BOOST_CHECK_EXCEPTION(gradcheck(xgrad::exp, {x * 2.0}), GraphError,
                        says("gradcheck: input 0 [2] is a result, not a leaf"));
  const Tensor expanded(kernels::expand(array<double>({1}, {1}), {3}), true);
  BOOST_CHECK_EXCEPTION(gradcheck(xgrad::exp, {expanded}), ValueError,
                        says("input 0 [3] is expanded: several of its elements are one"));
  BOOST_CHECK_EXCEPTION(gradcheck([](const Tensor& t) { return to(t, float32); }, {x}), DTypeError,
                        says("gradcheck: output 0 [2] is float32"));
}

BOOST_AUTO_TEST_CASE(inputs_without_gradient_are_constants) {
  const Tensor x = leaf({2}, {1, 2}), index = constant<std::int64_t>({3}, {1, 0, 1});
  const auto pick = [](const Tensors& t) { return index_select(t[0], 0, t[1]); };
  BOOST_TEST(gradcheck(pick, {x, index}).message == "all 6 derivatives agree");
}

BOOST_AUTO_TEST_CASE(shapes_that_depend_on_values_are_errors) {
  const Tensor x = leaf({1}, {1});
  const auto grows = [](const Tensor& t) {
    return t.array().data<double>()[0] >= 1 ? cat({t, t}) : t;
  };
  BOOST_CHECK_EXCEPTION(
      gradcheck(grows, {x}), ValueError,
      says("gradcheck: output 0 has shape [2] at first, and [1] when the inputs are moved"));
  BOOST_TEST(x.item<double>() == 1);  // put back
}

BOOST_AUTO_TEST_CASE(errors_of_the_function_pass_through) {
  const Tensor x = leaf({1}, {1});
  const auto refuses = [](const Tensor& t) {
    if (t.item<double>() > 1) throw std::range_error("beyond 1");
    return t;
  };
  BOOST_CHECK_EXCEPTION(gradcheck(refuses, {x}), std::range_error, says("beyond 1"));
  BOOST_TEST(x.item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(gradcheck_applies_hooks) {
  const Tensor x = leaf({2}, {1, 2});
  const auto hooked = [](const Tensor& t) {
    const Tensor y = t * 3.0;
    if (y.requires_grad()) y.register_hook([](const Tensor& g) { return g * 1.01; });
    return y;
  };
  BOOST_TEST(gradcheck(hooked, {x}).message.starts_with("input 0[0]: analytic 3.03, numeric 3 "));
}

BOOST_AUTO_TEST_CASE(nondeterministic_functions_are_reported) {
  const Tensor x = leaf({2}, {1, 2});
  int calls = 0;
  const auto jumps = [&](const Tensor& t) { return t + 1e-12 * (++calls % 2); };
  BOOST_TEST(gradcheck(jumps, {x}).message ==
             "the function is not deterministic: two calls gave different values");
  const auto trembles = [&](const Tensor& t) {
    return record("trembles", t.array(), {t},
                  [&](const Tensor& g) { return g * (1 + 1e-12 * (++calls % 2)); });
  };
  BOOST_TEST(gradcheck(trembles, {x}).message ==
             "the pullbacks are not deterministic: two passes gave different gradients");
  BOOST_TEST(!gradgradcheck(trembles, {x}));
}

BOOST_AUTO_TEST_CASE(constant_outputs_pass_and_detached_ones_are_reported) {
  const Tensor x = leaf({2}, {1, 2});
  BOOST_TEST(gradcheck([](const Tensor&) { return scalar(3); }, {x}).ok);
  BOOST_TEST(!gradcheck([](const Tensor& t) { return sum(t.detach()); }, {x}).ok);
  const auto index_too = [](const Tensor& t) { return std::tuple{exp(t), argmax(t)}; };
  BOOST_TEST(gradcheck(index_too, {x}).ok);
}

BOOST_AUTO_TEST_CASE(gradcheck_without_elements_has_nothing_to_compare) {
  const Tensor none = leaf({0, 3}, {});
  BOOST_TEST(gradcheck(xgrad::exp, {none}).message == "there is no derivative to compare");
  BOOST_TEST(gradcheck([](const Tensor& t) { return sum(t); }, {none}).ok);
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
  Generator generator(2);
  const Tensor x = random_leaf({2, 2}, generator);
  BOOST_TEST(gradcheck(wrong_in_second_order, {x}).ok);
  const GradcheckResult second = gradgradcheck(wrong_in_second_order, {x});
  BOOST_TEST(!second);
  BOOST_TEST(second.worst->input == "input 0");
  BOOST_TEST(second.worst->analytic == 0);
  BOOST_TEST(gradgradcheck(xgrad::square, {x}).ok);
}

BOOST_AUTO_TEST_CASE(kinks_are_skipped_and_rough_functions_are_reported) {
  const Tensor x = leaf({5}, {0, 1e-3, -1e-5, 1, -1});
  BOOST_TEST(gradcheck(xgrad::relu, {x}).ok);
  BOOST_TEST(gradcheck(xgrad::abs, {x}).ok);
  BOOST_TEST(values(x) == (Values{0, 1e-3, -1e-5, 1, -1}));
  const auto ripples = [](const Tensor& t) { return sin(exp(t) * 1e8); };
  const GradcheckResult rough = gradcheck(ripples, {x});
  BOOST_TEST(!rough);
  BOOST_TEST(rough.message.find("not smooth here, nor at 20 points around") != std::string::npos,
             rough.message);
}

BOOST_AUTO_TEST_CASE(small_derivatives_are_checked_to_the_same_digits) {
  const Tensor x = leaf({3}, {-40, -30, -20});
  BOOST_TEST(gradcheck(xgrad::sigmoid, {x}).ok);  // derivatives from 4e-18 to 2e-9
  const auto off = [](const Tensor& t) {
    return record("sigmoid", sigmoid(t).array(), {t},
                  [](const Tensor& g, const Tensor& y) { return g * y * (1.0 - y) * (1 + 1e-6); });
  };
  BOOST_TEST(gradcheck(off, {x}).message.find("3 of 9 derivatives disagree") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(points_near_the_end_of_the_domain) {
  BOOST_TEST(gradcheck(xgrad::log, {leaf({3}, {1e-2, 1e-3, 5})}).ok);
  BOOST_TEST(gradcheck(xgrad::sqrt, {leaf({2}, {1e-3, 5})}).ok);
}

BOOST_AUTO_TEST_CASE(gradcheck_of_checks_captured_variables) {
  Generator generator(3);
  const Tensor w = random_leaf({3, 3}, generator), b = random_leaf({3}, generator);
  const Tensor x = random_normal({2, 3}, generator);
  const auto layer = [&] { return Tensors{tanh(linear(x, w, b))}; };
  BOOST_TEST(gradcheck_of(layer, {{"weight", w}, {"bias", b}}).ok);
  BOOST_TEST(gradgradcheck_of(layer, {{"weight", w}, {"bias", b}}).ok);
}

BOOST_AUTO_TEST_SUITE_END()
