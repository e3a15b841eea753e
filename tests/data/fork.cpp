// A child of fork() continues with a loader whose thread only its parent has.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

namespace {

// In children of threaded programs, sanitizers refuse threads or may find their allocators locked.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool kForks = false;
#elif defined(__has_feature)
constexpr bool kForks = !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer);
#else
constexpr bool kForks = true;
#endif

constexpr int kRight = 17, kWrong = 18;

}  // namespace

BOOST_AUTO_TEST_CASE(child_of_fork_continues_with_the_next_batch,
                     *boost::unit_test::enable_if<kForks>()) {
  for (Index taken = 0; taken <= 3; ++taken) {
    DataLoader loader(numbers(6), {.batch_size = 2, .prefetch_factor = 1});
    for (Index i = 0; i < taken; ++i) loader.next();
    std::fflush(nullptr);
    const pid_t child = fork();
    BOOST_TEST_REQUIRE(child >= 0);
    const Batches all = {{0, 1}, {2, 3}, {4, 5}};
    const Batches rest(all.begin() + taken, all.end());
    if (child == 0) {
      alarm(60);
      {
        const DataLoader moved = std::move(loader);  // destroyed without its thread
      }
      DataLoader again(numbers(6), {.batch_size = 2, .prefetch_factor = 1});
      _exit(numbers_of(again) == all ? kRight : kWrong);
    }
    int status = 0;
    BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST(WEXITSTATUS(status) == kRight);

    const pid_t other = fork();
    BOOST_TEST_REQUIRE(other >= 0);
    if (other == 0) {
      alarm(60);
      _exit(numbers_of(loader) == rest ? kRight : kWrong);
    }
    BOOST_TEST_REQUIRE(waitpid(other, &status, 0) == other);
    BOOST_TEST(WEXITSTATUS(status) == kRight);
    BOOST_TEST(numbers_of(loader) == rest);
  }
}

// A lock of user code: the generator that `map` captures is locked while it fills a batch.
BOOST_AUTO_TEST_CASE(fork_waits_for_the_batch_that_the_dataset_computes,
                     *boost::unit_test::enable_if<kForks>()) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto generator = std::make_shared<Generator>(1);
    DataLoader loader(
        map(numbers(50), [generator](const auto&) { return randn({20000}, float32, *generator); }),
        {.prefetch_factor = 50});
    loader.next();
    std::fflush(nullptr);
    const pid_t child = fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0) {
      alarm(20);
      _exit(loader.next() ? kRight : kWrong);
    }
    int status = 0;
    BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST_REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == kRight));
  }
}

// The thread of the outer loader waits for that of the inner one, which fork() may hold.
BOOST_AUTO_TEST_CASE(fork_does_not_wait_for_loaders_that_wait_for_each_other,
                     *boost::unit_test::enable_if<kForks>()) {
  const auto slow = map(numbers(50), [](const auto& row) {
    randn({20000});
    return row[0];
  });
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto inner = std::make_shared<DataLoader<std::decay_t<decltype(slow)>>>(
        slow, DataLoaderOptions{.prefetch_factor = 1});
    DataLoader outer(map(numbers(50), [inner](const auto&) { return *inner->next(); }),
                     {.batch_size = 5, .prefetch_factor = 1});
    outer.next();
    std::fflush(nullptr);
    alarm(60);
    const pid_t child = fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0) _exit(kRight);
    int status = 0;
    BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
    Index rest = 0;
    while (outer.next()) ++rest;
    BOOST_TEST(rest == 9);
    alarm(0);
  }
}

BOOST_AUTO_TEST_CASE(fork_within_the_dataset_does_not_wait_for_itself,
                     *boost::unit_test::enable_if<kForks>()) {
  const auto forked = [](const auto& row) {
    const pid_t child = fork();
    if (child == 0) _exit(kRight);
    int status = 0;
    waitpid(child, &status, 0);
    return row[0];
  };
  alarm(60);
  DataLoader loader(map(numbers(3), forked), {.prefetch_factor = 2});
  Index count = 0;
  while (loader.next()) ++count;
  BOOST_TEST(count == 3);
  alarm(0);
}
