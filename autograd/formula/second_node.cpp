// Third and higher derivatives of formulas.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/composition.hpp>
#include <xgrad/autograd/formula/second_node.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>

namespace xgrad {
namespace {

// `x` in the given shape as a variable of its own: `grad` with respect to it takes no other path to
// what `x` depends on.
Tensor variable_like(const Tensor& x, const Shape& shape) {
  return record("variable", expand(x.detach(), shape).array(), {x},
                [](const Tensor& g) { return g; });
}

// The gradients of a sum of products `outputs` * `gradients`, recorded; undefined for zero.
// Outputs without a gradient or a graph add nothing.
std::vector<Tensor> recorded_gradients(std::span<const Tensor> outputs,
                                       std::span<const Tensor> gradients,
                                       std::span<const Tensor> inputs) {
  std::vector<Tensor> differentiated, weights, variables;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!gradients[i].defined() || !outputs[i].requires_grad()) continue;
    differentiated.push_back(outputs[i]);
    weights.push_back(gradients[i]);
  }
  for (const Tensor& input : inputs) {
    if (input.requires_grad()) variables.push_back(input);
  }
  std::vector<Tensor> results(inputs.size());
  if (differentiated.empty() || variables.empty()) return results;
  const auto found = grad(differentiated, variables,
                          {.gradients = weights, .create_graph = true, .allow_unused = true});
  auto next = found.begin();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].requires_grad()) results[i] = *next++;
  }
  return results;
}

// Its derivatives are those of a recomputation by operations.
class FormulaSecondNode final : public ListNode {
 public:
  FormulaSecondNode(const Application& application, Edges edges, SavedList kept,
                    SavedGradients gradients, SavedGradients incoming, OutputInfos outputs)
      : ListNode(application.name, std::move(edges), std::move(outputs)),
        application_(application),
        kept_(std::move(kept)),
        gradients_(std::move(gradients)),
        incoming_(std::move(incoming)) {}

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    sink.run_again([this] { return recomputed(); }, gradients);
  }

  bool release() noexcept override {
    kept_.clear();
    gradients_.clear();
    incoming_.clear();
    return true;
  }

 private:
  std::vector<Tensor> recomputed() const {
    const formula::Trace trace =
        formula::trace_of(application_.kernels->trace, application_.closure, parameter_count());
    std::vector<Tensor> variables = inputs_as_variables();
    const std::vector<Tensor> traced =
        evaluate(trace, parameters_of(variables), application_.dtype);

    std::vector<Tensor> gradients(gradients_.size()), incoming(incoming_.size());
    for (std::size_t m = 0; m < gradients.size(); ++m) {
      if (gradients_[m]) gradients[m] = variable_like((*gradients_[m])(), application_.shape);
    }
    for (std::size_t i = 0; i < incoming.size(); ++i) {
      if (incoming_[i]) incoming[i] = (*incoming_[i])();
    }
    // With keeps_output the trace gives dy/dx as a function of the variable y.
    const bool gives_slope = application_.kernels->keeps_output;
    const std::vector<Tensor> first =
        gives_slope ? std::vector<Tensor>{zero_product(gradients[0], traced[0])}
                    : recorded_gradients(traced, gradients, variables);
    variables.insert(variables.end(), gradients.begin(), gradients.end());
    std::vector<Tensor> results = recorded_gradients(first, incoming, variables);
    if (gives_slope && results[0].defined()) results[0] = zero_product(results[0], traced[0]);
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i].defined()) results[i] = zeros(outputs()[i].shape, outputs()[i].dtype);
    }
    return results;
  }

  int parameter_count() const {
    int count = 0;
    for (const Application::Input& input : application_.inputs) count += input.blocks;
    return count;
  }

  std::vector<Tensor> inputs_as_variables() const {
    std::vector<Tensor> variables;
    variables.reserve(kept_.size());
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      variables.push_back(application_.inputs[i].condition
                              ? kept_[i]()
                              : variable_like(kept_[i](), application_.gradient_shape(i)));
    }
    return variables;
  }

  // The parameters of the formula: the inputs, in blocks where it takes blocks.
  std::vector<Tensor> parameters_of(std::span<const Tensor> variables) const {
    std::vector<Tensor> parameters;
    for (std::size_t i = 0; i < variables.size(); ++i) {
      const int blocks = application_.inputs[i].blocks;
      const Index size = blocks == 1 ? 0 : application_.shape.back();
      for (int block = 0; block < blocks; ++block) {
        parameters.push_back(blocks == 1 ? variables[i]
                                         : narrow(variables[i], -1, block * size, size));
      }
    }
    return parameters;
  }

  Application application_;
  SavedList kept_;
  SavedGradients gradients_, incoming_;
};

}  // namespace

Ref<Node> make_second_node(const Application& application, Edges edges, SavedList kept,
                           SavedGradients gradients, std::span<const Tensor> incoming,
                           OutputInfos outputs) {
  return Ref<Node>::adopt(new FormulaSecondNode(application, std::move(edges), std::move(kept),
                                                std::move(gradients), saved_if_defined(incoming),
                                                std::move(outputs)));
}

}  // namespace xgrad
