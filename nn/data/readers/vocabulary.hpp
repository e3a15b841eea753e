// Vocabulary: the tokens of a text and their ids.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/data/readers/text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// Options of building a vocabulary.
struct VocabularyOptions {
  /// Tokens that occur less often are left out.
  std::int64_t min_freq = 1;
  /// The most tokens, specials included; the most frequent ones remain.
  std::optional<Index> max_tokens = {};
  /// Tokens that have the ids 0, 1 and so on, such as "<pad>".
  std::vector<std::string> specials = {};
  /// The token whose id all other tokens have; added before the specials unless it is one of them.
  std::optional<std::string> unknown = {};
};

/// Tokens with ids, and the unit by which a text is split into tokens.
class Vocabulary {
 public:
  /// A token's id is its position.
  /// Throws ValueError for an empty or repeated token, and for an unknown token that is not among
  /// them.
  explicit Vocabulary(std::vector<std::string> tokens, TextUnit unit = TextUnit::word,
                      const std::optional<std::string>& unknown = {});

  /// The specials and the tokens of a text: more frequent ones first, equally frequent ones in the
  /// order of their bytes.
  /// Throws as `tokenize`, ValueError for a negative `min_freq`, for specials that are repeated, and
  /// for fewer `max_tokens` than specials.
  static Vocabulary from_text(std::string_view text, TextUnit unit,
                              const VocabularyOptions& options = {});

  Index size() const { return static_cast<Index>(tokens_.size()); }
  TextUnit unit() const { return unit_; }
  /// The tokens in the order of their ids.
  const std::vector<std::string>& tokens() const { return tokens_; }
  /// The id of the unknown token, if there is one.
  std::optional<std::int64_t> unknown_id() const { return unknown_id_; }

  bool contains(std::string_view token) const { return find(token).has_value(); }
  /// The id of a token. Throws ValueError if it is not there and there is no unknown token.
  std::int64_t id(std::string_view token) const;
  /// The token with an id. Throws IndexError.
  const std::string& token(std::int64_t id) const;

  /// The ids of the tokens of a text as int64.   -> [tokens]
  /// Throws as `tokenize` and `id`, with the position of the token.
  Tensor encode(std::string_view text) const;
  /// The tokens of int64 ids in row-major order, words with spaces between them.   [...]
  /// Throws DTypeError, IndexError.
  std::string decode(const Tensor& ids) const;

 private:
  std::optional<std::int64_t> find(std::string_view token) const;
  std::int64_t id(std::string_view token, std::optional<Index> position) const;

  std::vector<std::string> tokens_;
  std::vector<std::int64_t> sorted_;  // ids in the order of the tokens' bytes
  TextUnit unit_;
  std::optional<std::int64_t> unknown_id_;
};

}  // namespace xgrad::nn::data
