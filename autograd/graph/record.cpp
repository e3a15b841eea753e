// Saved tensors, and nodes with any number of inputs and outputs.
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/autograd/graph/list_node.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <algorithm>

namespace xgrad {

void check_saved_version(const Array& array, std::uint32_t version) {
  if (array.version() == version) return;
  throw GraphError(
      fmt::format("backward: a value {} that '{}' saved was changed after use (version {} -> {})",
                  array, running_operation(), version, array.version()),
      "run backward() before optimizer steps, set_data() or copy_(), or compute with a copy");
}

Saved::Saved(Tensor tensor, const char* caller)
    : tensor_(std::move(tensor)), version_(tensor_.array(caller).version()) {
  if (is_instrumented()) observe_saved(tensor_.array());
}

const Tensor& Saved::operator()() const {
  check_saved_version(tensor_.array(), version_);
  return tensor_;
}

void check_pullback_count(const char* name, std::size_t inputs, std::size_t pullbacks) {
  if (inputs == pullbacks) return;
  throw GraphError(
      fmt::format("record: '{}' has {} inputs but {} pullbacks", name, inputs, pullbacks));
}

bool needs_record(std::span<const Tensor> inputs) {
  return grad_enabled() && std::any_of(inputs.begin(), inputs.end(),
                                       [](const Tensor& input) { return input.requires_grad(); });
}

Tensor GradientSink::output(std::size_t output, const Array& value) {
  return Tensor::from_node(value, Ref<Node>::share(&node()), static_cast<std::uint32_t>(output));
}

std::vector<Tensor> record_general(const char* name, std::vector<Array> values,
                                   std::span<const Tensor> inputs, GeneralPullback pullback,
                                   GeneralOptions options) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    for (const Array& value : values) {
      if (!value.defined()) throw ValueError(fmt::format("{}: an output has no value", name));
    }
    Ref<Node> node;
    if (needs_record(inputs)) {
      Edges edges;
      edges.reserve(inputs.size());
      for (const Tensor& input : inputs) edges.push_back(edge_to(input, name));
      node = Ref<Node>::adopt(new GeneralNode(name, std::move(edges), infos_of(values),
                                              std::move(pullback), std::move(options)));
    }
    std::vector<Tensor> results;
    results.reserve(values.size());
    for (Array& value : values) {
      const auto output = static_cast<std::uint32_t>(results.size());
      const Ref<Node> history = is_floating(value.dtype()) ? node : Ref<Node>();
      results.push_back(Tensor::from_node(std::move(value), history, output));
    }
    return results;
  });
}

}  // namespace xgrad
