// A process that is killed while it saves checkpoints: the file is the old or the new one, whole.
#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <algorithm>
#include <chrono>
#include <csignal>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(killed_saves)

namespace {

// A state that is determined by its step.
struct Counted {
  explicit Counted(Index first)
      : step(first), weight(full({256, 256}, static_cast<double>(first))) {}

  void save(const std::string& path) {
    save_checkpoint(path, {{"weight", weight}, {"step", step}}, {{"step", std::to_string(step)}});
  }

  Index step;
  Tensor weight;
};

// The step of a checkpoint, all parts of which have to agree on it.
Index step_in(const std::string& path) {
  Counted loaded(-1);
  const Metadata metadata =
      load_checkpoint(path, {{"weight", loaded.weight}, {"step", loaded.step}});
  BOOST_TEST(metadata.at("step") == std::to_string(loaded.step));
  const auto values = loaded.weight.to_vector<float>();
  BOOST_TEST(std::ranges::count(values, static_cast<float>(loaded.step)) == 256 * 256);
  return loaded.step;
}

// A child that saves the steps after `last`, and reports each one that it has saved.
class Saver {
 public:
  Saver(const std::string& path, Index last) {
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    child_ = ::fork();
    BOOST_TEST_REQUIRE(child_ >= 0);
    if (child_ == 0) {
      for (Index step = last + 1; ::write(ends[1], "!", 1) == 1; ++step) Counted(step).save(path);
      ::_exit(1);
    }
    ::close(ends[1]);
    reports_ = ends[0];
    char ready = 0;
    BOOST_TEST_REQUIRE(::read(reports_, &ready, 1) == 1);
  }
  Saver(const Saver&) = delete;
  Saver& operator=(const Saver&) = delete;
  ~Saver() { ::close(reports_); }

  // Kills the child; returns how many checkpoints it reported.
  Index kill() const {
    ::kill(child_, SIGKILL);
    int status = 0;
    BOOST_TEST(::waitpid(child_, &status, 0) == child_);
    BOOST_TEST(WIFSIGNALED(status));
    char reports[4096];
    Index count = 0;
    for (::ssize_t size = 0; (size = ::read(reports_, reports, sizeof(reports))) > 0;)
      count += size;
    return count;
  }

 private:
  ::pid_t child_ = -1;
  int reports_ = -1;
};

}  // namespace

BOOST_AUTO_TEST_CASE(save_checkpoint_killed_at_random_moments_leaves_a_whole_file) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Index last = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (; last < 10; ++last) Counted(last).save(path);
  const auto ten_saves = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  --last;
  std::mt19937 random(1);
  int killed_within = 0, advanced = 0;
  for (int round = 0; round < 300; ++round) {
    const Saver saver(path, last);
    ::usleep(static_cast<unsigned>(random() % (static_cast<unsigned long>(ten_saves.count()) / 4)));
    const Index reported = last + saver.kill();
    BOOST_TEST_CONTEXT("round " << round) {
      const Index step = step_in(path);
      // One more may have its name, but no report yet.
      BOOST_TEST((step == reported || step == reported + 1), step << " after " << reported);
      killed_within += folder.entries() > 1;
      advanced += step > last;
      last = step + 1;
      Counted(last).save(path);
      BOOST_TEST(folder.entries() == 1);
      BOOST_TEST(step_in(path) == last);
    }
  }
  // Moments within a save, and after the first one.
  BOOST_TEST(killed_within > 30);
  BOOST_TEST(advanced > 30);
}

BOOST_AUTO_TEST_SUITE_END()
