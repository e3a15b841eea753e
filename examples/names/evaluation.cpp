// Evaluates a model on names.
#include "names/evaluation.hpp"

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace names {

using namespace xgrad;

namespace {

constexpr Index kBatch = 256;

}  // namespace

Tensor probabilities(const NameClassifier& model, const std::vector<Example>& examples) {
  const NoGrad no_grad;
  nn::data::DataLoader loader(examples, {.batch_size = kBatch}, nn::data::pad_collate());
  std::vector<Tensor> batches;
  batches.reserve(static_cast<std::size_t>(loader.size()));
  for (const auto& [input, label] : loader) {
    batches.push_back(softmax(model(input.output, input.lengths), -1));
  }
  return cat(batches);
}

ConfusionMatrix::ConfusionMatrix(const Names& names, const Tensor& predicted)
    : languages_(names.languages) {
  const auto languages = static_cast<Index>(languages_.size());
  counts_ = bincount(from_vector(names.labels) * languages + predicted, {}, languages * languages)
                .to_vector<std::int64_t>();
}

std::int64_t ConfusionMatrix::names_of(std::size_t language) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < languages_.size(); ++i) sum += count(language, i);
  return sum;
}

double ConfusionMatrix::share(std::size_t language, std::size_t predicted) const {
  const std::int64_t names = names_of(language);
  if (names == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(count(language, predicted)) / static_cast<double>(names);
}

double ConfusionMatrix::accuracy() const {
  std::int64_t recognised = 0, names = 0;
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    recognised += count(i, i);
    names += names_of(i);
  }
  return static_cast<double>(recognised) / static_cast<double>(names);
}

double ConfusionMatrix::balanced_accuracy() const {
  double sum = 0;
  int languages = 0;
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    if (std::isnan(accuracy(i))) continue;
    sum += accuracy(i);
    ++languages;
  }
  return sum / languages;
}

std::string ConfusionMatrix::to_string() const {
  // Columns have the first three letters of a language.
  std::string table = fmt::format("{:<14} accuracy ", "");
  for (const std::string& language : languages_) table += fmt::format(" {:>4.3}", language);
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    table += fmt::format("\n{:<14.14} {:>6.1f} % ", languages_[i], 100 * accuracy(i));
    for (std::size_t j = 0; j < languages_.size(); ++j) table += fmt::format(" {:>4}", count(i, j));
  }
  return table + fmt::format("\n{:<14} {:>6.1f} %\n{:<14} {:>6.1f} %\n", "all names",
                             100 * accuracy(), "mean", 100 * balanced_accuracy());
}

nn::plot::HeatMap ConfusionMatrix::heat_map() const {
  nn::plot::HeatMap map = {
      "Predicted languages of the names of each language, in percent", languages_, languages_, {}};
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    for (std::size_t j = 0; j < languages_.size(); ++j) map.shares.push_back(share(i, j));
  }
  return map;
}

}  // namespace names
