// The version, set by the build.
#include <xgrad/core/version.hpp>

namespace xgrad {

const char* version() {
  return XGRAD_VERSION;
}

}  // namespace xgrad
