// The graph nodes of formulas: the node with the first pullback and the node with the second.
#include <xgrad/autograd/formula/formula_node.hpp>
#include <xgrad/autograd/graph/list_node.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/kernels/pointwise.hpp>

#include <fmt/format.h>

#include <cstring>

namespace xgrad {
namespace {

using formula::Kernels;
using kernels::FormulaOperands;
using kernels::kernel_for;

// The data of one application that both nodes share.
struct Application {
  const char* name;
  const Kernels* kernels;
  Shape shape;
  DType dtype;
  alignas(std::max_align_t) std::byte closure[kMaxClosure];
  struct Input {
    int blocks;
    bool condition;
    bool consumed;
  };
  PoolVector<Input> inputs;

  Application(const FormulaCall& call, std::span<const PointwiseInput> list, const Shape& common)
      : name(call.name), kernels(call.kernels), shape(common), dtype(float32) {
    std::memcpy(closure, call.closure, call.closure_size);
    inputs.reserve(list.size());
    for (const PointwiseInput& input : list) {
      inputs.push_back({input.blocks, input.condition, input.consumed});
      if (!input.condition) dtype = input.tensor->dtype();
    }
  }

  // The shape of an input's gradient before it is summed over broadcast axes.
  Shape gradient_shape(std::size_t input) const {
    Shape result = shape;
    if (inputs[input].blocks > 1) result.back() *= inputs[input].blocks;
    return result;
  }
  void add(FormulaOperands& operands, std::size_t input, const Array& array) const {
    const int blocks = inputs[input].blocks;
    for (int block = 0; block < blocks; ++block) {
      if (array.defined())
        operands.add_block(array, block, blocks);
      else
        operands.add_absent();
    }
  }
  static void add(FormulaOperands& operands, const Tensor& tensor) {
    if (tensor.defined())
      operands.add(tensor.array());
    else
      operands.add_absent();
  }
};

// Allocates a kernel's results for the requested inputs. With `kept`, the last pass overwrites
// consumed inputs with their results.
PoolVector<Array> allocate_for_inputs(const Application& application, FormulaOperands& operands,
                                      const GradientSink& sink, std::span<const Saved> kept = {}) {
  PoolVector<Array> results(application.inputs.size());
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

[[noreturn]] void throw_third_derivative(const char* formula) {
  throw GraphError(
      fmt::format("backward: formula '{}' has a first and a second derivative, here a third is "
                  "asked for",
                  formula),
      "compose it of add, sub, mul, div, neg, exp, log and sqrt, whose derivatives of any order "
      "are operations again");
}

// The pullback of a formula as an operation: maps inputs and gradients of the outputs to gradients
// of the inputs.
class FormulaBackwardNode final : public ListNode {
 public:
  // The edges lead to the inputs of the formula, then to the gradients of its outputs.
  FormulaBackwardNode(Application application, PoolVector<Edge> edges, PoolVector<Saved> kept,
                      std::span<const Tensor> gradients, PoolVector<OutputInfo> outputs)
      : ListNode(application.name, std::move(edges), std::move(outputs)),
        application_(std::move(application)),
        kept_(std::move(kept)) {
    for (const Tensor& gradient : gradients)
      gradients_.push_back(gradient.defined() ? std::optional<Saved>(gradient) : std::nullopt);
  }

  void backward(std::span<const Tensor> incoming, GradientSink& sink) override {
    const Kernels& kernels = *application_.kernels;
    FormulaOperands operands(application_.shape);
    for (std::size_t i = 0; i < kept_.size(); ++i)
      application_.add(operands, i, kept_[i]().array());
    for (const auto& gradient : gradients_)
      Application::add(operands, gradient ? (*gradient)() : Tensor());
    for (std::size_t i = 0; i < application_.inputs.size(); ++i)
      application_.add(operands, i, incoming[i].defined() ? incoming[i].array() : Array());
    PoolVector<Array> for_inputs = allocate_for_inputs(application_, operands, sink);
    PoolVector<Array> for_gradients(gradients_.size());
    for (std::size_t m = 0; m < for_gradients.size(); ++m) {
      if (sink.wants(for_inputs.size() + m)) {
        for_gradients[m] = Array::empty(application_.shape, application_.dtype);
        operands.add(for_gradients[m]);
      } else {
        operands.add_absent();
      }
    }
    operands.run(kernel_for(kernels.second, application_.dtype), application_.closure);
    add_results(for_inputs, for_gradients, sink);
  }

  bool release() noexcept override {
    kept_.clear();
    gradients_.clear();
    return true;
  }

 private:
  void add_results(PoolVector<Array>& for_inputs, PoolVector<Array>& for_gradients,
                   GradientSink& sink) const {
    Ref<Node> history;
    if (grad_enabled()) {
      PoolVector<Edge> edges(inputs().begin(), inputs().end());
      PoolVector<OutputInfo> infos(outputs().begin(), outputs().end());
      infos.resize(edges.size(), {application_.shape, application_.dtype});
      history = Ref<Node>::adopt(
          new GeneralNode(name(), std::move(edges), std::move(infos),
                          [formula = name()](auto, auto&) { throw_third_derivative(formula); },
                          {.repeatable = true}));
    }
    std::uint32_t input = 0;
    for (PoolVector<Array>* const results : {&for_inputs, &for_gradients}) {
      for (Array& result : *results) {
        if (result.defined()) sink.add(input, Tensor::from_node(std::move(result), history, input));
        ++input;
      }
    }
  }

  Application application_;
  PoolVector<Saved> kept_;
  PoolVector<std::optional<Saved>> gradients_;
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
    PoolVector<Array> results =
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
  static PoolVector<Edge> edges_to(std::span<const PointwiseInput> inputs) {
    PoolVector<Edge> edges;
    edges.reserve(inputs.size());
    for (const PointwiseInput& input : inputs) edges.push_back(edge_to(*input.tensor));
    return edges;
  }

  bool keeps_output() const { return application_.kernels->keeps_output; }

  Ref<Node> record_second(std::span<const Tensor> gradients, std::span<const Array> results) {
    PoolVector<Saved> kept = kept_;
    if (keeps_output())
      kept[0] = saved(Tensor::from_node(kept_[0]().array(), Ref<Node>::share(this)));
    PoolVector<Edge> edges(inputs().begin(), inputs().end());
    for (const Tensor& gradient : gradients)
      edges.push_back(gradient.defined() ? edge_to(gradient) : Edge());
    PoolVector<OutputInfo> infos;
    for (std::size_t i = 0; i < results.size(); ++i)
      infos.push_back({application_.gradient_shape(i), application_.dtype});
    return Ref<Node>::adopt(new FormulaBackwardNode(application_, std::move(edges), std::move(kept),
                                                    gradients, std::move(infos)));
  }

  Application application_;
  PoolVector<Saved> kept_;  // the inputs, or the output instead
};

}  // namespace

Ref<Node> make_formula_node(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                            std::span<const Array> values) {
  return Ref<Node>::adopt(new FormulaNode(call, inputs, values));
}

}  // namespace xgrad
