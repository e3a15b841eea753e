// Recording of Function<Self>.
#include <xgrad/autograd/function.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad {
namespace {

// Finds `tensor` itself, not one of equal value; returns the end if it is not in the list.
auto find_in(const std::vector<Tensor>& tensors, const Tensor& wanted) {
  return std::find_if(tensors.begin(), tensors.end(),
                      [&](const Tensor& tensor) { return tensor.body() == wanted.body(); });
}

bool contains(const std::vector<Tensor>& tensors, const Tensor& wanted) {
  return find_in(tensors, wanted) != tensors.end();
}

}  // namespace

void Context::save_for_backward(const std::vector<Tensor>& tensors) {
  kept_.clear();
  for (const Tensor& tensor : tensors) {
    kept_.push_back({tensor, tensor.defined() ? tensor.array().version() : 0});
  }
}

std::vector<Tensor> Context::saved_tensors() const {
  std::vector<Tensor> tensors;
  for (const Kept& kept : kept_) {
    if (kept.tensor.defined()) check_saved_version(kept.tensor.array(), kept.version);
    tensors.push_back(kept.output ? sink_->output(*kept.output, kept.tensor.array()) : kept.tensor);
  }
  return tensors;
}

void Context::mark_non_differentiable(const std::vector<Tensor>& outputs) {
  constants_ = outputs;
}

void Context::find_saved_outputs(const std::vector<Tensor>& inputs,
                                 const std::vector<Tensor>& outputs) {
  for (Kept& kept : kept_) {
    if (contains(inputs, kept.tensor)) continue;
    const auto found = find_in(outputs, kept.tensor);
    if (found == outputs.end() || !is_floating(found->dtype()) || contains(constants_, *found))
      continue;
    kept.output = static_cast<std::size_t>(found - outputs.begin());
  }
}

void Context::run(const char* name, FunctionBackward backward, std::span<const Tensor> gradients,
                  GradientSink& sink) {
  sink_ = &sink;
  for (std::size_t i = 0; i < needed_.size(); ++i) needed_[i] = sink.wants(i);
  std::vector<Tensor> complete(gradients.begin(), gradients.end());
  for (std::size_t i = 0; i < complete.size() && materialize_; ++i) {
    if (complete[i].defined()) continue;
    const OutputInfo& output = sink.node().outputs()[i];
    complete[i] = Tensor(kernels::zeros(output.shape, output.dtype));
  }
  std::vector<Tensor> result = backward(*this, complete);
  if (result.size() != needed_.size()) {
    throw GraphError(
        fmt::format("{}: backward returned a wrong number of gradients: expected {}, got {}", name,
                    needed_.size(), result.size()),
        "return one gradient per tensor argument of forward, an undefined Tensor for zero");
  }
  for (std::size_t i = 0; i < result.size(); ++i) sink.add(i, std::move(result[i]));
}

std::vector<Tensor> record_function(const char* name, const std::vector<Tensor>& inputs,
                                    Context context, const std::vector<Tensor>& outputs,
                                    FunctionBackward backward) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    std::vector<Array> values;
    for (const Tensor& output : outputs) {
      if (!output.defined()) {
        throw GraphError(fmt::format("{}: output {} of forward is undefined", name, values.size()));
      }
      values.push_back(output.array());
    }
    context.find_saved_outputs(inputs, outputs);
    const std::vector<Tensor> constants = std::move(context.constants_);
    const GeneralOptions options{.repeatable = context.kept_.empty()};
    std::vector<Tensor> results = record_general(
        name, std::move(values), inputs,
        [name, backward, context = std::move(context)](std::span<const Tensor> gradients,
                                                       GradientSink& sink) {
          Context copy = context;  // one for each pass, because several may run at once
          copy.run(name, backward, gradients, sink);
        },
        options);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (contains(constants, outputs[i])) results[i] = Tensor::from_node(outputs[i].array(), {});
    }
    return results;
  });
}

}  // namespace xgrad
