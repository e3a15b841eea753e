// Prefetcher: computes batches on a thread, in order. Internal.
#pragma once

#include <xgrad/core/shape.hpp>

#include <functional>
#include <memory>

namespace xgrad::nn::data {

/// A batch of any type.
using AnyBatch = std::shared_ptr<void>;

/// Computes batches `begin`, `begin + 1`, ... before `end` on a thread of its own, at most `ahead`
/// before they are taken. The thread ends with the last batch or the first exception.
class Prefetcher {
 public:
  /// Throws std::system_error if the system starts no thread.
  Prefetcher(std::function<AnyBatch(Index)> compute, Index begin, Index end, Index ahead);
  /// Waits for the batch that is being computed.
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  /// Waits for the next batch. Rethrows an exception of `compute`.
  AnyBatch next();
  /// False in a child of fork(), where the thread does not exist.
  bool has_thread() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
  int process_;
};

}  // namespace xgrad::nn::data
