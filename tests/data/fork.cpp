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

Batches numbers_of(auto& loader) {
  Batches batches;
  for (const auto& [batch] : loader) batches.push_back(values<Index>(batch));
  return batches;
}

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
