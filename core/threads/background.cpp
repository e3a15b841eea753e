// Counts the tasks that run and the forks that wait for them.
#include <xgrad/core/threads/background.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <atomic>

namespace xgrad {
namespace {

// All accesses are sequentially consistent: a task that begins sees the fork, or the fork the task.
constinit std::atomic<int> running = 0, forks = 0;
constinit thread_local bool in_task = false;

void leave() {
  --running;
  running.notify_all();
}

void enter() {
  for (;;) {
    while (const int pending = forks) forks.wait(pending);
    ++running;
    if (forks == 0) return;
    leave();
  }
}

void before() {
  if (in_task) leave();
  ++forks;
  while (const int others = running) running.wait(others);
}

// Does not wait for other forks, which may themselves wait for this one in the C library.
void in_parent() {
  if (in_task) ++running;
  --forks;
  forks.notify_all();
}

// Other threads, with their forks, do not exist in the child.
void in_child() {
  running = in_task ? 1 : 0;
  forks = 0;
}

}  // namespace

BackgroundTask::BackgroundTask() {
  enter();
  in_task = true;
}

BackgroundTask::~BackgroundTask() {
  in_task = false;
  leave();
}

SuspendedTask::SuspendedTask() : in_task_(in_task) {
  if (!in_task_) return;
  in_task = false;
  leave();
}

SuspendedTask::~SuspendedTask() {
  if (!in_task_) return;
  enter();
  in_task = true;
}

constinit const ForkHandlers background_at_fork = {before, in_parent, in_child};

}  // namespace xgrad
