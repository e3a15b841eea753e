// Steps and clipping of any number of elements: sizes around registers, blocks and ranges of
// threads.
#include "support/block_sizes.hpp"

#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/every_rule.hpp"
#include "support/close.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(block_sizes)

namespace {

std::vector<Index> sizes() {
  return around({1, 2, 4, 8, 16, kBlock, kBlock * kBlocksPerThread});
}

template <class T>
Tensor leaf_with_gradient(Index count) {
  const Tensor p(scattered_array<T>({count}, 1), true);
  p.set_grad(Tensor(scattered_array<T>({count}, 2)));
  return p;
}

// The number of elements that differ from `expected(p, g)`; all numbers are exact.
template <class T, class Expected>
Index wrong_elements(const std::vector<T>& actual, const Expected& expected) {
  const auto count = static_cast<Index>(actual.size());
  const std::vector<T> p = scattered<T>(count, 1), g = scattered<T>(count, 2);
  Index wrong = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) wrong += actual[i] != expected(p[i], g[i]);
  return wrong;
}

template <class T>
void check_steps_and_clipping() {
  const int before = xgrad::num_threads();
  for (const int threads : {1, 3}) {
    xgrad::set_num_threads(threads);
    for (const Index count : sizes()) {
      BOOST_TEST_CONTEXT(count << " elements on " << threads << " threads") {
        const Tensor p = leaf_with_gradient<T>(count);
        SGD optimizer({p}, {.lr = 0.5});
        optimizer.step();
        BOOST_TEST(wrong_elements(p.to_vector<T>(), [](T x, T g) { return x - g / 2; }) == 0);

        clip_grad_value_({p}, 0.5);
        BOOST_TEST(wrong_elements(p.grad().to_vector<T>(),
                                  [](T, T g) { return std::clamp(g, T(-0.5), T(0.5)); }) == 0);

        long double squares = 0, largest = 0;
        for (const T g : p.grad().to_vector<T>()) {
          squares += static_cast<long double>(g) * g;
          largest = std::max<long double>(largest, std::abs(g));
        }
        const double norm = clip_grad_norm_({p}, 1e9);
        const double size = static_cast<double>(count);
        BOOST_TEST(close(norm, std::sqrt(static_cast<double>(squares)),
                         {.relative = 4e-16 * std::sqrt(size)}));
        const double infinity = std::numeric_limits<double>::infinity();
        BOOST_TEST(clip_grad_norm_({p}, 1e9, {.norm_type = infinity}) == largest);
      }
    }
  }
  xgrad::set_num_threads(before);
}

// Numbers of every kind: ordinary, zero, subnormal, huge, infinite and NaN.
template <class T>
std::vector<T> numbers_of_every_kind(std::uint32_t seed) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> all = scattered<T>(17, seed);
  for (const T x : {T{0}, Limits::denorm_min(), Limits::min(), Limits::max(), Limits::infinity(),
                    Limits::quiet_NaN()}) {
    all.push_back(x);
    all.push_back(-x);
  }
  return all;
}

// The elements after four steps; they start as `p`, and the gradient is g at first.
template <class T>
std::vector<T> after_four_steps(const Rule& rule, const std::vector<T>& p, std::vector<T> g) {
  const Shape shape = {static_cast<Index>(p.size())};
  const Tensor parameter(array<T>(shape, p), true);
  const auto optimizer = rule.make({parameter});
  for (const T factor : {T(1), T(0.5), T(-1), T(2)}) {
    for (T& x : g) x *= factor;
    parameter.set_grad(Tensor(array<T>(shape, g)));
    optimizer->step();
  }
  return parameter.to_vector<T>();
}

// Each element has the bits that it has alone, wherever it lies in the parameter.
template <class T>
void check_elements_are_independent(const Rule& rule) {
  const std::vector<T> p = numbers_of_every_kind<T>(1), g = numbers_of_every_kind<T>(2);
  std::vector<T> ps, gs, alone;  // all pairs
  for (const T x : p) {
    for (const T y : g) {
      ps.push_back(x);
      gs.push_back(y);
      alone.push_back(after_four_steps<T>(rule, {x}, {y})[0]);
    }
  }
  const auto wrong = [&](std::size_t count) {
    const auto resized = [&](const std::vector<T>& some) {
      std::vector<T> all(count);
      for (std::size_t i = 0; i < count; ++i) all[i] = some[i % some.size()];
      return all;
    };
    const std::vector<T> together = after_four_steps(rule, resized(ps), resized(gs));
    Index different = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const T x = together[i], y = alone[i % alone.size()];
      const bool same =
          x == y ? std::signbit(x) == std::signbit(y) : std::isnan(x) && std::isnan(y);
      different += same ? 0 : 1;
    }
    return different;
  };
  for (const std::size_t count : {0u, 1u, 2u, 7u, 16u, 39u, 840u, 841u}) {
    BOOST_TEST_CONTEXT(count << " elements") BOOST_TEST(wrong(count) == 0);
  }
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(3);
  BOOST_TEST(wrong(2 * kBlock * kBlocksPerThread + 5) == 0);
  xgrad::set_num_threads(before);
}

}  // namespace

// Adafactor is left out: its steps depend on all elements, by their root mean squares.
BOOST_DATA_TEST_CASE(steps_of_elements_do_not_depend_on_their_position, every_rule(), rule) {
  if (rule.optimizer == "Adafactor") return;
  check_elements_are_independent<float>(rule);
  check_elements_are_independent<double>(rule);
}

BOOST_AUTO_TEST_CASE(step_and_clip_grad_reach_every_element_in_float32) {
  check_steps_and_clipping<float>();
}

BOOST_AUTO_TEST_CASE(step_and_clip_grad_reach_every_element_in_float64) {
  check_steps_and_clipping<double>();
}

BOOST_AUTO_TEST_SUITE_END()
