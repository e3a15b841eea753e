// The contract of Function<Self>: what forward and backward are given, and what they must return.
#include <xgrad/autograd/function.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(function)

using Values = std::vector<double>;

namespace {

// x^2 * factor + w, with an input and a number kept.
struct ScaledSquare : Function<ScaledSquare> {
  static Tensor forward(Context& context, const Tensor& x, double factor, const Tensor& w) {
    context.save_for_backward({x});
    context.saved_data["factor"] = factor;
    return add(mul(mul(x, x), scalar(factor)), w);
  }
  static std::array<Tensor, 2> backward(Context& context, const Tensor& g) {
    const Tensor x = context.saved_tensors()[0];
    const double factor = std::any_cast<double>(context.saved_data["factor"]);
    return {mul(mul(g, x), scalar(2 * factor)), g};
  }
};

// e^x, whose derivative is its output.
struct Exponential : Function<Exponential> {
  static Tensor forward(Context& context, const Tensor& x) {
    const Tensor y = exp(x);
    context.save_for_backward({y});
    return y;
  }
  static Tensor backward(Context& context, const Tensor& g) {
    return mul(g, context.saved_tensors()[0]);
  }
};

// (x + y, x y)
struct SumAndProduct : Function<SumAndProduct> {
  static std::tuple<Tensor, Tensor> forward(Context& context, const Tensor& x, const Tensor& y) {
    context.save_for_backward({x, y});
    return {add(x, y), mul(x, y)};
  }
  static std::vector<Tensor> backward(Context& context, const Tensor& g_sum,
                                      const Tensor& g_product) {
    const auto saved = context.saved_tensors();
    return {add(g_sum, mul(g_product, saved[1])), add(g_sum, mul(g_product, saved[0]))};
  }
};

// As many outputs as inputs: the running sums.
struct RunningSums : Function<RunningSums> {
  static std::vector<Tensor> forward(Context&, const std::vector<Tensor>& terms) {
    std::vector<Tensor> sums;
    for (const Tensor& term : terms) sums.push_back(sums.empty() ? term : add(sums.back(), term));
    return sums;
  }
  static std::vector<Tensor> backward(Context&, std::span<const Tensor> gradients) {
    std::vector<Tensor> result(gradients.size());
    Tensor later = scalar(0);
    for (std::size_t i = gradients.size(); i-- > 0;) result[i] = later = add(later, gradients[i]);
    return result;
  }
};

// Its backward gives what the test asks it to.
struct Wrong : Function<Wrong> {
  static Tensor forward(Context& context, const Tensor& x, const Tensor& y,
                        const std::vector<Tensor>* answer) {
    context.saved_data["answer"] = answer;
    return add(x, y);
  }
  static std::vector<Tensor> backward(Context& context, const Tensor&) {
    return *std::any_cast<const std::vector<Tensor>*>(context.saved_data["answer"]);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(function_saves_tensors_and_numbers) {
  const Tensor x = leaf({2}, {3, -1}), w = leaf({2}, {10, 20});
  const Tensor y = ScaledSquare::apply(x, 0.5, w);
  BOOST_TEST(values(y) == (Values{14.5, 20.5}));
  y.backward(constant({2}, {1, 10}));
  BOOST_TEST(values(x.grad()) == (Values{3, -10}));
  BOOST_TEST(values(w.grad()) == (Values{1, 10}));
}

BOOST_AUTO_TEST_CASE(function_has_second_derivatives_through_saved_tensors) {
  const Tensor x = leaf(0.5);
  const Tensor first = grad(Exponential::apply(x), x, {.create_graph = true});
  const Tensor second = grad(first, x, {.create_graph = true});
  BOOST_TEST(grad(second, x).item<double>() == std::exp(0.5), boost::test_tools::tolerance(1e-15));

  const Tensor z = leaf(3), w = leaf(0);
  const Tensor slope = grad(ScaledSquare::apply(z, 0.5, w), z, {.create_graph = true});
  BOOST_TEST(slope.item<double>() == 3);
  BOOST_TEST(grad(slope, z).item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(a_saved_output_makes_no_cycle) {
  const std::int64_t nodes = live_counts().nodes;
  Exponential::apply(leaf(1));
  BOOST_TEST(live_counts().nodes == nodes);
}

BOOST_AUTO_TEST_CASE(function_with_several_outputs_receives_zeros_for_missing_gradients) {
  const Tensor x = leaf(2), y = leaf(5);
  const auto [sum, product] = SumAndProduct::apply(x, y);
  sum.backward({}, {.retain_graph = true});  // the product's gradient comes as zeros
  BOOST_TEST(x.grad().item<double>() == 1);
  product.backward();
  BOOST_TEST(x.grad().item<double>() == 6);
  BOOST_TEST(y.grad().item<double>() == 3);
}

BOOST_AUTO_TEST_CASE(function_takes_lists_of_tensors) {
  const Tensor a = leaf(1), b = leaf(2), c = leaf(3);
  const std::vector<Tensor> sums = RunningSums::apply(std::vector{a, b, c});
  BOOST_TEST(sums[2].item<double>() == 6);
  backward(sums, std::vector{scalar(1), scalar(10), scalar(100)});
  BOOST_TEST(a.grad().item<double>() == 111);
  BOOST_TEST(b.grad().item<double>() == 110);
  BOOST_TEST(c.grad().item<double>() == 100);
}

BOOST_AUTO_TEST_CASE(undefined_gradients_count_as_zero) {
  const Tensor x = leaf(1), y = leaf(2);
  const std::vector answer = {Tensor(), scalar(7)};
  Wrong::apply(x, y, &answer).backward();
  BOOST_TEST(!x.grad().defined());
  BOOST_TEST(y.grad().item<double>() == 7);
}

BOOST_AUTO_TEST_CASE(errors_name_the_function_and_the_wrong_gradient) {
  const Tensor x = leaf({5, 5}, Values(25)), y = leaf({5, 5}, Values(25));
  const Tensor ones = constant({5, 5}, Values(25, 1));
  const auto run = [&](const std::vector<Tensor>& answer) {
    Wrong::apply(x, y, &answer).backward(ones);
  };
  BOOST_CHECK_EXCEPTION(
      run({ones}), GraphError,
      says("Wrong: backward returned a wrong number of gradients: expected 2, got 1"));
  BOOST_CHECK_EXCEPTION(run({ones, ones, ones}), GraphError, says("expected 2, got 3"));
  BOOST_CHECK_EXCEPTION(
      run({ones, constant({10}, Values(10))}), GraphError,
      says("Wrong: its pullback gave a gradient [10] for input 1, which is [5, 5]"));
  BOOST_CHECK_EXCEPTION(
      run({ones, constant({5, 5}, std::vector<float>(25))}), GraphError,
      says("Wrong: its pullback gave a float32 gradient for input 1, which is float64"));
  BOOST_TEST(!x.grad().defined());
  BOOST_TEST(!y.grad().defined());
}

BOOST_AUTO_TEST_CASE(gradients_are_summed_where_an_input_was_broadcast) {
  const Tensor x = leaf({1, 2}, {1, 2}), y = leaf({3, 2}, Values(6));
  const Tensor g = constant({3, 2}, {1, 2, 3, 4, 5, 6});
  const std::vector answer = {g, g};
  Wrong::apply(x, y, &answer).backward(g);
  BOOST_TEST(x.grad().shape() == (Shape{1, 2}));
  BOOST_TEST(values(x.grad()) == (Values{9, 12}));
}

BOOST_AUTO_TEST_CASE(needs_input_grad_is_true_for_needed_gradients) {
  struct Asking : Function<Asking> {
    static Tensor forward(Context& context, const Tensor& x, int, const Tensor& y) {
      BOOST_TEST(context.needs_input_grad(0));
      BOOST_TEST(context.needs_input_grad(1) == y.requires_grad());
      return mul(x, y);
    }
    static std::vector<Tensor> backward(Context& context, const Tensor& g) {
      BOOST_TEST(context.needs_input_grad(0));
      BOOST_TEST(!context.needs_input_grad(1));
      return {g, g};
    }
  };
  const Tensor x = leaf(1), y = leaf(2);
  Asking::apply(x, 0, scalar(2)).backward();
  grad(Asking::apply(x, 0, y), x);  // y could have a gradient, but nobody wants it
}

BOOST_AUTO_TEST_CASE(forward_may_return_its_input_and_duplicates) {
  struct Same : Function<Same> {
    static std::array<Tensor, 2> forward(Context&, const Tensor& x) { return {x, x}; }
    static Tensor backward(Context&, const Tensor& g, const Tensor& h) {
      return add(mul(g, scalar(2)), mul(h, scalar(3)));
    }
  };
  const Tensor x = leaf(1);
  const auto [y, z] = Same::apply(x);
  BOOST_TEST(!y.is_leaf());
  backward(std::vector{y, z}, std::vector{scalar(1), scalar(10)});
  BOOST_TEST(x.grad().item<double>() == 32);
}

BOOST_AUTO_TEST_CASE(outputs_may_be_constants) {
  struct WithMask : Function<WithMask> {
    static std::tuple<Tensor, Tensor, Tensor> forward(Context& context, const Tensor& x) {
      const Tensor mask = constant({2}, {0, 1});
      context.mark_non_differentiable({mask});
      context.save_for_backward({mask, Tensor()});
      return {mul(x, mask), mask, constant<std::int64_t>({1}, {1})};
    }
    static Tensor backward(Context& context, std::span<const Tensor> gradients) {
      BOOST_TEST(!context.saved_tensors()[1].defined());
      BOOST_TEST(values(gradients[1]) == (Values{0, 0}));
      return mul(gradients[0], context.saved_tensors()[0]);
    }
  };
  const Tensor x = leaf({2}, {3, 4});
  const auto [y, mask, index] = WithMask::apply(x);
  BOOST_TEST(y.requires_grad());
  BOOST_TEST(!mask.requires_grad());
  BOOST_TEST(!index.requires_grad());
  y.backward(constant({2}, {1, 1}));
  BOOST_TEST(values(x.grad()) == (Values{0, 1}));
}

BOOST_AUTO_TEST_CASE(gradients_may_stay_undefined) {
  struct Sparse : Function<Sparse> {
    static std::array<Tensor, 2> forward(Context& context, const Tensor& x) {
      context.set_materialize_grads(false);
      return {mul(x, x), add(x, x)};
    }
    static Tensor backward(Context&, const Tensor& g, const Tensor& h) {
      BOOST_TEST(!g.defined());
      return h;
    }
  };
  const Tensor x = leaf(3);
  Sparse::apply(x)[1].backward();
  BOOST_TEST(x.grad().item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_without_need) {
  BOOST_TEST(!Exponential::apply(scalar(1)).requires_grad());
  const Tensor x = leaf(1);
  {
    const NoGrad scope;
    BOOST_TEST(!Exponential::apply(x).requires_grad());
  }
  const std::int64_t nodes = live_counts().nodes;
  const Tensor y = Exponential::apply(x);  // one node, though forward computes with operations
  BOOST_TEST(live_counts().nodes == nodes + 1);
}

BOOST_AUTO_TEST_CASE(changed_values_and_second_passes_are_errors) {
  const Tensor x = leaf({2}, {1, 2}), w = leaf({2}, {0, 0});
  const Tensor ones = constant({2}, {1, 1});
  const Tensor y = ScaledSquare::apply(x, 1.0, w);
  x.set_data(ones);
  BOOST_CHECK_EXCEPTION(y.backward(ones), GraphError,
                        says("a value float64 [2] that 'ScaledSquare' saved was changed after use "
                             "(version 0 -> 1)"));
  const Tensor z = Exponential::apply(x);
  z.backward(ones);
  BOOST_CHECK_EXCEPTION(z.backward(ones), GraphError,
                        says("backward: 'Exponential' was differentiated before"));
}

BOOST_AUTO_TEST_CASE(exceptions_of_forward_and_backward_pass_through) {
  struct Refuses : Function<Refuses> {
    static Tensor forward(Context&, const Tensor& x) { return x; }
    static Tensor backward(Context&, const Tensor&) { throw std::range_error("no"); }
  };
  struct Empty : Function<Empty> {
    static Tensor forward(Context&, const Tensor&) { return {}; }
    static Tensor backward(Context&, const Tensor& g) { return g; }
  };
  const Tensor x = leaf(1);
  BOOST_CHECK_EXCEPTION(Refuses::apply(x).backward(), std::range_error, says("no"));
  BOOST_CHECK_EXCEPTION(Empty::apply(x), GraphError,
                        says("Empty: output 0 of forward is undefined"));
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_SUITE_END()
