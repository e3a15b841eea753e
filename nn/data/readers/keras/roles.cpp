// Finds weights by the names of Keras 2, such as "forward_lstm/lstm_cell/kernel", or by the numbers of
// Keras 3, such as "forward_layer/cell/vars/0".
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/keras/roles.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::data {
namespace {

using io::quote;

constexpr std::string_view kRecurrent[] = {"LSTM", "GRU", "SimpleRNN"};

}  // namespace

KerasRoles::KerasRoles(const KerasLayer& layer) : layer_(&layer), kind_(layer.kind) {
  const bool has_cell = layer.kind == "Bidirectional" || layer.kind == "RNN";
  if (has_cell || layer.kind == "TimeDistributed") kind_ = layer.inner_kind;
  if (kind_.ends_with("Cell")) kind_.resize(kind_.size() - 4);
  is_recurrent_ = std::ranges::find(kRecurrent, kind_) != std::end(kRecurrent);
  if (!kind_.empty()) return;
  is_recurrent_ =
      has_cell || cell("").recurrent_kernel.defined() || cell("forward").recurrent_kernel.defined();
  if (!is_recurrent_) kind_ = guessed_kind();
}

void KerasRoles::reject(std::string_view reason, std::string_view hint) const {
  throw ValueError(fmt::format("keras_state: layer {}: {}", quote(layer_->name), reason), hint);
}

void KerasRoles::reject_shapes(std::string_view reason) const {
  throw ShapeError(fmt::format("keras_state: layer {}: {}", quote(layer_->name), reason));
}

Tensor KerasRoles::weight(std::string_view name, int number) const {
  Tensor found = named(name, "");
  if (found.defined()) return found;
  Tensor own = numbered("", number);
  return own.defined() ? own : numbered("layer/", number);  // of TimeDistributed
}

CellWeights KerasRoles::cell(std::string_view direction) const {
  CellWeights found = {named("kernel", direction), named("recurrent_kernel", direction),
                       named("bias", direction)};
  if (found.kernel.defined()) return found;
  const std::string layer = direction.empty() ? "" : fmt::format("{}_layer/", direction);
  const std::string group = layer + "cell/";
  return {numbered(group, 0), numbered(group, 1), numbered(group, 2)};
}

// With a direction, the layer inside of Bidirectional is called "forward_lstm" or the like; without,
// the name is that of one weight.
Tensor KerasRoles::named(std::string_view name, std::string_view direction) const {
  const std::string ending = fmt::format("/{}", name), part = fmt::format("/{}_", direction);
  Tensor found;
  for (const auto& [path, tensor] : layer_->weights) {
    const std::string whole = "/" + path;
    if (!whole.ends_with(ending)) continue;
    if (!direction.empty() && whole.find(part) == whole.npos) continue;
    if (found.defined()) return {};
    found = tensor;
  }
  return found;
}

Tensor KerasRoles::numbered(std::string_view group, int number) const {
  const auto found = layer_->weights.find(fmt::format("{}vars/{}", group, number));
  return found == layer_->weights.end() ? Tensor() : found->second;
}

std::string KerasRoles::guessed_kind() const {
  if (named("embeddings", "").defined()) return "Embedding";
  if (named("moving_mean", "").defined()) return "BatchNormalization";
  if (named("gamma", "").defined() || named("beta", "").defined()) return "LayerNormalization";
  const Tensor kernel = weight("kernel", 0), bias = weight("bias", 1);
  const bool is_matrix = kernel.defined() && kernel.dim() == 2;
  const bool has_bias =
      is_matrix && bias.defined() && bias.dim() == 1 && bias.size(0) == kernel.size(1);
  return has_bias || (is_matrix && named("kernel", "").defined()) ? "Dense" : "";
}

}  // namespace xgrad::nn::data
