// Graphs of a million nodes: built, differentiated and freed without deep recursion, in time that
// grows with their size: anything else would not end.
#include <xgrad/autograd/function.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <exception>
#include <pthread.h>
#include <sys/resource.h>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(deep_graphs)

namespace {

constexpr int kDepth = 1'000'000;

// Runs `action` in a thread with a stack of 256 KiB.
void on_small_stack(const std::function<void()>& action) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  BOOST_TEST_REQUIRE(pthread_attr_setstacksize(&attributes, 256 << 10) == 0);
  struct Job {
    const std::function<void()>& action;
    std::exception_ptr error;
  } job{action, nullptr};
  const auto run = [](void* argument) -> void* {
    auto& work = *static_cast<Job*>(argument);
    try {
      work.action();
    } catch (...) {
      work.error = std::current_exception();
    }
    return nullptr;
  };
  pthread_t thread;
  const int error = pthread_create(&thread, &attributes, run, &job);
  if (error == 0) pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  BOOST_TEST_REQUIRE(error == 0);  // only now: the thread asserts, too
  if (job.error) std::rethrow_exception(job.error);
}

Tensor chain(const Tensor& x, int depth) {
  Tensor y = x;
  for (int i = 0; i < depth; ++i) y = neg(y);
  return y;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_stack_limit_is_at_most_8_mib) {
  rlimit limit{};
  BOOST_TEST_REQUIRE(getrlimit(RLIMIT_STACK, &limit) == 0);
  BOOST_TEST(limit.rlim_cur <= rlim_t{8} << 20);
}

BOOST_AUTO_TEST_CASE(a_deep_chain_runs_and_is_freed) {
  const Tensor x = leaf(1);
  chain(x, kDepth).backward();
  BOOST_TEST(x.grad().item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(a_deep_chain_runs_on_a_small_stack) {
  on_small_stack([] {
    const Tensor x = leaf(1);
    const Tensor y = chain(x, kDepth);
    y.backward();
    BOOST_TEST(x.grad().item<double>() == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_is_freed_by_an_exception) {
  const auto run = [] {
    const Tensor y = chain(leaf(1), kDepth);
    throw std::range_error("on the way");
  };
  BOOST_CHECK_THROW(on_small_stack(run), std::range_error);
}

BOOST_AUTO_TEST_CASE(a_deep_graph_of_nodes_with_two_inputs) {
  const Tensor x = leaf(1), half = scalar(0.5);
  Tensor y = x;
  for (int i = 0; i < kDepth / 2; ++i) y = mul(add(y, y), half);
  y.backward();
  BOOST_TEST(x.grad().item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(a_deep_graph_with_skip_connections) {
  const Tensor x = leaf(1);
  std::vector<Tensor> recent(8, x);
  Tensor y = x;
  for (std::size_t i = 0; i < kDepth; ++i) {
    Tensor& old = recent[i % recent.size()];
    y = i % 2 ? add(y, old) : sub(y, old);
    old = y;
  }
  recent.clear();
  y.backward(scalar(0));
  BOOST_TEST(x.grad().item<double>() == 0);
}

// Nothing holds a node but what the pullback of the next one saved.
BOOST_AUTO_TEST_CASE(a_deep_graph_held_by_saved_tensors_alone) {
  on_small_stack([] {
    const Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < kDepth; ++i) {
      y = record("keeper", y.array(), {x}, [y = saved(y)](const Tensor& g) { return mul(g, y()); });
    }
    y.backward();
    BOOST_TEST(x.grad().item<double>() == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_held_by_hooks_alone) {
  on_small_stack([] {
    const Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < kDepth / 4; ++i) {
      const Tensor next = neg(x);
      next.register_hook([y](const Tensor&) { return Tensor(); });
      y = next;
    }
    y.backward();
    BOOST_TEST(x.grad().item<double>() == -1);
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_of_views) {
  on_small_stack([] {
    const Tensor x = leaf({2}, {1, 2});
    Tensor y = x;
    for (int i = 0; i < kDepth; ++i) y = i % 2 ? reshape(y, {2}) : reshape(y, {1, 2});
    y.backward(constant(y.shape(), std::vector<double>{3, 4}));
    BOOST_TEST(values(x.grad()) == (std::vector<double>{3, 4}));
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_of_slices) {
  on_small_stack([] {
    const Tensor x = leaf({1, 1}, {1});
    Tensor y = x;
    for (int i = 0; i < kDepth / 4; ++i) y = reshape(unbind(y)[0], {1, 1});
    sum(y).backward();
    BOOST_TEST(x.grad().item<double>() == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_of_functions_with_saved_tensors) {
  struct Opposite : Function<Opposite> {
    static Tensor forward(Context& context, const Tensor& x) {
      const Tensor y = neg(x);
      context.save_for_backward({x, y});
      return y;
    }
    static Tensor backward(Context&, const Tensor& g) { return neg(g); }
  };
  on_small_stack([] {
    const Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < kDepth / 4; ++i) y = Opposite::apply(y);
    y.backward();
    BOOST_TEST(x.grad().item<double>() == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_deep_graph_of_gradients) {
  on_small_stack([] {
    constexpr int depth = kDepth / 8;
    const Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 1; i < depth; ++i) y = mul(y, x);
    const Tensor first = grad(y, x, {.create_graph = true});
    BOOST_TEST(first.item<double>() == depth);
    BOOST_TEST(grad(first, x).item<double>() == depth * (depth - 1.));
  });
}

BOOST_AUTO_TEST_SUITE_END()
