// Five steps of every optimizer on one quadratic, against PyTorch.
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/optimizers.hpp"
#include "support/arrays.hpp"
#include <functional>
#include <memory>

using namespace test;
using namespace xgrad::optim;
using xgrad::Tensor;

namespace {

using Make = std::function<std::unique_ptr<Optimizer>(const Tensor&)>;

template <class O, class Options>
Make make(const Options& options) {
  return [=](const Tensor& p) { return std::make_unique<O>(ParameterList{p}, options); };
}

struct Case {
  const char* name;
  std::span<const double> expected;
  Make make;
};

namespace golden_values = golden::optimizers;

const Case kCases[] = {
    {"sgd", golden_values::sgd, make<SGD, SGDOptions>({.lr = 0.1})},
    {"sgd_decay", golden_values::sgd_decay,
     make<SGD, SGDOptions>({.lr = 0.1, .weight_decay = 0.2})},
    {"sgd_momentum", golden_values::sgd_momentum,
     make<SGD, SGDOptions>({.lr = 0.1, .momentum = 0.9})},
    {"sgd_momentum_dampening_decay", golden_values::sgd_momentum_dampening_decay,
     make<SGD, SGDOptions>({.lr = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.2})},
    {"sgd_nesterov", golden_values::sgd_nesterov,
     make<SGD, SGDOptions>({.lr = 0.1, .momentum = 0.9, .nesterov = true})},
    {"sgd_nesterov_decay", golden_values::sgd_nesterov_decay,
     make<SGD, SGDOptions>({.lr = 0.1, .momentum = 0.9, .weight_decay = 0.2, .nesterov = true})},
    {"adam", golden_values::adam, make<Adam, AdamOptions>({.lr = 0.1})},
    {"adam_betas_eps_decay", golden_values::adam_betas_eps_decay,
     make<Adam, AdamOptions>({.lr = 0.1, .betas = {0.8, 0.95}, .eps = 1e-3, .weight_decay = 0.2})},
    {"rmsprop", golden_values::rmsprop, make<RMSprop, RMSpropOptions>({.lr = 0.1})},
    {"rmsprop_alpha_eps_decay", golden_values::rmsprop_alpha_eps_decay,
     make<RMSprop, RMSpropOptions>({.lr = 0.1, .alpha = 0.9, .eps = 1e-3, .weight_decay = 0.2})},
    {"rmsprop_momentum", golden_values::rmsprop_momentum,
     make<RMSprop, RMSpropOptions>({.lr = 0.1, .momentum = 0.9})},
    {"rmsprop_centered", golden_values::rmsprop_centered,
     make<RMSprop, RMSpropOptions>({.lr = 0.1, .centered = true})},
    {"rmsprop_centered_momentum", golden_values::rmsprop_centered_momentum,
     make<RMSprop, RMSpropOptions>({.lr = 0.1, .momentum = 0.9, .centered = true})},
};

// The largest distance from PyTorch's trajectory. PyTorch's four elements, in turn, fill `count`
// elements here, so that registers and what is left over both take part; the elements lie
// `stride` apart.
template <class T>
double largest_error(const Case& test_case, std::size_t count, Index stride) {
  const auto start = golden::recipe(4, 10), a = golden::recipe(4, 11), b = golden::recipe(4, 12);
  Array buffer = Array::empty({static_cast<Index>(count) * stride}, xgrad::dtype_of<T>());
  const Array value = buffer.view({static_cast<Index>(count)}, {stride}, 0);
  T* const x = buffer.mutable_data<T>();
  const auto element = [&](std::size_t i) -> T& { return x[static_cast<Index>(i) * stride]; };
  for (std::size_t i = 0; i < count; ++i) element(i) = static_cast<T>(start[i % 4]);

  const Tensor p(value, true);
  const auto optimizer = test_case.make(p);
  double error = 0;
  for (std::size_t step = 0; step < 5; ++step) {
    std::vector<T> gradient;  // of 0.5 * sum(a * (p - b)^2)
    for (std::size_t i = 0; i < count; ++i) {
      gradient.push_back(static_cast<T>((1 + a[i % 4]) * (element(i) - b[i % 4])));
    }
    p.set_grad(Tensor(array<T>(p.shape(), gradient)));
    optimizer->step();
    for (std::size_t i = 0; i < count; ++i) {
      error = std::max(error, std::abs(element(i) - test_case.expected[4 * step + i % 4]));
    }
  }
  return error;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trajectories)

BOOST_AUTO_TEST_CASE(match_pytorch) {
  for (const Case& test_case : kCases) {
    BOOST_TEST_CONTEXT(test_case.name) {
      for (const std::size_t count : {4u, 1u, 39u, 5000u}) {
        BOOST_TEST(largest_error<double>(test_case, count, 1) < 1e-14);
        BOOST_TEST(largest_error<float>(test_case, count, 1) < 1e-6);
      }
      BOOST_TEST(largest_error<double>(test_case, 39, 3) < 1e-14);
    }
  }
}

// PyTorch's defaults, one step from p = 1 with gradient 2 (the first step of Adam and RMSprop does
// not depend on the size of the gradient):
//   for make in [torch.optim.Adam, torch.optim.RMSprop]:
//       p = torch.ones(1, dtype=torch.float64, requires_grad=True)
//       p.grad = 2 * torch.ones_like(p); make([p]).step(); print(p.item())
BOOST_AUTO_TEST_CASE(defaults_are_those_of_pytorch) {
  const auto after_one_step = [](const Make& make_optimizer) {
    const Tensor p(array<double>({1}, {1}), true);
    p.set_grad(Tensor(array<double>({1}, {2})));
    make_optimizer(p)->step();
    return p.item<double>();
  };
  BOOST_TEST(after_one_step(make<Adam, AdamOptions>({})) == 0.999000000005);
  BOOST_TEST(after_one_step(make<RMSprop, RMSpropOptions>({})) == 0.9000000049999998);
}

BOOST_AUTO_TEST_SUITE_END()
