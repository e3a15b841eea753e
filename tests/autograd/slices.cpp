// Slices of one axis: their gradients meet in one buffer, whoever else looks at them.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(slices)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(unbind_gives_views_with_gradients) {
  const Tensor x = leaf({3, 2}, {1, 2, 3, 4, 5, 6});
  const auto rows = unbind(x);
  BOOST_TEST(rows[1].array().shares_buffer(x.array()));
  sum(mul(rows[0], rows[2])).backward();
  BOOST_TEST(values(x.grad()) == (Values{5, 6, 0, 0, 1, 2}));  // zero where no gradient came
}

BOOST_AUTO_TEST_CASE(gradients_of_one_slice_add_up) {
  const Tensor x = leaf({2, 2}, {1, 2, 3, 4});
  const auto rows = unbind(x);
  add(add(sum(rows[0]), sum(mul(rows[0], rows[0]))), sum(rows[1])).backward();
  BOOST_TEST(values(x.grad()) == (Values{3, 5, 1, 1}));
}

BOOST_AUTO_TEST_CASE(slices_and_other_uses_add_their_gradients) {
  const Tensor x = leaf({2, 2}, {1, 2, 3, 4});
  add(sum(mul(x, x)), sum(unbind(x)[1])).backward();
  BOOST_TEST(values(x.grad()) == (Values{2, 4, 7, 9}));
}

BOOST_AUTO_TEST_CASE(slices_as_roots_and_targets) {
  const Tensor x = leaf({3}, {1, 2, 3});
  const auto parts = unbind(x);
  backward(std::vector{parts[0], parts[2], parts[2]}, {});
  BOOST_TEST(values(x.grad()) == (Values{1, 0, 2}));
  const auto found =
      grad({mul(parts[0], parts[2])}, {parts[0], parts[1], x}, {.allow_unused = true});
  BOOST_TEST(found[0].item<double>() == 3);
  BOOST_TEST(!found[1].defined());
  BOOST_TEST(values(found[2]) == (Values{3, 0, 1}));
}

BOOST_AUTO_TEST_CASE(hooks_of_slices_without_gradient_do_not_run) {
  const Tensor x = leaf({2}, {1, 2});
  const auto parts = unbind(x);
  parts[1].register_hook([](const Tensor& g) {
    BOOST_ERROR("a hook was called without a gradient");
    return g;
  });
  mul(parts[0], parts[0]).backward();
  BOOST_TEST(values(x.grad()) == (Values{2, 0}));
}

BOOST_AUTO_TEST_CASE(slices_have_second_derivatives) {
  const Tensor x = leaf({3}, {1, 2, 3});
  const auto parts = unbind(x);
  const Tensor y = mul(mul(parts[0], parts[0]), parts[1]);  // x0^2 x1
  const Tensor first = grad(y, x, {.create_graph = true});  // (2 x0 x1, x0^2, 0)
  BOOST_TEST(values(first) == (Values{4, 1, 0}));
  const Tensor second = grad(unbind(first)[0], x, {.create_graph = true});  // (2 x1, 2 x0, 0)
  BOOST_TEST(values(second) == (Values{4, 2, 0}));
  BOOST_TEST(values(grad(unbind(second)[0], x)) == (Values{0, 2, 0}));
}

BOOST_AUTO_TEST_CASE(slices_of_slices_and_strided_parts) {
  const Tensor x = leaf({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Tensor y = unbind(unbind(x, 2)[1], 0)[1];  // x[1, :, 1]
  BOOST_TEST(values(y) == (Values{6, 8}));
  sum(mul(y, y)).backward();
  BOOST_TEST(values(x.grad()) == (Values{0, 0, 0, 0, 0, 12, 0, 16}));
}

BOOST_AUTO_TEST_CASE(slice_gradients_use_one_buffer) {
  constexpr Index steps = 200, width = 500;
  const Tensor x = leaf({steps, width}, Values(steps * width, 1));
  Tensor total = scalar(0);
  for (const Tensor& row : unbind(x)) total = add(total, sum(row));
  const std::int64_t before = live_counts().bytes;
  std::int64_t most = 0;
  x.register_hook([&](const Tensor&) {
    most = live_counts().bytes - before;
    return Tensor();
  });
  total.backward();
  BOOST_TEST(most < 2 * steps * width * 8);
  BOOST_TEST(x.grad().array().data<double>()[steps * width - 1] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
