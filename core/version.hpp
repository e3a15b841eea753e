/// The version of the library.
#pragma once

namespace xgrad {

/// The version of the library the program is linked with, as in "0.1.0".
const char* version();

}  // namespace xgrad
