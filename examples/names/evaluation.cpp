// Evaluates a model on names.
#include "names/evaluation.hpp"

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

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

std::string to_string(const nn::ConfusionMatrix& confusion,
                      const std::vector<std::string>& languages) {
  const auto counts = confusion.compute().to_vector<std::int64_t>();
  const std::vector<double> accuracies = confusion.recall();
  // Columns have the first three letters of a language.
  std::string table = fmt::format("{:<14} accuracy ", "");
  for (const std::string& language : languages) table += fmt::format(" {:>4.3}", language);
  for (std::size_t i = 0; i < languages.size(); ++i) {
    table += fmt::format("\n{:<14.14} {:>6.1f} % ", languages[i], 100 * accuracies[i]);
    for (std::size_t j = 0; j < languages.size(); ++j) {
      table += fmt::format(" {:>4}", counts[i * languages.size() + j]);
    }
  }
  return table + fmt::format("\n{:<14} {:>6.1f} %\n{:<14} {:>6.1f} %\n", "all names",
                             100 * confusion.accuracy(), "mean",
                             100 * confusion.recall(nn::Average::macro));
}

nn::plot::HeatMap heat_map(const nn::ConfusionMatrix& confusion,
                           const std::vector<std::string>& languages) {
  const Tensor counts = confusion.compute().to(float64);
  return {"Predicted languages of the names of each language, in percent", languages, languages,
          (counts / sum(counts, 1, true)).to_vector<double>()};
}

}  // namespace names
