// Five steps of every optimizer with every combination of its options, against PyTorch.
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/optimizers.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <functional>
#include <memory>
#include <sstream>

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
  std::string name;
  std::span<const double> expected;
  Make make;
};

template <class... Options>
std::string name_of(const char* optimizer, const Options&... options) {
  std::ostringstream name;
  name << optimizer;
  ((name << ' ' << options), ...);
  return name.str();
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& row : golden::optimizers::sgd) {
    all.push_back({name_of("SGD", row.momentum, row.dampening, row.weight_decay, row.nesterov),
                   row.trajectory,
                   make<SGD, SGDOptions>({.lr = row.lr,
                                          .momentum = row.momentum,
                                          .dampening = row.dampening,
                                          .weight_decay = row.weight_decay,
                                          .nesterov = row.nesterov})});
  }
  for (const auto& row : golden::optimizers::adam) {
    all.push_back({name_of("Adam", row.betas[0], row.betas[1], row.eps, row.weight_decay),
                   row.trajectory,
                   make<Adam, AdamOptions>({.lr = row.lr,
                                            .betas = row.betas,
                                            .eps = row.eps,
                                            .weight_decay = row.weight_decay})});
  }
  for (const auto& row : golden::optimizers::rmsprop) {
    all.push_back(
        {name_of("RMSprop", row.alpha, row.eps, row.weight_decay, row.momentum, row.centered),
         row.trajectory,
         make<RMSprop, RMSpropOptions>({.lr = row.lr,
                                        .alpha = row.alpha,
                                        .eps = row.eps,
                                        .weight_decay = row.weight_decay,
                                        .momentum = row.momentum,
                                        .centered = row.centered})});
  }
  return all;
}

// Compares five steps with PyTorch's. PyTorch's four elements, in turn, fill `count` elements here,
// so that registers and what is left over both take part; the elements lie `stride` apart.
template <class T>
void check_trajectory(const Case& test_case, std::size_t count, Index stride, double tolerance) {
  const auto start = golden::recipe(4, 10), a = golden::recipe(4, 11), b = golden::recipe(4, 12);
  Array buffer = Array::empty({static_cast<Index>(count) * stride}, xgrad::dtype_of<T>());
  const Array value = buffer.view({static_cast<Index>(count)}, {stride}, 0);
  T* const x = buffer.mutable_data<T>();
  const auto element = [&](std::size_t i) -> T& { return x[static_cast<Index>(i) * stride]; };
  for (std::size_t i = 0; i < count; ++i) element(i) = static_cast<T>(start[i % 4]);

  const Tensor p(value, true);
  const auto optimizer = test_case.make(p);
  for (std::size_t step = 0; step < 5; ++step) {
    std::vector<T> gradient;  // of 0.5 * sum(a * (p - b)^2)
    for (std::size_t i = 0; i < count; ++i) {
      gradient.push_back(static_cast<T>((1 + a[i % 4]) * (element(i) - b[i % 4])));
    }
    p.set_grad(Tensor(array<T>(p.shape(), gradient)));
    optimizer->step();
    std::vector<double> expected;
    for (std::size_t i = 0; i < count; ++i) {
      expected.push_back(test_case.expected[4 * step + i % 4]);
    }
    BOOST_TEST_CONTEXT("step " << step) BOOST_TEST(close(p, expected, {.absolute = tolerance}));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trajectories)

BOOST_AUTO_TEST_CASE(trajectories_match_pytorch) {
  for (const Case& test_case : cases()) {
    BOOST_TEST_CONTEXT(test_case.name) {
      for (const std::size_t count : {4u, 1u, 39u, 5000u}) {
        check_trajectory<double>(test_case, count, 1, 1e-14);
        check_trajectory<float>(test_case, count, 1, 1e-6);
      }
      check_trajectory<double>(test_case, 39, 3, 1e-14);
    }
  }
}

// PyTorch's defaults, three steps from p = 1; the first step of Adam does not depend on its betas:
//   for make, options in [(torch.optim.SGD, {"lr": 0.1}), (torch.optim.Adam, {}),
//   (torch.optim.RMSprop, {})]:
//       p = torch.ones(1, dtype=torch.float64, requires_grad=True)
//       optimizer = make([p], **options)
//       for gradient in (2.0, -1.0, 0.5):
//           p.grad = torch.full_like(p, gradient); optimizer.step()
//       print(p.item())
BOOST_AUTO_TEST_CASE(defaults_are_those_of_pytorch) {
  const auto after_three_steps = [](const Make& make_optimizer) {
    const Tensor p(array<double>({1}, {1}), true);
    const auto optimizer = make_optimizer(p);
    for (const double gradient : {2.0, -1.0, 0.5}) {
      p.set_grad(Tensor(array<double>({1}, {gradient})));
      optimizer->step();
    }
    return p.item<double>();
  };
  constexpr Tolerance rounding{.absolute = 4e-16};
  BOOST_TEST(close(after_three_steps(make<SGD, SGDOptions>({.lr = 0.1})), 0.85, rounding));
  BOOST_TEST(close(after_three_steps(make<Adam, AdamOptions>({})), 0.9983932338213893, rounding));
  BOOST_TEST(
      close(after_three_steps(make<RMSprop, RMSpropOptions>({})), 0.9228909099018455, rounding));
}

BOOST_AUTO_TEST_SUITE_END()
