// The graph node of Function<Self>.
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

class FunctionNode final : public Node {
 public:
  FunctionNode(const char* name, const std::vector<Tensor>& inputs, Context context,
               const std::vector<Tensor>& outputs, FunctionBackward pullback)
      : Node(name), context_(std::move(context)), backward_(pullback) {
    for (const Tensor& input : inputs) edges_.push_back(edge_to(input, name));
    for (const Tensor& output : outputs) {
      outputs_.push_back({output.shape(), output.dtype()});
      differentiable_.push_back(is_floating(output.dtype()) &&
                                !contains(context_.constants_, output));
    }
    context_.constants_.clear();
    // Saved outputs are connected to the graph only when `backward` reads them; here it would be a
    // cycle.
    for (Context::Kept& kept : context_.kept_) {
      if (contains(inputs, kept.tensor)) continue;
      const auto output = static_cast<std::size_t>(find_in(outputs, kept.tensor) - outputs.begin());
      if (output == outputs.size() || !differentiable_[output]) continue;
      kept.is_output = true;
      kept.output = static_cast<std::uint32_t>(output);
    }
  }

  bool differentiable(std::size_t output) const { return differentiable_[output]; }
  std::span<const Edge> inputs() const override { return edges_; }
  std::span<const OutputInfo> outputs() const override { return outputs_; }

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    Context context = context_;  // a copy for each pass, because several may run at once
    context.node_ = this;
    for (std::size_t i = 0; i < edges_.size(); ++i) context.needed_[i] = sink.wants(i);
    std::vector<Tensor> complete(gradients.begin(), gradients.end());
    for (std::size_t i = 0; i < complete.size() && context.materialize_; ++i) {
      if (complete[i].defined()) continue;
      complete[i] = Tensor(kernels::zeros(outputs_[i].shape, outputs_[i].dtype));
    }
    std::vector<Tensor> result = backward_(context, complete);
    if (result.size() != edges_.size()) {
      throw GraphError(
          fmt::format("{}: backward returned a wrong number of gradients: expected {}, got {}",
                      name(), edges_.size(), result.size()),
          "return one gradient per tensor argument of forward, an undefined Tensor for zero");
    }
    for (std::size_t i = 0; i < result.size(); ++i) sink.add(i, std::move(result[i]));
  }

  bool release() noexcept override {
    if (context_.kept_.empty()) return false;
    context_.kept_.clear();
    return true;
  }

 private:
  std::vector<Edge> edges_;
  std::vector<OutputInfo> outputs_;
  std::vector<bool> differentiable_;
  Context context_;
  FunctionBackward backward_;
};

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
    tensors.push_back(kept.is_output ? Tensor::from_node(kept.tensor.array(),
                                                         Ref<Node>::share(node_), kept.output)
                                     : kept.tensor);
  }
  return tensors;
}

void Context::mark_non_differentiable(const std::vector<Tensor>& outputs) {
  constants_ = outputs;
}

std::vector<Tensor> record_function(const char* name, const std::vector<Tensor>& inputs,
                                    Context context, const std::vector<Tensor>& outputs,
                                    FunctionBackward backward) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (!outputs[i].defined()) {
        throw GraphError(fmt::format("{}: output {} of forward is undefined", name, i));
      }
    }
    Ref<Node> shared;
    const FunctionNode* node = nullptr;
    if (needs_record(std::span(inputs))) {
      auto* const made = new FunctionNode(name, inputs, std::move(context), outputs, backward);
      shared = Ref<Node>::adopt(made);
      node = made;
    }
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const bool has_history = node && node->differentiable(i);
      results.push_back(Tensor::from_node(outputs[i].array(), has_history ? shared : Ref<Node>(),
                                          static_cast<std::uint32_t>(i)));
    }
    return results;
  });
}

}  // namespace xgrad
