// What the command lines of all examples share: checks of numbers, messages and exit codes.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <string>

namespace support {

/// Option checks that refuse a number with a message for people.
CLI::Validator positive();
CLI::Validator not_negative();

/// Reads the command line into what `app` knows; gives the exit code where that was all there is
/// to do, after `--help` and after a mistake.
std::optional<int> parse(CLI::App& app, int argc, char** argv);

/// Does the work of a program and gives its exit code: that of the work if all output could be
/// written, 2 after an xgrad::Error and 1 after any other, with a message that names the program.
int run_program(const std::string& name, const std::function<int()>& work);

}  // namespace support
