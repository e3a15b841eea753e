// The number of threads, and the parallel loop.
#pragma once

#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/core/shape.hpp>

namespace xgrad {

/// Number of threads that kernels may use; by default the environment variable XGRAD_NUM_THREADS,
/// else the number of processors available to this process. Throws ValueError when the variable is
/// not a positive number.
int num_threads();

/// Sets the number of threads that kernels may use, at most 256 in one loop; loops already running
/// are not affected. Throws ValueError below 1.
void set_num_threads(int count);

/// True on a thread that runs part of a parallel loop; nested loops are serial.
bool in_parallel();

/// A type-erased loop body: `run(context, begin, end)` processes one range.
struct LoopBody {
  void (*run)(const void* context, Index begin, Index end);
  const void* context;
};

/// Runs the body on [begin, end), divided into one range per thread of at least `grain` indices.
void run_parallel(Index begin, Index end, Index grain, LoopBody body);

/// Calls `body(first, last)` on ranges that together cover [begin, end), each of at least `grain`
/// indices, on up to `num_threads()` threads. The body flushes subnormal results if
/// `flush_denormals()`. The first exception in the body is rethrown to the caller after all ranges
/// have ended. Several threads may call this at once. The ranges depend only on the arguments and
/// `num_threads()`. A body may fork, but must not return in the child. See Note [Threads].
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
