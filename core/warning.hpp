// Warnings: what a program may want to know, but which is no error.
#pragma once

#include <string_view>

namespace xgrad {

/// A function that receives warnings, on the thread that gives them; it must not throw.
using WarningHandler = void (*)(std::string_view message);

/// Sets the function that receives all warnings, and returns the previous one. Without one, as at
/// first or after nullptr, "xgrad: warning: MESSAGE" is written to the standard error stream.
WarningHandler set_warning_handler(WarningHandler handler) noexcept;

/// Passes a message to the handler.
void warn(std::string_view message);

}  // namespace xgrad
