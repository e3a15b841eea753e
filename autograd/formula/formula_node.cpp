// The graph nodes of formulas: those with the first and the second pullback.
#include <xgrad/autograd/formula/formula_node.hpp>
#include <xgrad/autograd/formula/second_node.hpp>

namespace xgrad {
namespace {

using formula::Kernels;
using kernels::FormulaOperands;
using kernels::kernel_for;

// Results of a kernel, of which some may be undefined.
using Arrays = SmallVector<Array, 4>;

// Allocates a kernel's results for the requested inputs. With `kept`, the last pass overwrites
// consumed inputs with their results.
Arrays allocate_for_inputs(const Application& application, FormulaOperands& operands,
                           const GradientSink& sink, std::span<const Saved> kept = {}) {
  Arrays results(application.inputs.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!application.inputs[i].condition && sink.wants(i)) {
      const Shape shape = application.gradient_shape(i);
      const bool over_input =
          i < kept.size() && application.inputs[i].consumed && kept[i]().shape() == shape;
      results[i] = over_input ? kept[i]().array() : Array::empty(shape, application.dtype);
    }
    application.add(operands, i, results[i]);
  }
  return results;
}

// The pullback of a formula as an operation: maps inputs and gradients of the outputs to gradients
// of the inputs.
class FormulaBackwardNode final : public ListNode {
 public:
  // The edges lead to the inputs of the formula, then to the gradients of its outputs.
  FormulaBackwardNode(const Application& application, Edges edges, SavedList kept,
                      std::span<const Tensor> gradients, OutputInfos outputs)
      : ListNode(application.name, std::move(edges), std::move(outputs)),
        application_(application),
        kept_(std::move(kept)),
        gradients_(saved_if_defined(gradients)) {}

  void backward(std::span<const Tensor> incoming, GradientSink& sink) override {
    const Kernels& kernels = *application_.kernels;
    FormulaOperands operands(application_.shape);
    for (std::size_t i = 0; i < kept_.size(); ++i)
      application_.add(operands, i, kept_[i]().array());
    for (const auto& gradient : gradients_)
      Application::add(operands, gradient ? (*gradient)() : Tensor());
    for (std::size_t i = 0; i < application_.inputs.size(); ++i)
      application_.add(operands, i, incoming[i].defined() ? incoming[i].array() : Array());
    Arrays for_inputs = allocate_for_inputs(application_, operands, sink);
    Arrays for_gradients(gradients_.size());
    for (std::size_t m = 0; m < for_gradients.size(); ++m) {
      if (sink.wants(for_inputs.size() + m)) {
        for_gradients[m] = Array::empty(application_.shape, application_.dtype);
        operands.add(for_gradients[m]);
      } else {
        operands.add_absent();
      }
    }
    operands.run(kernel_for(kernels.second, application_.dtype), application_.closure);
    add_results(incoming, for_inputs, for_gradients, sink);
  }

  bool release() noexcept override {
    kept_.clear();
    gradients_.clear();
    return true;
  }

 private:
  void add_results(std::span<const Tensor> incoming, Arrays& for_inputs, Arrays& for_gradients,
                   GradientSink& sink) const {
    const Ref<Node> history = grad_enabled() ? record_third(incoming) : Ref<Node>();
    std::uint32_t input = 0;
    for (Arrays* const results : {&for_inputs, &for_gradients}) {
      for (Array& result : *results) {
        if (result.defined()) sink.add(input, Tensor::from_node(std::move(result), history, input));
        ++input;
      }
    }
  }

  Ref<Node> record_third(std::span<const Tensor> incoming) const {
    Edges edges(inputs().begin(), inputs().end());
    OutputInfos infos(outputs().begin(), outputs().end());
    while (infos.size() < edges.size()) infos.push_back({application_.shape, application_.dtype});
    append_edges(edges, incoming);
    // The recomputation depends on what is kept.
    if (application_.kernels->keeps_output) edges[0] = edge_to(kept_[0]());
    return make_second_node(application_, std::move(edges), kept_, gradients_, incoming,
                            std::move(infos));
  }

  Application application_;
  SavedList kept_;
  SavedGradients gradients_;
};

// One application of a formula.
class FormulaNode final : public ListNode {
 public:
  FormulaNode(const FormulaCall& call, std::span<const PointwiseInput> inputs,
              std::span<const Array> values)
      : ListNode(call.name, edges_to(inputs), infos_of(values)),
        application_(call, inputs, values[0].shape()) {
    if (keeps_output()) {
      kept_.push_back(saved(Tensor(values[0])));
    } else {
      kept_.reserve(inputs.size());
      for (const PointwiseInput& input : inputs) kept_.push_back(saved(*input.tensor));
    }
  }

  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    const Kernels& kernels = *application_.kernels;
    FormulaOperands operands(application_.shape);
    for (std::size_t i = 0; i < kept_.size(); ++i)
      application_.add(operands, i, kept_[i]().array());
    for (const Tensor& gradient : gradients) Application::add(operands, gradient);
    const bool overwrites = released() && !keeps_output();
    Arrays results =
        allocate_for_inputs(application_, operands, sink,
                            overwrites ? std::span<const Saved>(kept_) : std::span<const Saved>());
    operands.run(kernel_for(kernels.pullback, application_.dtype), application_.closure);

    const Ref<Node> history = grad_enabled() ? record_second(gradients, results) : Ref<Node>();
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i].defined()) continue;
      sink.add(i, Tensor::from_node(std::move(results[i]), history, static_cast<std::uint32_t>(i)));
    }
  }

  bool release() noexcept override {
    kept_.clear();
    return true;
  }

 private:
  static Edges edges_to(std::span<const PointwiseInput> inputs) {
    Edges edges;
    edges.reserve(inputs.size());
    for (const PointwiseInput& input : inputs) edges.push_back(edge_to(*input.tensor));
    return edges;
  }

  bool keeps_output() const { return application_.kernels->keeps_output; }

  Ref<Node> record_second(std::span<const Tensor> gradients, std::span<const Array> results) {
    SavedList kept = kept_;
    if (keeps_output())
      kept[0] = saved(Tensor::from_node(kept_[0]().array(), Ref<Node>::share(this)));
    Edges edges(inputs().begin(), inputs().end());
    append_edges(edges, gradients);
    OutputInfos infos;
    for (std::size_t i = 0; i < results.size(); ++i)
      infos.push_back({application_.gradient_shape(i), application_.dtype});
    return Ref<Node>::adopt(new FormulaBackwardNode(application_, std::move(edges), std::move(kept),
                                                    gradients, std::move(infos)));
  }

  Application application_;
  SavedList kept_;  // the inputs, or the output instead
};

}  // namespace

Ref<Node> make_formula_node(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                            std::span<const Array> values) {
  return Ref<Node>::adopt(new FormulaNode(call, inputs, values));
}

}  // namespace xgrad
