// Tasks of background threads, which may hold locks of user code. Internal.
#pragma once

namespace xgrad {

struct ForkHandlers;

/// The component as `locks.cpp` calls it.
extern const ForkHandlers background_at_fork;

/// While one exists, its thread runs a task. fork() waits until no thread runs one, and no task begins
/// until the fork is done, so that the child finds no lock held by a task. A task that forks does not
/// wait for itself.
class BackgroundTask {
 public:
  BackgroundTask();
  ~BackgroundTask();
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;
};

/// Suspends the task of its thread, if there is one, while that waits for a task of another thread:
/// fork() may keep the other one from beginning.
class SuspendedTask {
 public:
  SuspendedTask();
  ~SuspendedTask();
  SuspendedTask(const SuspendedTask&) = delete;
  SuspendedTask& operator=(const SuspendedTask&) = delete;

 private:
  bool in_task_;
};

}  // namespace xgrad
