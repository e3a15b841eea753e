// The thread of a Prefetcher. Caller and thread exchange batches in a queue under one mutex.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/core/threads/background.hpp>
#include <xgrad/core/threads/thread_settings.hpp>
#include <xgrad/nn/data/prefetch.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace xgrad::nn::data {

struct Prefetcher::Work {
  struct Result {
    AnyBatch batch = {};
    std::exception_ptr error = {};
  };

  Result computed(Index batch) const noexcept {
    try {
      const BackgroundTask task;  // the dataset is user code
      return {.batch = compute(batch)};
    } catch (...) {
      return {.error = std::current_exception()};
    }
  }

  void run(Index begin, Index end) {
    for (Index batch = begin; batch < end; ++batch) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stopped || ready.size() < ahead; });
        if (stopped) return;
      }
      Result result = computed(batch);
      const bool failed = result.error != nullptr;
      {
        const std::lock_guard lock(mutex);
        ready.push_back(std::move(result));  // within the capacity
      }
      changed.notify_one();
      if (failed) return;
    }
  }

  std::function<AnyBatch(Index)> compute;
  std::size_t ahead;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  std::vector<Result> ready = {};
  bool stopped = false;
  std::thread thread = {};
};

Prefetcher::Prefetcher(std::function<AnyBatch(Index)> compute, Index begin, Index end, Index ahead)
    : work_(new Work{.compute = std::move(compute),
                     .ahead = static_cast<std::size_t>(std::min(ahead, end - begin))}),
      process_(::getpid()) {
  work_->ready.reserve(work_->ahead);
  const SignalsBlocked inherited;  // signal handlers run on the threads of the program
  work_->thread = std::thread([work = work_.get(), begin, end, settings = FloatingPointSettings(),
                               recorded = grad_enabled()] {
    settings.apply();
    const GradMode mode(recorded);
    work->run(begin, end);
  });
}

// In a child of fork() the mutex may be locked by the thread that does not exist there, so everything
// is left as it is. See Note [Data loaders].
Prefetcher::~Prefetcher() {
  if (!has_thread()) {
    static_cast<void>(work_.release());
    return;
  }
  {
    const std::lock_guard lock(work_->mutex);
    work_->stopped = true;
  }
  work_->changed.notify_one();
  const SuspendedTask waiting;  // this thread may be that of another Prefetcher
  work_->thread.join();
}

AnyBatch Prefetcher::next() {
  std::unique_lock lock(work_->mutex, std::defer_lock);
  {
    const SuspendedTask waiting;  // this thread may be that of another Prefetcher
    lock.lock();
    work_->changed.wait(lock, [&] { return !work_->ready.empty(); });
  }
  Work::Result result = std::move(work_->ready.front());
  work_->ready.erase(work_->ready.begin());
  lock.unlock();
  work_->changed.notify_one();
  if (result.error) std::rethrow_exception(std::move(result.error));
  return std::move(result.batch);
}

bool Prefetcher::has_thread() const {
  return process_ == ::getpid();
}

}  // namespace xgrad::nn::data
