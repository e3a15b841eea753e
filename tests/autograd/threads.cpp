// Several threads: graphs of their own, shared leaves, shared graphs, and recording per thread.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <atomic>
#include <thread>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(threads)

using Values = std::vector<double>;

namespace {

void in_threads(int count, const std::function<void()>& action) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(action);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

BOOST_AUTO_TEST_CASE(threads_run_separate_graphs) {
  std::atomic<int> wrong = 0;
  in_threads(4, [&] {
    for (int i = 0; i < 500; ++i) {
      const Tensor x = leaf({2}, {3, 4});
      sum(mul(mul(x, x), x)).backward();
      wrong += values(x.grad()) != Values{27, 48};
    }
  });
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(threads_add_to_a_shared_leaf) {
  constexpr int threads = 4, passes = 500;
  const Tensor x = leaf({2}, {3, 4});
  in_threads(threads, [&] {
    for (int i = 0; i < passes; ++i) sum(mul(x, x)).backward();
  });
  BOOST_TEST(values(x.grad()) == (Values{6. * threads * passes, 8. * threads * passes}));
}

BOOST_AUTO_TEST_CASE(threads_share_a_retained_graph) {
  constexpr int threads = 4, passes = 200;
  const Tensor x = leaf({2}, {3, 4});
  const Tensor middle = tanh(mul(x, scalar(0)));
  in_threads(threads, [&] {
    for (int i = 0; i < passes; ++i) sum(middle).backward({}, {.retain_graph = true});
  });
  BOOST_TEST(values(x.grad()) == (Values{0, 0}));
  const Tensor y = mul(x, x);
  in_threads(threads, [&] {
    for (int i = 0; i < passes; ++i) sum(y).backward({}, {.retain_graph = true});
  });
  BOOST_TEST(values(x.grad()) == (Values{6. * threads * passes, 8. * threads * passes}));
}

BOOST_AUTO_TEST_CASE(a_shared_graph_that_is_not_retained_runs_once) {
  for (int round = 0; round < 100; ++round) {
    const Tensor x = leaf({2}, {3, 4});
    const Tensor middle = mul(x, x);
    std::atomic<int> passed = 0, refused = 0;
    in_threads(3, [&] {
      try {
        sum(middle).backward();
        ++passed;
      } catch (const GraphError&) {
        ++refused;
      }
    });
    BOOST_TEST(passed == 1);
    BOOST_TEST(refused == 2);
    BOOST_TEST(values(x.grad()) == (Values{6, 8}));
  }
}

BOOST_AUTO_TEST_CASE(no_grad_applies_to_one_thread) {
  const Tensor x = leaf(2);
  const NoGrad scope;
  bool recorded = false;
  std::thread([&] { recorded = mul(x, x).requires_grad(); }).join();
  BOOST_TEST(recorded);
  BOOST_TEST(!mul(x, x).requires_grad());
}

BOOST_AUTO_TEST_CASE(graphs_built_in_one_thread_and_freed_in_another) {
  const Tensor x = leaf(1);
  Tensor y = x;
  std::thread([&] {
    for (int i = 0; i < 1000; ++i) y = neg(y);
  }).join();
  std::thread([&] {
    y.backward();
    y = {};
  }).join();
  BOOST_TEST(x.grad().item<double>() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
