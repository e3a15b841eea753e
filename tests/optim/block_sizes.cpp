// Steps and clipping of any number of elements: sizes around registers, blocks and ranges of
// threads.
#include "support/block_sizes.hpp"

#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>

using namespace test;
using namespace xgrad::optim;
using xgrad::Tensor;

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

}  // namespace

BOOST_AUTO_TEST_SUITE(block_sizes)

BOOST_AUTO_TEST_CASE(step_and_clip_grad_reach_every_element_in_float32) {
  check_steps_and_clipping<float>();
}

BOOST_AUTO_TEST_CASE(step_and_clip_grad_reach_every_element_in_float64) {
  check_steps_and_clipping<double>();
}

BOOST_AUTO_TEST_SUITE_END()
