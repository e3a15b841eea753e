// Checks that explain themselves, and what surrounds the work of a program.
#include "support/command_line.hpp"

#include <xgrad/core/error.hpp>
#include <xgrad/core/io/file.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <type_traits>

namespace support {
namespace {

// The number that makes up the whole of `text`. Whole numbers have to be as they are printed: what
// reads them afterwards takes 010 for 8, and the largest number for those beyond it.
template <class T>
std::optional<T> to_number(const std::string& text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return {};
  if (std::is_integral_v<T> && fmt::format("{}", value) != text) return {};
  return value;
}

template <class T>
CLI::Validator number(const std::string& expected, const std::function<bool(T)>& allowed) {
  const auto check = [=](const std::string& text) -> std::string {
    const std::optional<T> value = to_number<T>(text);
    if (value && allowed(*value)) return {};
    return fmt::format("'{}' is no {}", text, expected);
  };
  return CLI::Validator(check, expected);
}

CLI::Validator finite(const std::string& expected, const std::function<bool(double)>& allowed) {
  return number<double>(expected,
                        [=](double value) { return std::isfinite(value) && allowed(value); });
}

}  // namespace

CLI::Validator positive() {
  return finite("positive number", [](double value) { return value > 0; });
}

CLI::Validator not_negative() {
  return finite("non-negative number", [](double value) { return value >= 0; });
}

CLI::Validator between(double least, double most) {
  return finite(fmt::format("number from {} to {}", least, most),
                [=](double value) { return value >= least && value <= most; });
}

CLI::Validator whole(std::int64_t least, std::int64_t most) {
  return number<std::int64_t>(fmt::format("whole number from {} to {}", least, most),
                              [=](std::int64_t value) { return value >= least && value <= most; });
}

CLI::Validator seed() {
  return number<std::uint64_t>("whole number from 0 to 18446744073709551615",
                               [](std::uint64_t) { return true; });
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return {};
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
}

void complain(const std::string& program, const std::string& message) {
  const std::string text = program + ": " + message + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int run_program(const std::string& name, const std::function<int()>& work) {
  try {
    const int code = work();
    if ((std::fflush(stdout) != 0 || std::ferror(stdout) != 0) && code == 0) {
      xgrad::io::throw_system_error("the output is not complete");
    }
    return code;
  } catch (const xgrad::Error& error) {
    complain(name, error.what());
    return 2;
  } catch (const std::exception& error) {
    complain(name, error.what());
    return 1;
  }
}

}  // namespace support
