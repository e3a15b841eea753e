// What the command lines of all examples share: checks of numbers, messages and exit codes.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace support {

/// Option checks that refuse with a message for people what is not one finite number from its first
/// character to its last.
CLI::Validator positive();
CLI::Validator not_negative();
CLI::Validator between(double least, double most);
/// Refuses what is not a whole number in decimal digits from `least` to `most`.
CLI::Validator whole(std::int64_t least, std::int64_t most);
/// A seed: any whole number of 64 bits without a sign.
CLI::Validator seed();

/// Reads the command line into what `app` knows; gives the exit code where that was all there is
/// to do, after `--help` and after a mistake.
std::optional<int> parse(CLI::App& app, int argc, char** argv);

/// Writes to the standard output. Never throws, so that a full disk or a closed pipe ends no
/// training: `run_program` reports at the end that the output is not complete.
void print(std::string_view text);
/// Writes a message with the program's name before it to the standard error; never throws.
void complain(const std::string& program, const std::string& message);

/// Does the work of a program and gives its exit code: that of the work if it is not 0 or all
/// output could be written, 2 after an xgrad::Error and 1 after any other, with a message that
/// names the program.
int run_program(const std::string& name, const std::function<int()>& work);

}  // namespace support
