// Thread settings that a worker of the pool takes from its caller, or must not inherit from it.
#pragma once

#include <initializer_list>
#include <pthread.h>
#include <signal.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace xgrad {

/// The floating-point settings of the constructing thread: rounding, flushing of subnormal numbers,
/// and traps, without the flags of past exceptions.
class FloatingPointSettings {
 public:
#if defined(__SSE2__)
  FloatingPointSettings() : control_(_mm_getcsr() & ~unsigned{_MM_EXCEPT_MASK}) {}
  /// Applies the settings to the calling thread.
  void apply() const {
    if (FloatingPointSettings().control_ != control_) _mm_setcsr(control_);
  }

 private:
  unsigned control_;
#else
  void apply() const {}
#endif
};

/// During its lifetime, the calling thread and the threads that it creates block all signals except
/// those of their own faults.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t blocked;
    sigfillset(&blocked);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
      sigdelset(&blocked, fault);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace xgrad
