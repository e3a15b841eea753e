// Public writes: what may be written, what a write changes, and what it must leave alone.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using test::counted;
using test::says;

BOOST_AUTO_TEST_SUITE(writes)

using Values = std::vector<double>;

namespace {

// Views with the shape of `x` that share its memory.
std::vector<Tensor> views_of(const Tensor& x) {
  return {x,
          reshape(x, x.shape()),
          flip(x, {0}),
          flip(x, {0, 1}),
          transpose(x, 0, 1),
          expand(select(x, 0, 1), x.shape()),
          expand(slice(x, 1, 1, 2), x.shape())};
}

}  // namespace

BOOST_AUTO_TEST_CASE(copy_reads_a_view_of_the_target_before_it_writes) {
  for (std::size_t i = 0; i < 7; ++i) {
    const Tensor x = counted({9, 9});
    const Tensor source = views_of(x)[i];
    const auto expected = test::values(source);
    x.copy_(source);
    BOOST_TEST(test::values(x) == expected);
    const Tensor part = counted({12, 9});
    part.copy_(flip(part, {0}));
    slice(part, 0, 0, 9).copy_(slice(part, 0, 3, 12));
    BOOST_TEST(test::values(slice(part, 0, 0, 9)) ==
               test::values(slice(flip(counted({12, 9}), {0}), 0, 3, 12)));
  }
}

BOOST_AUTO_TEST_CASE(set_data_reads_a_view_of_the_leaf_before_it_writes) {
  for (std::size_t i = 0; i < 7; ++i) {
    const Tensor x = counted({9, 9}).requires_grad_();
    const Tensor source = views_of(x.detach())[i];
    const auto expected = test::values(source);
    x.set_data(source);
    BOOST_TEST(test::values(x) == expected);
  }
}

BOOST_AUTO_TEST_CASE(writes_into_an_expanded_tensor_are_refused_before_anything_changes) {
  const Tensor one = zeros({1, 3}, float64);
  const Tensor both = expand(one, {2, 3});
  const Tensor values = counted({2, 3});
  const auto before = one.array().version();
  const auto refuses = says("several of its elements share one place in memory");
  BOOST_CHECK_EXCEPTION(both.copy_(values), ValueError,
                        says("copy_: cannot write into float64 [2"));
  BOOST_CHECK_EXCEPTION(both.detach().requires_grad_().set_data(values), ValueError,
                        says("set_data: cannot write into float64 [2, 3]"));
  BOOST_CHECK_EXCEPTION(both.writable(), ValueError, refuses);
  BOOST_TEST(one.array().version() == before);
  BOOST_TEST(test::values(one) == (Values{0, 0, 0}));
  // Where an axis of size 1 stays as it is, nothing is shared.
  expand(one, {1, 3}).copy_(ones({3}, float64));
  BOOST_TEST(test::values(one) == (Values{1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(replace_storage_takes_a_view_of_the_same_memory) {
  const Tensor x = counted({2, 3});
  const auto before = x.array().version();
  x.replace_storage(reshape(x, {3, 2}).array());
  BOOST_TEST(x.shape() == (Shape{3, 2}));
  BOOST_TEST(x.array().version() > before);
}

BOOST_AUTO_TEST_CASE(a_hook_that_writes_changes_its_own_gradient_alone) {
  const auto clears = [](const Tensor& g) {
    g.copy_(zeros(g.shape(), g.dtype()));
    return Tensor();
  };
  // One gradient reaches x and y, and is the caller's.
  const Tensor x = counted({2}).requires_grad_(), y = counted({2}).requires_grad_();
  x.register_hook(clears);
  const Tensor g = ones({2}, float64);
  (x + y).backward(g);
  BOOST_TEST(test::values(g) == (Values{1, 1}));
  BOOST_TEST(test::values(x.grad()) == (Values{0, 0}));
  BOOST_TEST(test::values(y.grad()) == (Values{1, 1}));
  // Of a result, through which the gradient goes on.
  const Tensor z = counted({2}).requires_grad_();
  const Tensor result = z + 1.0, residual = result + z;
  result.register_hook(clears);
  residual.backward(g);
  BOOST_TEST(test::values(z.grad()) == (Values{1, 1}));
  // Of slices, whose gradients lie in one buffer; and of a sum, whose gradient repeats one element.
  const Tensor w = counted({2, 2}).requires_grad_();
  const auto rows = unbind(w);
  rows[1].register_hook(clears);
  sum(stack(rows)).backward();
  BOOST_TEST(test::values(w.grad()) == (Values{1, 1, 0, 0}));
  // Each of several hooks has a gradient that no earlier one holds.
  const Tensor v = counted({2}).requires_grad_();
  Tensor held;
  v.register_hook([&](const Tensor& seen) {
    held = seen;
    return Tensor();
  });
  v.register_hook(clears);
  v.backward(g);
  BOOST_TEST(test::values(held) == (Values{1, 1}));
  BOOST_TEST(test::values(v.grad()) == (Values{0, 0}));
}

BOOST_AUTO_TEST_CASE(a_hook_that_writes_in_a_recorded_pass_leaves_the_callers_gradient_alone) {
  const Tensor x = counted({2}).requires_grad_(), y = counted({2}).requires_grad_();
  x.register_hook([](const Tensor& g) {
    g.copy_(zeros(g.shape(), g.dtype()));
    return Tensor();
  });
  const Tensor g = ones({2}, float64);
  const auto found = grad({x + y}, {x, y}, {.gradients = {g}, .create_graph = true});
  BOOST_TEST(test::values(g) == (Values{1, 1}));
  BOOST_TEST(test::values(found[0]) == (Values{0, 0}));
  BOOST_TEST(test::values(found[1]) == (Values{1, 1}));
}

BOOST_AUTO_TEST_CASE(gradients_share_memory_with_nothing) {
  for (const bool recorded : {false, true}) {
    const Tensor x = counted({2}).requires_grad_(), y = counted({2}).requires_grad_();
    const Tensor g = ones({2}, float64);
    const auto found = grad({x + y}, {x, y, x}, {.gradients = {g}, .create_graph = recorded});
    for (const Tensor& gradient : found) gradient.copy_(zeros({2}, float64));
    BOOST_TEST(test::values(g) == (Values{1, 1}));
    const auto again = grad({x + y}, {x, y, x}, {.gradients = {g}, .create_graph = recorded});
    again[0].copy_(zeros({2}, float64));
    BOOST_TEST(test::values(again[1]) == (Values{1, 1}));
    BOOST_TEST(test::values(again[2]) == (Values{1, 1}));
    // Of the kind that repeats one element.
    const Tensor whole = grad(sum(x), x, {.create_graph = recorded});
    whole.copy_(counted({2}));
    BOOST_TEST(test::values(whole) == (Values{0, 1}));

    const Tensor a = x + 0.0, b = a + y;
    a.retain_grad();
    b.retain_grad();
    b.backward(g, {.create_graph = recorded});
    a.grad().copy_(zeros({2}, float64));
    x.grad().copy_(zeros({2}, float64));
    BOOST_TEST(test::values(b.grad()) == (Values{1, 1}));
    BOOST_TEST(test::values(y.grad()) == (Values{1, 1}));
    BOOST_TEST(test::values(g) == (Values{1, 1}));
    x.set_grad({});
    y.set_grad({});
  }
}

BOOST_AUTO_TEST_CASE(requires_grad_off_and_on_keeps_recorded_graphs) {
  Tensor x = counted({3}).requires_grad_();
  int calls = 0;
  const auto hook = x.register_hook([&](const Tensor&) {
    ++calls;
    return Tensor();
  });
  const Tensor loss = sum(x * 2.0);
  x.requires_grad_(false);
  BOOST_TEST(!x.requires_grad());
  BOOST_CHECK_THROW(grad(loss, x), GraphError);
  x.requires_grad_();
  BOOST_TEST(test::values(grad(loss, x, {.retain_graph = true})) == (Values{2, 2, 2}));
  loss.backward();
  BOOST_TEST(test::values(x.grad()) == (Values{2, 2, 2}));
  BOOST_TEST(calls == 2);
  // Freed with the first call, and not there again after the second.
  x.requires_grad_(false);
  BOOST_TEST(!x.grad().defined());
  hook.remove();
  x.requires_grad_();
  BOOST_TEST(!x.grad().defined());
  sum(x).backward();
  BOOST_TEST(test::values(x.grad()) == (Values{1, 1, 1}));
  BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_pass_while_requires_grad_is_off_leaves_no_gradient) {
  Tensor x = counted({3}).requires_grad_(), y = counted({3}).requires_grad_();
  const Tensor loss = sum(x * y);
  x.requires_grad_(false);
  loss.backward();
  BOOST_TEST(test::values(y.grad()) == (Values{0, 1, 2}));
  x.requires_grad_();
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(requires_grad_on_after_replace_storage_takes_gradients_of_the_new_shape) {
  Tensor x = counted({3}).requires_grad_();
  x.requires_grad_(false);
  x.replace_storage(test::iota<float>({2}));
  x.requires_grad_();
  sum(x).backward();
  BOOST_TEST(x.grad().shape() == Shape{2});
  BOOST_TEST(x.grad().dtype() == float32);
}

BOOST_AUTO_TEST_SUITE_END()
