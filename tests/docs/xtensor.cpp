// The code that docs/xtensor.md quotes.
#include <xgrad/autograd/xtensor.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;
using test::values;

BOOST_AUTO_TEST_SUITE(xtensor_page)

using Values = std::vector<double>;

namespace {

// g tanh(x): the derivative of log(cosh(x)) times g.
Tensor tanh_times(const Tensor& g, const Tensor& x) {
  return record(
      "tanh_times", from_xtensor(g.view<double>() * xt::tanh(x.view<double>())), {g, x},
      [x = saved(x)](const Tensor& gg) { return tanh_times(gg, x()); },
      [g = saved(g),
       x = saved(x)](const Tensor& gg) -> Tensor {  // no third derivative
        return gg.view<double>() * g().view<double>() / xt::square(xt::cosh(x().view<double>()));
      });
}

Tensor log_cosh(const Tensor& x) {
  return record("log_cosh", from_xtensor(xt::log(xt::cosh(x.view<double>()))), {x},
                [x = saved(x)](const Tensor& g) { return tanh_times(g, x()); });
}

struct LogCosh : Function<LogCosh> {
  static Tensor forward(Context& context, const Tensor& x) {
    context.save_for_backward({x});
    return xt::log(xt::cosh(x.view<double>()));
  }
  static Tensor backward(Context& context, const Tensor& g) {
    return tanh_times(g, context.saved_tensors()[0]);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(from_a_tensor_and_back) {
  const Tensor x = tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}, float64);
  const auto elements = transpose(x, 0, 1).view<double, 2>();
  const double corner = elements(2, 1);                 // 6
  const Tensor shifted = x.view<double>() * 2.0 + 1.0;  // computed here
  BOOST_TEST(corner == 6);
  BOOST_TEST(values(shifted) == (Values{3, 5, 7, 9, 11, 13}));

  xt::xarray<double> table = {{1.0, 2.0}, {3.0, 4.0}};
  const Tensor product = matmul(table * 10.0, table);  // a temporary tensor
  const Tensor owner = std::move(table);               // without a copy
  BOOST_TEST(values(product) == (Values{70, 100, 150, 220}));
  BOOST_TEST(values(owner) == (Values{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(writes) {
  const Tensor weight = ones({2, 2}, float64).requires_grad_();
  assign(weight, weight.view<double>() * 0.5);
  BOOST_TEST(values(weight) == (Values{0.5, 0.5, 0.5, 0.5}));
}

BOOST_AUTO_TEST_CASE(operations_of_ones_own) {
  const Tensor x = test::leaf({3}, {0.5, -1, 2});
  BOOST_TEST(values(log_cosh(x))[2] == std::log(std::cosh(2.0)));
  BOOST_TEST(gradcheck(log_cosh, {x}).ok);
  BOOST_TEST(gradgradcheck(log_cosh, {x}).ok);
  const auto applied = [](const Tensor& y) { return LogCosh::apply(y); };
  BOOST_TEST(values(applied(x)) == values(log_cosh(x)));
  BOOST_TEST(gradcheck(applied, {x}).ok);
  BOOST_TEST(gradgradcheck(applied, {x}).ok);
}

BOOST_AUTO_TEST_SUITE_END()
