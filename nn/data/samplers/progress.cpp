// States of generators as tensors, and the checks of entries of states.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/checksum.hpp>
#include <xgrad/nn/data/samplers/progress.hpp>

#include <fmt/ranges.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <utility>

namespace xgrad::nn::data {
namespace {

// A generator's state is text: its name, then hexadecimal numbers, separated by blanks.
constexpr std::string_view kGenerator = "mt19937";
constexpr Index kNumbers = 628;

Index digest_of(std::span<const std::byte> bytes) {
  io::Checksum checksum;
  checksum.add(bytes);
  const std::string digits = checksum.digits();
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return std::bit_cast<Index>(number);
}

}  // namespace

Index digest(std::span<const Index> indices) {
  return digest_of(std::as_bytes(indices));
}

Index digest(std::string_view text) {
  return digest_of(std::as_bytes(std::span(text)));
}

Tensor generator_state(const Generator& generator) {
  const std::string text = generator.state();
  std::vector<Index> numbers;
  numbers.reserve(kNumbers);
  const char* const end = text.data() + text.size();
  for (const char* at = text.data() + kGenerator.size(); at != end;) {
    std::uint64_t number = 0;
    at = std::from_chars(at + 1, end, number, 16).ptr;
    numbers.push_back(std::bit_cast<Index>(number));
  }
  return from_vector(numbers);
}

Generator generator_of(const Tensor& state) {
  std::string text(kGenerator);
  for (const Index number : state.to_vector<Index>())
    fmt::format_to(std::back_inserter(text), " {:x}", std::bit_cast<std::uint64_t>(number));
  Generator generator;
  generator.set_state(text);
  return generator;
}

StateDiff::Entry count_entry(std::string name) {
  return {std::move(name), int64, {}, [](const Tensor& given) -> std::string {
            const auto count = given.item<Index>();
            return count >= 0 ? "" : fmt::format(" is {}, must not be negative", count);
          }};
}

StateDiff::Entry fixed_entry(std::string name, Index expected, std::string what) {
  return {std::move(name),
          int64,
          {},
          [expected, what = std::move(what)](const Tensor& given) -> std::string {
            const auto value = given.item<Index>();
            if (value == expected) return "";
            return fmt::format(" is {}, must be {}, {}", value, expected, what);
          }};
}

StateDiff::Entry kind_entry(std::string name, const std::string& kind) {
  return {std::move(name), int64, {}, [kind](const Tensor& given) -> std::string {
            if (given.item<Index>() == digest(kind)) return "";
            return fmt::format(" is that of another sampler than {}", kind);
          }};
}

StateDiff::Entry generator_entry(std::string name) {
  return {std::move(name), int64, {kNumbers}, [](const Tensor& given) -> std::string {
            try {
              generator_of(given);
            } catch (const ValueError&) {
              return " is not the state of a generator";
            }
            return "";
          }};
}

}  // namespace xgrad::nn::data
