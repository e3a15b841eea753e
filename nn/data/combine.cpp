// The indices of subsets and random splits.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/combine.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace xgrad::nn::data {
namespace {

bool are_integers(std::span<const Scalar> lengths) {
  return std::ranges::all_of(lengths, [](const Scalar& one) { return one.is_integer(); });
}

[[noreturn]] void refuse(Index size, std::span<const Scalar> lengths) {
  std::vector<std::string> texts;
  texts.reserve(lengths.size());
  for (const Scalar& length : lengths) texts.push_back(to_string(length));
  throw ValueError(
      fmt::format("random_split: lengths [{}] do not divide {} examples", fmt::join(texts, ", "),
                  size),
      "pass sizes that add up to the number of examples, or fractions that add up to 1");
}

// The sizes that the lengths stand for.
std::vector<Index> sizes_of(Index size, std::span<const Scalar> lengths) {
  std::vector<Index> sizes;
  sizes.reserve(lengths.size());
  Index total = 0;
  double fractions = 0;
  const bool integers = are_integers(lengths);
  for (const Scalar& length : lengths) {
    const double value = length.real();
    if (!(value >= 0) || (!integers && value > 1)) refuse(size, lengths);
    sizes.push_back(integers ? length.integer()
                             : static_cast<Index>(std::floor(static_cast<double>(size) * value)));
    total = saturating_sum(total, sizes.back());
    fractions += value;
  }
  if (integers ? total != size : std::abs(fractions - 1) > 1e-9 || total > size)
    refuse(size, lengths);
  for (std::size_t i = 0; total < size; i = (i + 1) % sizes.size(), ++total) ++sizes[i];
  return sizes;
}

}  // namespace

void check_subset(std::span<const Index> indices, Index size) {
  for (const Index index : indices) check_example("subset", index, size);
}

std::vector<std::vector<Index>> split_indices(Index size, std::span<const Scalar> lengths,
                                              Generator& generator) {
  return with_out_of_memory([&]() -> std::vector<std::vector<Index>> {
    const std::vector<Index> sizes = sizes_of(size, lengths);
    std::vector<std::vector<Index>> parts;
    parts.reserve(sizes.size());
    std::vector<Index> order(static_cast<std::size_t>(size));
    generator.fill_permutation(order.data(), size);
    auto begin = order.begin();
    for (const Index length : sizes) {
      parts.emplace_back(begin, begin + length);
      begin += length;
    }
    return parts;
  });
}

}  // namespace xgrad::nn::data
