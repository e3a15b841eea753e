// Checks that explain themselves, and what surrounds the work of a program.
#include "support/command_line.hpp"

#include <xgrad/core/error.hpp>
#include <xgrad/core/io/file.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace support {
namespace {

CLI::Validator number(const std::string& expected, bool (*allowed)(double)) {
  const auto check = [=](const std::string& text) -> std::string {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && std::isfinite(value) && allowed(value)) return {};
    return fmt::format("'{}' is no {} number", text, expected);
  };
  return CLI::Validator(check, expected);
}

}  // namespace

CLI::Validator positive() {
  return number("positive", [](double value) { return value > 0; });
}

CLI::Validator not_negative() {
  return number("non-negative", [](double value) { return value >= 0; });
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return {};
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
}

int run_program(const std::string& name, const std::function<int()>& work) {
  try {
    const int code = work();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      xgrad::io::throw_system_error("the output is not complete");
    }
    return code;
  } catch (const xgrad::Error& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return 1;
  }
}

}  // namespace support
