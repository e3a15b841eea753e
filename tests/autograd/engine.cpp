// Backward passes: what they add up, in which order, what they leave alone, and their errors.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <algorithm>
#include <random>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(engine)

using Values = std::vector<double>;

namespace {

double number(const Tensor& x) {
  return x.item<double>();
}

// The order in which nodes receive their gradients.
enum class Arrival { oldest_first, newest_first, shuffled };

// x itself, counting the runs of its pullback.
Tensor counted(const Tensor& x, int& runs) {
  return record("counted", x.array(), {x}, [&runs](const Tensor& g) {
    ++runs;
    return g;
  });
}

// x itself, with a pullback that gives what the test wants.
Tensor answering(const Tensor& x, const Tensor& answer) {
  return record("answering", x.array(), {x}, [&answer](const Tensor&) { return answer; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(backward_of_products_and_sums) {
  const Tensor x = leaf(2), y = leaf(3);
  add(mul(mul(x, y), y), x).backward();  // x y^2 + x
  BOOST_TEST(number(x.grad()) == 10);
  BOOST_TEST(number(y.grad()) == 12);
}

BOOST_AUTO_TEST_CASE(gradients_accumulate_over_passes) {
  const Tensor x = leaf(2);
  mul(x, x).backward();
  mul(x, x).backward();
  BOOST_TEST(number(x.grad()) == 8);
  x.set_grad({});
  mul(x, x).backward();
  BOOST_TEST(number(x.grad()) == 4);
}

BOOST_AUTO_TEST_CASE(gradients_through_shared_intermediates_are_summed) {
  const Tensor x = leaf(0), y = leaf(0);
  const Tensor a = add(x, mul(y, scalar(2)));
  const Tensor b = add(mul(a, scalar(3)), x);
  const Tensor c = add(mul(a, scalar(14)), b);
  backward(std::vector{a, b, c}, std::vector{scalar(1), scalar(1), scalar(1)});
  BOOST_TEST(number(x.grad()) == 1 + 4 + 18);
  BOOST_TEST(number(y.grad()) == 2 + 6 + 34);
}

BOOST_AUTO_TEST_CASE(a_gradient_belongs_to_its_leaf_alone) {
  const Tensor x = leaf({2}, {1, 2}), y = leaf({2}, {3, 4});
  const Tensor given = constant({2}, {5, 6});
  add(x, y).backward(given);
  BOOST_TEST(!x.grad().array().shares_buffer(y.grad().array()));
  kernels::fill(x.grad().writable(), 0);
  BOOST_TEST(values(y.grad()) == (Values{5, 6}));
  BOOST_TEST(values(given) == (Values{5, 6}));
  x.backward(given);
  x.backward(given);
  BOOST_TEST(values(x.grad()) == (Values{10, 12}));
  BOOST_TEST(values(given) == (Values{5, 6}));

  const Tensor z = leaf({3}, {1, 2, 3});
  sum(z).backward();
  BOOST_TEST(z.grad().is_contiguous());  // not one element seen three times
}

BOOST_AUTO_TEST_CASE(duplicate_roots_count_twice) {
  const Tensor x = leaf(3);
  const Tensor y = mul(x, x);
  backward(std::vector{y, y}, {});
  BOOST_TEST(number(x.grad()) == 12);
}

BOOST_AUTO_TEST_CASE(backward_visits_each_node_once) {
  int runs = 0;
  const Tensor x = leaf(1);
  Tensor y = x;
  for (int level = 0; level < 20; ++level) {
    y = counted(y, runs);
    y = add(y, y);
  }
  y.backward();
  BOOST_TEST(number(x.grad()) == 1 << 20);
  BOOST_TEST(runs == 20);
}

// More pending nodes than the short list of the newest ones holds, in several orders of arrival.
BOOST_AUTO_TEST_CASE(pending_nodes_run_newest_first) {
  constexpr int kNodes = 500;
  std::mt19937 random(7);
  for (const Arrival arrival : {Arrival::oldest_first, Arrival::newest_first, Arrival::shuffled}) {
    BOOST_TEST_CONTEXT("arrival " << static_cast<int>(arrival)) {
      const Tensor x = leaf({1}, {2});
      std::vector<int> ran, newest_first;
      std::vector<Tensor> parts;
      for (int i = 0; i < kNodes; ++i) {
        parts.push_back(record("part", x.array(), {x}, [&ran, i](const Tensor& g) {
          ran.push_back(i);
          return g;
        }));
        newest_first.insert(newest_first.begin(), i);
      }
      if (arrival == Arrival::newest_first) std::reverse(parts.begin(), parts.end());
      if (arrival == Arrival::shuffled) std::shuffle(parts.begin(), parts.end(), random);
      sum(cat(parts, 0)).backward();
      BOOST_TEST(ran == newest_first);
      BOOST_TEST(values(x.grad()) == Values{kNodes});
    }
  }
}

// y = the sum of products of pairs of leaves, between whose uses many others are pending.
BOOST_AUTO_TEST_CASE(gradients_of_many_leaves_and_nodes_are_summed) {
  constexpr std::size_t kLeaves = 100, kNodes = 700;
  std::vector<Tensor> leaves, products;
  for (std::size_t i = 0; i < kLeaves; ++i) leaves.push_back(leaf(static_cast<double>(i)));
  Values expected(kLeaves);
  for (std::size_t i = 0; i < kNodes; ++i) {
    const std::size_t a = i % kLeaves, b = (7 * i + i / kLeaves + 3) % kLeaves;
    products.push_back(mul(leaves[a], leaves[b]));
    expected[a] += static_cast<double>(b);
    expected[b] += static_cast<double>(a);
  }
  std::shuffle(products.begin(), products.end(), std::mt19937(5));
  sum(stack(products)).backward();
  for (std::size_t i = 0; i < kLeaves; ++i) {
    BOOST_TEST_CONTEXT("leaf " << i) BOOST_TEST(values(leaves[i].grad()) == Values{expected[i]});
  }
}

BOOST_AUTO_TEST_CASE(gradients_are_summed_over_broadcast_axes) {
  const Tensor row = leaf({3}, {1, 2, 3}), column = leaf({2, 1}, {10, 20}), one = leaf(5);
  const Tensor y = add(mul(row, column), one);
  y.backward(constant({2, 3}, {1, 2, 3, 4, 5, 6}));
  BOOST_TEST(row.grad().shape() == Shape{3});
  BOOST_TEST(column.grad().shape() == (Shape{2, 1}));
  BOOST_TEST(values(row.grad()) == (Values{90, 120, 150}));
  BOOST_TEST(values(column.grad()) == (Values{14, 32}));
  BOOST_TEST(number(one.grad()) == 21);
}

BOOST_AUTO_TEST_CASE(backward_twice_needs_retain_graph) {
  const Tensor x = leaf(3);
  const Tensor y = mul(x, x);
  y.backward({}, {.retain_graph = true});
  y.backward();
  BOOST_TEST(number(x.grad()) == 12);
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError,
                        says("backward: 'mul' was differentiated before, and what it saved is "
                             "released\n  hint: a state carried over"));
  BOOST_TEST(number(x.grad()) == 12);

  const Tensor z = add(x, x);  // saves nothing, so it may run again
  z.backward();
  z.backward();
  BOOST_TEST(number(x.grad()) == 16);
}

BOOST_AUTO_TEST_CASE(a_pass_that_meets_a_released_node_changes_no_gradient) {
  const Tensor x = leaf(3), w = leaf(2);
  const Tensor state = mul(x, x);
  mul(state, w).backward();
  const Tensor next = mul(state, w);  // as with a hidden state that was not detached
  BOOST_CHECK_THROW(next.backward(), GraphError);
  BOOST_TEST(number(x.grad()) == 12);
  BOOST_TEST(number(w.grad()) == 9);
}

BOOST_AUTO_TEST_CASE(saved_tensors_are_released_unless_retain_graph) {
  const Tensor x = leaf({1000}, Values(1000, 2));
  const std::int64_t before = live_counts().bytes;
  const Tensor loss = sum(mul(mul(x, x), x));
  loss.backward({}, {.retain_graph = true});
  x.set_grad({});
  BOOST_TEST(live_counts().bytes - before == 8008);  // x^2, which the outer product saved
  loss.backward();
  x.set_grad({});
  BOOST_TEST(live_counts().bytes - before == 8);
}

BOOST_AUTO_TEST_CASE(no_grad_and_detach) {
  const Tensor x = leaf(3);
  {
    const NoGrad scope;
    const Tensor y = mul(x, x);
    BOOST_TEST(!y.requires_grad());
    BOOST_TEST(y.is_leaf());
    {
      const GradMode inner(true);
      BOOST_TEST(mul(x, x).requires_grad());
    }
    BOOST_TEST(!grad_enabled());
    BOOST_CHECK_EXCEPTION(y.backward(), GraphError, says("it was computed under NoGrad"));
  }
  BOOST_TEST(grad_enabled());
  const Tensor cut = mul(x, x).detach();
  BOOST_CHECK_EXCEPTION(cut.backward(), GraphError, says("has no graph: it was detached"));
  BOOST_CHECK_EXCEPTION(mul(scalar(1), scalar(2)).backward(), GraphError,
                        says("no input of what computed it needs a gradient"));
  mul(cut, x).backward();
  BOOST_TEST(number(x.grad()) == 9);
}

BOOST_AUTO_TEST_CASE(backward_of_invalid_roots_is_an_error) {
  const Tensor x = leaf({3}, {1, 2, 3});
  const Tensor y = mul(x, x);
  BOOST_CHECK_EXCEPTION(
      y.backward(), GraphError,
      says("backward: the output has shape [3], need a single element\n  hint: call backward() on "
           "mean(x) or sum(x), or pass a gradient [3]"));
  BOOST_CHECK_EXCEPTION(y.backward(constant({1, 3}, {1, 1, 1})), ShapeError,
                        says("the gradient is [1, 3], the output is [3]"));
  BOOST_CHECK_EXCEPTION(y.backward(constant<float>({3}, {1, 1, 1})), DTypeError,
                        says("the gradient is float32, the output is float64"));
  BOOST_CHECK_EXCEPTION(backward({}, {}), ValueError, says("no output was given"));
  BOOST_CHECK_EXCEPTION(backward(std::vector{y, y}, std::vector{x}), ValueError,
                        says("1 gradients for 2 outputs"));
  BOOST_CHECK_EXCEPTION(Tensor().backward(), ValueError, says("an undefined tensor"));
  BOOST_TEST(!x.grad().defined());
  y.backward(constant({3}, {1, 1, 1}));  // none of the errors has used up the graph
  BOOST_TEST(values(x.grad()) == (Values{2, 4, 6}));
}

BOOST_AUTO_TEST_CASE(pullbacks_of_wrong_shape_or_dtype_are_errors) {
  const Tensor x = leaf({2, 3}, Values(6));
  const auto run = [&](const Tensor& answer) {
    answering(x, answer).backward(constant({2, 3}, Values(6)));
  };
  BOOST_CHECK_EXCEPTION(
      run(constant({3, 2}, Values(6))), GraphError,
      says("answering: its pullback gave a gradient [3, 2] for input 0, which is [2, 3]"));
  BOOST_CHECK_EXCEPTION(run(constant({3}, Values(3))), GraphError, says("gave a gradient [3]"));
  BOOST_CHECK_EXCEPTION(
      run(constant({2, 3}, std::vector<float>(6))), GraphError,
      says("answering: its pullback gave a float32 gradient for input 0, which is float64"));
  run({});  // undefined: zero
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(record_needs_one_pullback_per_input) {
  const Tensor x = leaf(1);
  BOOST_CHECK_EXCEPTION(record("lopsided", x.array(), {x, x}, [](const Tensor& g) { return g; }),
                        GraphError, says("record: 'lopsided' has 2 inputs but 1 pullbacks"));
}

BOOST_AUTO_TEST_CASE(integers_carry_no_gradient) {
  BOOST_CHECK_EXCEPTION(constant<std::int64_t>({2}, {1, 2}).requires_grad_(), DTypeError,
                        says("int64 [2] cannot have a gradient, only float32 and float64 can"));
  const Tensor x = leaf({2}, {1.5, 2.5});
  const Tensor whole =
      record("floor", kernels::cast(x.array(), int64), {x}, [](const Tensor& g) { return g; });
  BOOST_TEST(!whole.requires_grad());
}

BOOST_AUTO_TEST_CASE(a_pullback_may_run_a_pass_of_its_own) {
  const Tensor x = leaf(2);
  const Tensor y = record("outer", x.array(), {x}, [](const Tensor& g) {
    const GradMode recorded(true);
    const Tensor inner = leaf(3);
    mul(mul(inner, inner), inner).backward();
    return mul(g, inner.grad());
  });
  y.backward();
  BOOST_TEST(number(x.grad()) == 27);
}

BOOST_AUTO_TEST_CASE(passes_nest_two_hundred_deep) {
  const Tensor x = leaf(1);
  const std::function<Tensor(int)> nested = [&](int depth) {
    return record("nested", x.array(), {x}, [&nested, depth](const Tensor& g) {
      const GradMode recorded(true);
      if (depth > 1) nested(depth - 1).backward();
      return g;
    });
  };
  nested(200).backward();
  BOOST_TEST(number(x.grad()) == 200);
  BOOST_CHECK_EXCEPTION(nested(201).backward(), GraphError,
                        says("backward: 200 passes are nested, each started by a pullback"));
  BOOST_TEST(number(x.grad()) == 200);
}

BOOST_AUTO_TEST_SUITE_END()
