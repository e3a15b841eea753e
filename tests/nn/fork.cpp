// A child of fork() computes what its parent computes, whatever the parent's threads were doing.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace xgrad;

namespace fork_ {
namespace {

// The runtime of the thread sanitizer refuses threads in the children of threaded programs, and the
// allocator of the address sanitizer may be locked in a child by a thread that the child does not
// have.
#if defined(__SANITIZE_THREAD__)
constexpr bool kForks = false, kForksBesideThreads = false;
#elif defined(__SANITIZE_ADDRESS__)
constexpr bool kForks = true, kForksBesideThreads = false;
#elif defined(__has_feature)
constexpr bool kForks = !__has_feature(thread_sanitizer);
constexpr bool kForksBesideThreads = kForks && !__has_feature(address_sanitizer);
#else
constexpr bool kForks = true, kForksBesideThreads = true;
#endif

constexpr int kRight = 17, kWrong = 18;  // no codes that a crash or a lost child gives

// What a child that runs `body` ends with; one that hangs is ended by a signal: -1.
int status_of_child(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  BOOST_TEST_REQUIRE(child >= 0);
  if (child == 0) {
    alarm(60);
    body();
    _exit(kWrong);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Kernels of all kinds: formulas on two threads, both libraries of products, a layer with its
// gradients, random numbers.
class Work {
 public:
  std::vector<Tensor> operator()() {
    manual_seed(5);
    const Tensor loss = sum(lstm_(sequence_).output);
    const Tensor drawn = randn({1000});
    std::vector<Tensor> results = {exp(numbers_), matmul(single_, single_),
                                   matmul(double_, double_), loss, drawn};
    for (const Tensor& gradient : grad({loss}, lstm_.parameters())) results.push_back(gradient);
    return results;
  }

 private:
  const nn::LSTM lstm_{{.input_size = 24, .hidden_size = 48}};
  const Tensor sequence_ = randn({10, 64, 24}), numbers_ = randn({300000}),
               single_ = randn({200, 200}), double_ = randn({200, 200}, float64);
};

bool identical(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    const auto bytes = static_cast<std::size_t>(a[i].numel()) * size_of(a[i].dtype());
    same = a[i].shape() == b[i].shape() &&
           std::memcmp(a[i].array().raw(), b[i].array().raw(), bytes) == 0;
  }
  return same;
}

struct TwoThreads {
  TwoThreads() { set_num_threads(2); }
  ~TwoThreads() { set_num_threads(count_before); }
  const int count_before = num_threads();
};

}  // namespace
}  // namespace fork_

BOOST_FIXTURE_TEST_SUITE(fork_, TwoThreads, *boost::unit_test::enable_if<kForks>())

BOOST_AUTO_TEST_CASE(child_computes_the_values_of_its_parent) {
  Work work;
  const auto before = work();  // starts the threads
  const auto child = [&] { _exit(identical(work(), before) ? kRight : kWrong); };
  BOOST_TEST(status_of_child(child) == kRight);
  BOOST_TEST(identical(work(), before));
}

BOOST_AUTO_TEST_CASE(child_of_a_child_computes_them_too) {
  Work work;
  const auto before = work();
  const auto grandchild = [&] { _exit(identical(work(), before) ? kRight : kWrong); };
  const auto child = [&] {
    const bool right = identical(work(), before);
    _exit(right ? status_of_child(grandchild) : kWrong);
  };
  BOOST_TEST(status_of_child(child) == kRight);
}

BOOST_AUTO_TEST_CASE(child_exits_normally) {
  Work work;
  const auto before = work();
  const auto child = [&] { std::exit(identical(work(), before) ? kRight : kWrong); };
  BOOST_TEST(status_of_child(child) == kRight);
}

BOOST_AUTO_TEST_CASE(fork_waits_for_threads_that_compute,
                     *boost::unit_test::enable_if<kForksBesideThreads>()) {
  Work work;
  const auto before = work();
  std::atomic<bool> stop = false;
  const auto busy = [&] {
    const Tensor numbers = randn({100000}), single = randn({96, 96}),
                 factors = randn({64, 64}, float64), square = zeros({16, 16});
    const nn::LSTM lstm({.input_size = 8, .hidden_size = 16});
    while (!stop) {
      sum(lstm(randn({6, 4, 8})).output).backward();
      exp(numbers);
      matmul(single, single);
      matmul(factors, factors);
      nn::init::orthogonal_(square);
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(busy);
  int right = 0;
  for (int i = 0; i < 50; ++i) {
    right += status_of_child([&] { _exit(identical(work(), before) ? kRight : kWrong); }) == kRight;
  }
  stop = true;
  threads.clear();
  BOOST_TEST(right == 50);
}

BOOST_AUTO_TEST_CASE(child_reads_a_gradient_that_another_thread_adds_to,
                     *boost::unit_test::enable_if<kForksBesideThreads>()) {
  const Tensor weight = zeros({4'000'000}).requires_grad_();
  weight.set_grad(zeros({4'000'000}));
  std::atomic<bool> stop = false;
  std::jthread other([&] {
    while (!stop) sum(weight).backward();
  });
  const auto child = [&] {
    const Tensor gradient = weight.grad();  // of whole passes
    _exit(min(gradient).item<float>() == max(gradient).item<float>() ? kRight : kWrong);
  };
  int right = 0;
  for (int i = 0; i < 20; ++i) right += status_of_child(child) == kRight;
  stop = true;
  BOOST_TEST(right == 20);
}

BOOST_AUTO_TEST_SUITE_END()
