// Checks of options, before a layer allocates memory.
#include <xgrad/nn/module/checks.hpp>
#include <xgrad/nn/recurrent/option_checks.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn {
namespace {

constexpr std::string_view kLayer = "recurrent layer";

void check_probabilities(const RecurrentOptions& options) {
  const Regularization& rates = options.regularization;
  const std::pair<const char*, double> probabilities[] = {
      {"dropout", options.dropout},
      {"input_dropout", rates.input_dropout},
      {"output_dropout", rates.output_dropout},
      {"recurrent_dropout", rates.recurrent_dropout},
      {"weight_drop", rates.weight_drop},
      {"zoneout_hidden", rates.zoneout_hidden},
      {"zoneout_cell", rates.zoneout_cell}};
  for (const auto& [name, value] : probabilities) check_probability(kLayer, name, value);
}

// A projection requires a cell that uses h only in the product with weight_hh.
void check_projection(const CellInfo& cell, const RecurrentOptions& options) {
  const Index size = options.proj_size;
  if (size == 0) return;
  const auto refuse = [size](const std::string& why, std::string_view hint) {
    throw ValueError(fmt::format("{}: proj_size is {}, {}", kLayer, size, why), hint);
  };
  constexpr std::string_view kNone = "0 stands for no projection";
  if (size < 0) refuse("must not be negative", kNone);
  if (size >= options.hidden_size) {
    refuse(fmt::format("must be less than hidden_size = {}", options.hidden_size), kNone);
  }
  if (!cell.has_product()) {
    refuse("but this cell has no weight_hh that would read the projected h",
           "put an nn::Linear behind the layer");
  }
  constexpr std::string_view kOther = "an LSTM has projections";
  if (cell.step) refuse("but this cell's step takes h of hidden_size elements", kOther);
  if (cell.takes_hidden) {
    refuse("but this cell's formula takes h, of hidden_size elements", kOther);
  }
}

}  // namespace

// Checks all layers together, before any of them allocates memory.
void check_sizes(std::string_view layer, const CellInfo& cell, const RecurrentOptions& options) {
  const Index directions = options.bidirectional ? 2 : 1;
  const Index gates = std::max<Index>(cell.blocks, 1);
  const NamedSize hidden = {"hidden_size", options.hidden_size};
  check_addressable(layer, "its weight_ih", {hidden, {"input_size", options.input_size}},
                    gates * directions);
  const NamedSize layers = {"num_layers", options.num_layers};
  check_addressable(layer, cell.has_product() ? "all of its weight_hh" : "all of its parameters",
                    {hidden, layers}, gates * directions);
  const NamedSize given =
      options.proj_size > 0 ? NamedSize{"proj_size", options.proj_size} : hidden;
  if (cell.has_product()) {
    check_addressable(layer, "all of its weight_hh", {layers, hidden, given}, gates * directions);
  }
  if (options.num_layers > 1 && cell.blocks > 0) {  // upper layers take the outputs of lower ones
    const Index joined = options.merge == Merge::concat ? directions : 1;
    check_addressable(layer, "all of its weight_ih", {layers, hidden, given},
                      gates * directions * joined);
  }
}

Index output_size(const RecurrentOptions& options) {
  const Index size = options.proj_size > 0 ? options.proj_size : options.hidden_size;
  return options.bidirectional && options.merge == Merge::concat ? 2 * size : size;
}

void check_size_of_input(std::string_view layer, const CellInfo& cell,
                         const RecurrentOptions& options) {
  if (!cell.takes_input) return;
  constexpr std::string_view kWhy = "but this cell's formula takes the input (kTakesInput)";
  if (options.input_size != options.hidden_size) {
    throw ValueError(fmt::format("{}: input_size is {}, {}, expected hidden_size = {}", layer,
                                 options.input_size, kWhy, options.hidden_size),
                     "put an nn::Linear before it");
  }
  const Index above = output_size(options);
  if (options.num_layers > 1 && above != options.hidden_size) {
    throw ValueError(
        fmt::format("{}: layer 1 has an input of {} features, the output of layer 0, {}, expected "
                    "hidden_size = {}",
                    layer, above, kWhy, options.hidden_size),
        "add both directions with .merge = Merge::sum, and leave out proj_size");
  }
}

void check_options(const CellInfo& cell, const RecurrentOptions& options) {
  check_positive(kLayer, "input_size", options.input_size);
  check_positive(kLayer, "hidden_size", options.hidden_size);
  check_positive(kLayer, "num_layers", options.num_layers);
  check_probabilities(options);
  if (options.memory_budget < 0) {
    throw ValueError(
        fmt::format("{}: memory_budget is {}, must not be negative", kLayer, options.memory_budget),
        "it counts bytes; 0 stands for no limit");
  }
  if (options.dropout > 0 && options.num_layers == 1) {
    throw ValueError(fmt::format("{}: dropout is {}, but num_layers is 1", kLayer, options.dropout),
                     "it drops between layers; put an nn::Dropout behind a single one");
  }
  if (options.merge != Merge::concat && !options.bidirectional) {
    throw ValueError(fmt::format("{}: merge is set, but bidirectional is false", kLayer));
  }
  check_projection(cell, options);
  check_sizes(kLayer, cell, options);
  check_size_of_input(kLayer, cell, options);
  const Regularization& rates = options.regularization;
  if (!cell.has_product() &&
      (rates.recurrent_dropout > 0 || rates.weight_drop > 0 || rates.weight_norm)) {
    throw ValueError(
        fmt::format("{}: recurrent_dropout, weight_drop or weight_norm is set, but "
                    "this cell has no weight_hh",
                    kLayer));
  }
  if (rates.zoneout_cell > 0 && cell.states != 2) {
    throw ValueError(fmt::format("{}: zoneout_cell is {}, but this cell has {}", kLayer,
                                 rates.zoneout_cell,
                                 cell.states == 1 ? "only h" : "states that belong together"));
  }
}

}  // namespace xgrad::nn
