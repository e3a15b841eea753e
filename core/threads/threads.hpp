// The one knob for threads, and the one parallel loop.
#pragma once

#include <xgrad/core/denormals.hpp>
#include <xgrad/core/shape.hpp>

namespace xgrad {

/// Threads that kernels may use; at first the environment's XGRAD_NUM_THREADS, else the processors
/// of this process. Throws ValueError when that variable is not a positive number.
int num_threads();

/// Sets how many threads kernels may use, 256 at most in one loop; loops that run keep theirs.
/// Throws ValueError below 1.
void set_num_threads(int count);

/// True on a thread that works for a parallel loop, where further loops run serially.
bool in_parallel();

/// A loop body without its type: `run(context, begin, end)` works on one range.
struct LoopBody {
  void (*run)(const void* context, Index begin, Index end);
  const void* context;
};

/// Runs the body on [begin, end), cut into one range per thread of at least `grain` indices.
void run_parallel(Index begin, Index end, Index grain, LoopBody body);

/// Calls `body(first, last)` on ranges that together make up [begin, end), each at least `grain`
/// long, on up to `num_threads()` threads. The body flushes subnormal results if
/// `flush_denormals()`; the first exception thrown there reaches the caller after all ranges have
/// ended. Several threads may call it at once. Where it cuts depends on the arguments and
/// `num_threads()` alone. A body may fork, but not return in the child. See Note [Threads].
template <class Body>
void parallel_for(Index begin, Index end, Index grain, const Body& body) {
  if (begin >= end) return;
  if (end - begin <= grain) {
    const DenormalGuard flush;
    body(begin, end);
    return;
  }
  run_parallel(begin, end, grain,
               {[](const void* context, Index first, Index last) {
                  (*static_cast<const Body*>(context))(first, last);
                },
                &body});
}

}  // namespace xgrad
