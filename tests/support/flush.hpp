// The switch for subnormal numbers, set for one test.
#pragma once

#include <xgrad/core/numbers/denormals.hpp>

namespace test {

/// While it lives, the switch has the given position.
class Flush {
 public:
  explicit Flush(bool flush) : before_(xgrad::flush_denormals()) {
    xgrad::set_flush_denormals(flush);
  }
  ~Flush() { xgrad::set_flush_denormals(before_); }
  Flush(const Flush&) = delete;
  Flush& operator=(const Flush&) = delete;

 private:
  bool before_;
};

}  // namespace test
