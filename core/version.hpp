// The version of the library.
#pragma once

namespace xgrad {

/// The version of the linked library, such as "0.1.0".
const char* version();

}  // namespace xgrad
