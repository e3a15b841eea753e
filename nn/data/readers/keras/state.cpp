// Converts weights of Keras' layers to the parameters of xgrad's modules.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/keras/keras.hpp>
#include <xgrad/nn/data/readers/keras/roles.hpp>
#include <xgrad/nn/module/conversion.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace xgrad::nn::data {
namespace {

using io::quote;

// A recurrent class, and the place of each of xgrad's gate blocks among those of Keras.
struct Gates {
  std::string_view kind;
  Index count;
  std::vector<std::size_t> places;
};

// What the layers of a stack have in common.
struct Form {
  Index gates = 0;
  bool bidirectional = false;
  std::optional<bool> reset_after = {};  // of GRUs

  bool operator==(const Form&) const = default;
};

// The gates of the layer's class or, if that is unknown, of a class that has such kernels.
const Gates& gates_of(const KerasRoles& layer, const CellWeights& cell) {
  static const Gates kGates[] = {{"LSTM", 4, {0, 1, 2, 3}},  // i, f, c, o
                                 {"GRU", 3, {1, 0, 2}},      // z, r, h
                                 {"SimpleRNN", 1, {0}}};
  if (!cell.kernel.defined() || !cell.recurrent_kernel.defined()) {
    layer.reject(
        "it has no kernel and recurrent_kernel",
        "load a file of Keras 1 with Keras 2 and save it, to give its weights these names");
  }
  const Tensor &kernel = cell.kernel, &recurrent = cell.recurrent_kernel;
  for (const Gates& gates : kGates) {
    if ((layer.kind().empty() || layer.kind() == gates.kind) && kernel.dim() == 2 &&
        recurrent.dim() == 2 && recurrent.size(1) == gates.count * recurrent.size(0) &&
        kernel.size(1) == recurrent.size(1)) {
      return gates;
    }
  }
  layer.reject_shapes(fmt::format("kernel {} and recurrent_kernel {} are not those of {}",
                                  kernel.shape(), recurrent.shape(),
                                  layer.kind().empty() ? "a recurrent layer" : layer.kind()));
}

// Throws ValueError for options with which the layer has other equations than the module.
void check_options(const KerasRoles& layer, const Metadata& options, const Gates& gates) {
  constexpr std::string_view kErase = "erase the option to convert the weights";
  const auto check = [&](const char* name, std::initializer_list<std::string_view> values,
                         std::string_view remedy) {
    const auto option = options.find(name);
    if (option == options.end()) return;
    if (std::ranges::find(values, option->second) != values.end()) return;
    layer.reject(fmt::format("{} is {}, the module has {}", name, quote(option->second),
                             fmt::join(values, " or ")),
                 fmt::format("{}; {}", remedy, kErase));
  };
  constexpr std::string_view kOwnCell = "docs/own-cells.md describes cells with other equations";
  if (gates.count == 1) {
    check("activation", {"tanh", "relu"}, kOwnCell);
  } else {
    check("activation", {"tanh"}, kOwnCell);
    check("recurrent_activation", {"sigmoid"}, kOwnCell);
  }
  check("go_backwards", {"false"}, "flip the time axis of the input");
}

// Whether a GRU with this bias resets after the product.
bool reset_after(const KerasRoles& layer, const Metadata& options, const Tensor& bias) {
  const auto option = options.find("reset_after");
  if (option == options.end()) {
    if (bias.defined()) return bias.dim() == 2;
    layer.reject("without a bias, the weights do not tell whether the GRU resets after the product",
                 "set the option \"reset_after\" to \"true\", the default of Keras, or \"false\"");
  }
  const bool after = option->second == "true";
  if (bias.defined() && after != (bias.dim() == 2)) {
    layer.reject_shapes(
        fmt::format("bias {} is not that of reset_after = {}", bias.shape(), option->second));
  }
  return after;
}

// Adds the parameters of a cell, whose names end with `suffix`.
void add_cell(StateDict& state, const KerasRoles& layer, const CellWeights& cell,
              const Gates& gates, const std::string& prefix, const std::string& suffix) {
  // Rows in the order of xgrad's gate blocks.
  const auto rows = [&](const Tensor& x) {
    const std::vector<Tensor> blocks = chunk(x, gates.count);
    std::vector<Tensor> moved;
    for (const std::size_t place : gates.places) moved.push_back(blocks[place]);
    return cat(moved);
  };
  state.emplace(prefix + "weight_ih" + suffix, rows(transpose(cell.kernel, 0, 1)));
  state.emplace(prefix + "weight_hh" + suffix, rows(transpose(cell.recurrent_kernel, 0, 1)));
  const Tensor& bias = cell.bias;
  if (!bias.defined()) return;
  const Index size = cell.kernel.size(1);
  const bool two = gates.kind == "GRU" && bias.dim() == 2;
  if (bias.shape() != (two ? Shape{2, size} : Shape{size})) {
    layer.reject_shapes(
        fmt::format("bias {} does not fit kernel {}", bias.shape(), cell.kernel.shape()));
  }
  const Tensor input = rows(two ? select(bias, 0, 0) : bias);
  state.emplace(prefix + "bias_ih" + suffix, input);
  state.emplace(prefix + "bias_hh" + suffix, two ? rows(select(bias, 0, 1)) : zeros_like(input));
}

// Adds the parameters of a recurrent layer as those of layer `number` of a stack.
Form add_recurrent(StateDict& state, const KerasRoles& layer, const Metadata& options,
                   const std::string& prefix, std::size_t number) {
  std::vector<CellWeights> cells = {layer.cell("forward"), layer.cell("backward")};
  const bool bidirectional = cells[0].kernel.defined() && cells[1].kernel.defined();
  if (!bidirectional) cells = {layer.cell("")};
  const Gates& gates = gates_of(layer, cells[0]);
  check_options(layer, options, gates);
  Form form = {.gates = gates.count, .bidirectional = bidirectional};
  for (std::size_t direction = 0; direction < cells.size(); ++direction) {
    const CellWeights& cell = cells[direction];
    if (&gates_of(layer, cell) != &gates) layer.reject("its directions have different classes");
    add_cell(state, layer, cell, gates, prefix,
             fmt::format("_l{}{}", number, direction == 0 ? "" : "_reverse"));
    if (gates.kind != "GRU") continue;
    const bool after = reset_after(layer, options, cell.bias);
    if (direction > 0 && after != form.reset_after) {
      layer.reject("one direction resets after the product, the other before it");
    }
    form.reset_after = after;
  }
  return form;
}

// Adds the parameters of a layer without a state.
void add_feed_forward(StateDict& state, const KerasRoles& layer, const std::string& prefix) {
  const auto matrix = [&](const char* name) {
    Tensor found = layer.weight(name, 0);
    if (!found.defined() || found.dim() != 2) {
      layer.reject(fmt::format("it has no {} with two axes", name));
    }
    return found;
  };
  if (layer.kind() == "Dense") {
    state.emplace(prefix + "weight", contiguous(transpose(matrix("kernel"), 0, 1)));
    const Tensor bias = layer.weight("bias", 1);
    if (bias.defined()) state.emplace(prefix + "bias", bias);
  } else if (layer.kind() == "Embedding") {
    state.emplace(prefix + "weight", matrix("embeddings"));
  } else if (layer.kind() == "LayerNormalization") {
    const Tensor gamma = layer.weight("gamma", 0), beta = layer.weight("beta", 1);
    if (!gamma.defined() || !beta.defined()) {
      layer.reject("it has not both gamma and beta", "add the other one to its weights");
    }
    state.emplace(prefix + "weight", gamma);
    state.emplace(prefix + "bias", beta);
  } else if (layer.kind().empty()) {
    layer.reject("its class is unknown", "set `kind` to its class in Keras, such as \"Dense\"");
  } else {
    layer.reject(fmt::format("there is no module for the class {}", quote(layer.kind())));
  }
}

const KerasLayer& find_layer(const std::vector<KerasLayer>& layers, const std::string& name) {
  const auto found = std::ranges::find(layers, name, &KerasLayer::name);
  if (found != layers.end()) return *found;
  const auto given = std::ranges::find(layers, name, &KerasLayer::given_name);
  const bool has_name = given != layers.end() && !name.empty();
  if (has_name && std::ranges::count(layers, name, &KerasLayer::given_name) == 1) return *given;
  std::vector<std::string> names;
  constexpr std::size_t kMostNames = 20;
  for (const KerasLayer& layer : layers) {
    if (names.size() < kMostNames) names.push_back(quote(layer.name));
  }
  throw ValueError(fmt::format("keras_state: {} called {}",
                               has_name ? "several layers are" : "no layer is", quote(name)),
                   fmt::format("the layers are {}{}", fmt::join(names, ", "),
                               names.size() < layers.size() ? " and others" : ""));
}

// Adds the parameters of the module at `path`.
void add_module(StateDict& state, const std::string& path, const std::vector<KerasLayer>& layers,
                const std::vector<std::string>& names) {
  if (names.empty()) throw ValueError("keras_state: a module has no names of layers");
  const std::string prefix = path.empty() ? "" : path + ".";
  Form form;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const KerasLayer& found = find_layer(layers, names[i]);
    const KerasRoles layer(found);
    if (!layer.is_recurrent()) {
      if (names.size() > 1) layer.reject("it is not recurrent, so it is no layer of a stack");
      return add_feed_forward(state, layer, prefix);
    }
    const Form its_form = add_recurrent(state, layer, found.options, prefix, i);
    if (i > 0 && its_form != form) {
      layer.reject(
          fmt::format("it has another class or other options than {}, so they are no stack",
                      quote(names[i - 1])));
    }
    form = its_form;
  }
  if (form.reset_after) {
    state.metadata.emplace(convention_key(path), text_of(Convention::pytorch, *form.reset_after));
  }
}

}  // namespace

StateDict keras_state(const std::vector<KerasLayer>& layers,
                      const std::vector<std::string>& names) {
  return keras_model_state(layers, {{"", names}});
}

StateDict keras_model_state(const std::vector<KerasLayer>& layers,
                            const std::map<std::string, std::vector<std::string>>& modules) {
  return with_out_of_memory([&]() -> StateDict {
    const NoGrad no_grad;
    StateDict state;
    for (const auto& [path, names] : modules) add_module(state, path, layers, names);
    return state;
  });
}

}  // namespace xgrad::nn::data
