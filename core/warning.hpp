// Warnings: messages about likely mistakes that are not errors.
#pragma once

#include <string_view>

namespace xgrad {

/// A function that receives warnings, on the thread that gives them; it must not throw.
using WarningHandler = void (*)(std::string_view message);

/// Sets the function that receives all warnings, and returns the previous one. With nullptr, the
/// default, "xgrad: warning: MESSAGE" is written to the standard error stream.
WarningHandler set_warning_handler(WarningHandler handler) noexcept;

/// Passes a message to the handler.
void warn(std::string_view message);

}  // namespace xgrad
