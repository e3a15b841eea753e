// Counts tokens, and finds their ids by binary search.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/vocabulary.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace xgrad::nn::data {

using io::quote;

Vocabulary::Vocabulary(std::vector<std::string> tokens, TextUnit unit,
                       const std::optional<std::string>& unknown)
    : tokens_(std::move(tokens)), unit_(unit) {
  const auto token_of = [&](std::int64_t id) -> const std::string& {
    return tokens_[static_cast<std::size_t>(id)];
  };
  with_out_of_memory([&]() -> void { sorted_.resize(tokens_.size()); });
  std::iota(sorted_.begin(), sorted_.end(), 0);
  std::ranges::sort(sorted_, {}, token_of);
  const auto twice = std::ranges::adjacent_find(sorted_, {}, token_of);
  if (twice != sorted_.end()) {
    throw ValueError(fmt::format("Vocabulary: duplicate token {}", quote(token_of(*twice))));
  }
  if (!tokens_.empty() && token_of(sorted_.front()).empty()) {
    throw ValueError(fmt::format("Vocabulary: token {} is empty", sorted_.front()));
  }
  if (!unknown) return;
  unknown_id_ = find(*unknown);
  if (!unknown_id_) {
    throw ValueError(fmt::format("Vocabulary: the unknown token {} is not among the {} tokens",
                                 quote(*unknown), tokens_.size()));
  }
}

Vocabulary Vocabulary::from_text(std::string_view text, TextUnit unit,
                                 const VocabularyOptions& options) {
  return with_out_of_memory([&]() -> Vocabulary {
    std::vector<std::string> tokens = options.specials;
    if (options.unknown && std::ranges::find(tokens, *options.unknown) == tokens.end()) {
      tokens.insert(tokens.begin(), *options.unknown);
    }
    if (options.min_freq < 0) {
      throw ValueError(fmt::format("Vocabulary: min_freq = {} is negative", options.min_freq));
    }
    if (options.max_tokens && std::cmp_less(*options.max_tokens, tokens.size())) {
      throw ValueError(fmt::format("Vocabulary: max_tokens = {} is less than the {} specials",
                                   *options.max_tokens, tokens.size()));
    }
    std::map<std::string_view, std::int64_t> counts;
    for_each_token(text, unit, [&](std::string_view token) { ++counts[token]; });
    for (const std::string& special : tokens) counts.erase(special);
    using Counted = std::pair<std::string_view, std::int64_t>;
    std::vector<Counted> counted(counts.begin(), counts.end());
    std::ranges::stable_sort(counted, std::greater(), &Counted::second);
    for (const auto& [token, count] : counted) {
      const bool full = options.max_tokens && std::cmp_equal(tokens.size(), *options.max_tokens);
      if (full || count < options.min_freq) break;
      tokens.emplace_back(token);
    }
    return Vocabulary(std::move(tokens), unit, options.unknown);
  });
}

std::optional<std::int64_t> Vocabulary::find(std::string_view token) const {
  const auto token_of = [&](std::int64_t id) -> std::string_view {
    return tokens_[static_cast<std::size_t>(id)];
  };
  const auto found = std::ranges::lower_bound(sorted_, token, {}, token_of);
  if (found == sorted_.end() || token_of(*found) != token) return std::nullopt;
  return *found;
}

std::int64_t Vocabulary::id(std::string_view token) const {
  return id(token, {});
}

std::int64_t Vocabulary::id(std::string_view token, std::optional<Index> position) const {
  if (const auto found = find(token)) return *found;
  if (unknown_id_) return *unknown_id_;
  throw ValueError(
      fmt::format("Vocabulary: token {}{} is not among the {} tokens", quote(token),
                  position ? fmt::format(" at position {}", *position) : std::string(), size()),
      "give the vocabulary an unknown token");
}

const std::string& Vocabulary::token(std::int64_t id) const {
  if (id < 0 || id >= size()) {
    throw IndexError(fmt::format("Vocabulary: id {} is out of range for {} tokens", id, size()));
  }
  return tokens_[static_cast<std::size_t>(id)];
}

Tensor Vocabulary::encode(std::string_view text) const {
  return with_out_of_memory([&]() -> Tensor {
    Index count = 0;
    for_each_token(text, unit_, [&](std::string_view) { ++count; });
    Array ids = Array::empty({count}, int64);
    auto* const elements = ids.mutable_data<std::int64_t>();
    Index position = 0;
    for_each_token(text, unit_, [&](std::string_view token) {
      elements[position] = id(token, position);
      ++position;
    });
    return Tensor(std::move(ids));
  });
}

std::string Vocabulary::decode(const Tensor& ids) const {
  return with_out_of_memory([&]() -> std::string {
    std::string text;
    for (const std::int64_t id : ids.to_vector<std::int64_t>()) {
      if (unit_ == TextUnit::word && !text.empty()) text += ' ';
      text += token(id);
    }
    return text;
  });
}

}  // namespace xgrad::nn::data
