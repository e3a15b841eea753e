// Predictions, and how the confusion matrix of many is shown.
#pragma once

#include <xgrad/nn/flow/plot/heat_map.hpp>
#include <xgrad/nn/metrics/confusion_matrix.hpp>

#include "names/model.hpp"
#include "names/names.hpp"
#include <string>
#include <vector>

namespace names {

/// The probabilities of the languages of names.   -> [names, languages]
Tensor probabilities(const NameClassifier& model, const std::vector<Example>& examples);

/// A confusion matrix and the accuracy of each language as a table.
std::string to_string(const xgrad::nn::ConfusionMatrix& confusion,
                      const std::vector<std::string>& languages);

/// The shares of the predicted languages among the names of each language.
xgrad::nn::plot::HeatMap heat_map(const xgrad::nn::ConfusionMatrix& confusion,
                                  const std::vector<std::string>& languages);

}  // namespace names
