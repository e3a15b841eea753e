// Predictions, and the confusion matrix of many.
#pragma once

#include <xgrad/nn/flow/plot/heat_map.hpp>

#include "names/model.hpp"
#include "names/names.hpp"
#include <string>
#include <vector>

namespace names {

/// The probabilities of the languages of names.   -> [names, languages]
Tensor probabilities(const NameClassifier& model, const std::vector<Example>& examples);

/// How often names of one language were taken for names of another.
class ConfusionMatrix {
 public:
  /// predicted: int64 [names], class indices
  ConfusionMatrix(const Names& names, const Tensor& predicted);

  /// The number of names of a language that were taken for another.
  std::int64_t count(std::size_t language, std::size_t predicted) const {
    return counts_[language * languages_.size() + predicted];
  }
  /// The share of the names of a language that were recognised; NaN for a language without names.
  double accuracy(std::size_t language) const { return share(language, language); }
  /// The share of all names that were recognised.
  double accuracy() const;
  /// The mean accuracy of the languages that have names.
  double balanced_accuracy() const;

  /// The matrix and the accuracies as a table.
  std::string to_string() const;
  /// The shares of the predicted languages among the names of each language.
  xgrad::nn::plot::HeatMap heat_map() const;

 private:
  std::int64_t names_of(std::size_t language) const;
  double share(std::size_t language, std::size_t predicted) const;

  std::vector<std::string> languages_;
  std::vector<std::int64_t> counts_;  // [language, predicted]
};

}  // namespace names
