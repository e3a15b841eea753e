// The engine: a backward pass from outputs to leaves, newest node first. See Note [The engine].
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/autograd/graph/hooks.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/graph/needed_nodes.hpp>
#include <xgrad/autograd/graph/pending.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <algorithm>
#include <atomic>

namespace xgrad {
namespace {

thread_local const char* running = "";
thread_local std::uint64_t pass_number = 0;
std::atomic<std::uint64_t> passes = 0;

// The node whose pullback produced the first NaN of a pass.
struct NanOrigin {
  const char* name = nullptr;
  const char* where = "";
};
thread_local NanOrigin first_nan;

// A backward pass on this thread; it is nested when a pullback or hook started it.
class Nesting {
 public:
  Nesting() : outer_(running), outer_number_(pass_number), outer_nan_(first_nan) {
    if (depth == kDeepest) {
      throw GraphError(
          fmt::format("backward: {} passes are nested, each started by a pullback or "
                      "hook of the one before",
                      kDeepest));
    }
    ++depth;
    pass_number = passes.fetch_add(1, std::memory_order_relaxed) + 1;
    first_nan = {};
  }
  ~Nesting() {
    running = outer_;
    pass_number = outer_number_;
    first_nan = outer_nan_;
    --depth;
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  static constexpr int kDeepest = 200;  // bounded by the stack, with a wide margin
  static inline thread_local int depth = 0;
  const char* outer_;
  std::uint64_t outer_number_;
  NanOrigin outer_nan_;
};

// One call of backward() or grad(). It owns its pending gradients, so passes may be nested.
class Pass {
 public:
  Pass(BackwardOptions options, std::span<const Tensor> outputs, std::span<const Tensor> targets)
      : recorded_(options.create_graph),
        retained_(options.retain_graph || options.create_graph),
        targets_(targets),
        needed_(outputs, targets),
        found_(targets.size()) {}

  void add_roots(std::span<const Tensor> outputs, std::span<const Tensor> gradients) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const Edge edge = edge_to(outputs[i]);
      if (!gradients[i].defined() || !wants(edge)) continue;
      pending_.of(edge.node).add(edge.output, gradients[i], recorded_);
    }
  }

  void run() {
    const GradMode mode(recorded_);
    const DenormalGuard denormals;
    {
      const Nesting nesting;
      while (const auto newest = pending_.take_newest()) step(*newest);
    }
    // No stored gradient has been modified yet. The calls of prepare() allocate all memory, so that
    // a pass that throws leaves every gradient unchanged.
    for (auto& [leaf, addend] : leaves_) {
      addend.prepare(static_cast<LeafNode&>(*leaf).grad(), recorded_);
    }
    for (auto& [node, output, addend] : retained_gradients_) {
      addend.prepare(node->hooks()->retained[output], recorded_);
    }
    for (auto& [leaf, addend] : leaves_) {
      static_cast<LeafNode&>(*leaf).accumulate(addend, recorded_);
    }
    for (auto& [node, output, addend] : retained_gradients_) {
      addend.add_to(node->hooks()->retained[output], recorded_);
    }
  }

  std::vector<Tensor> take_found() {
    for (Tensor& gradient : found_) gradient = own_gradient(std::move(gradient), recorded_);
    return std::move(found_);
  }

  // True when the gradient of an edge reaches a target or, without targets, a leaf.
  bool wants(const Edge& edge) const { return edge.node && needed_.contains(*edge.node); }

 private:
  class Sink;

  bool is_target(const Node* node) const {
    return std::any_of(targets_.begin(), targets_.end(),
                       [node](const Tensor& target) { return target.body()->node.get() == node; });
  }

  bool leads_on(const Node& node) const {
    if (targets_.empty()) return true;
    const auto edges = node.inputs();
    return std::any_of(edges.begin(), edges.end(),
                       [this](const Edge& edge) { return wants(edge); });
  }

  // The gradients of one sequence are in one buffer. When those of the next sequence arrive, it is
  // complete, and the buffer must be released.
  void add_deferred_elsewhere(const Array& next) {
    std::erase_if(deferring_, [&](std::uint64_t id) {
      GradientAccumulator* const pending = pending_.find(id);
      if (!pending) return true;
      if (pending->defers_from(next)) return false;
      pending->add_deferred();
      return true;
    });
  }

  void step(GradientAccumulator& pending);
  void apply(GradientAccumulator& pending);
  void finish(GradientAccumulator& pending, std::uint32_t output);

  bool recorded_, retained_;
  bool watches_nan_ = nan_is_watched();
  std::span<const Tensor> targets_;
  NeededNodes needed_;
  std::vector<Tensor> found_;
  PendingGradients pending_;
  std::vector<std::uint64_t> deferring_;  // ids of nodes with merged gradients
  std::vector<std::pair<Ref<Node>, Addend>> leaves_;
  struct Retained {
    Ref<Node> node;
    std::uint32_t output;
    Addend addend;
  };
  std::vector<Retained> retained_gradients_;
};

// Adds the gradients of one node's inputs to the pass; the only place that reverses broadcasting.
class Pass::Sink final : public GradientSink {
 public:
  // With `looks`, records whether its node produces the first NaN.
  Sink(Pass& pass, Node& node, bool looks)
      : pass_(pass), node_(node), edges_(node.inputs()), looks_(looks) {}

  bool wants(std::size_t input) const override { return pass_.wants(edges_[input]); }

  void add(std::size_t input, Tensor gradient) override {
    const Edge& edge = edges_[input];
    if (!gradient.defined() || !pass_.wants(edge)) return;
    const OutputInfo& info = edge.node->outputs()[edge.output];
    if (gradient.shape() != info.shape) gradient = unbroadcast(input, gradient, info.shape);
    if (gradient.dtype() != info.dtype) {
      throw GraphError(fmt::format("{}: its pullback gave a {} gradient for input {}, which is {}",
                                   node_.name(), gradient.dtype(), input, info.dtype));
    }
    if (looks_ && !first_nan.name && has_nan(gradient.array())) {
      first_nan = {node_.name(), node_.where()};
    }
    if (is_instrumented()) observe_gradient(node_, input, gradient.array());
    pass_.pending_.of(edge.node).add(edge.output, std::move(gradient), pass_.recorded_);
  }

  void add(std::size_t input, const DeferredGradient& gradient) override {
    const Edge& edge = edges_[input];
    if (!pass_.wants(edge)) return;
    GradientAccumulator* const pending = added_in_place(edge);
    if (!pending || detects_anomalies()) return add(input, gradient.value());
    if (pending->add(edge.output, gradient)) pass_.deferring_.push_back(edge.node->id());
  }

  Node& node() override { return node_; }

  // All nodes recorded here are newer than the pending ones, so they run next, as if they had
  // always been in the graph. Merged gradients are computed before new ones are merged.
  void run_again(const std::function<std::vector<Tensor>()>& compute,
                 std::span<const Tensor> gradients) override {
    const Array nowhere;
    pass_.add_deferred_elsewhere(nowhere);
    const std::vector<Tensor> outputs = [&] {
      const GradMode recording(true);
      return compute();
    }();
    check_same(outputs);
    pass_.needed_.extend(outputs);
    pass_.add_roots(outputs, gradients);
  }

 private:
  // The accumulator of an input with a sum that may be modified in place; null for others.
  GradientAccumulator* added_in_place(const Edge& edge) const {
    if (pass_.recorded_ || edge.node->slices()) return nullptr;
    GradientAccumulator* const pending = pass_.pending_.find(edge.node->id());
    return pending && pending->has_own_sum(edge.output) ? pending : nullptr;
  }

  void check_same(std::span<const Tensor> outputs) const {
    const auto before = node_.outputs();
    const auto is_same = [](const Tensor& now, const OutputInfo& info) {
      return now.shape() == info.shape && now.dtype() == info.dtype;
    };
    if (std::equal(outputs.begin(), outputs.end(), before.begin(), before.end(), is_same)) return;
    throw GraphError(
        fmt::format("{}: the recomputation gave outputs of other shapes or dtypes", node_.name()),
        "the function must do the same whenever it is called");
  }

  Tensor unbroadcast(std::size_t input, const Tensor& gradient, const Shape& shape) const {
    const std::string_view op = node_.name();
    const auto fits = [&] {
      if (shape.size() > gradient.rank()) return false;
      const std::size_t lead = gradient.rank() - shape.size();
      for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (shape[axis] != 1 && shape[axis] != gradient.shape()[lead + axis]) return false;
      }
      return true;
    };
    if (!fits()) {
      throw GraphError(fmt::format("{}: its pullback gave a gradient {} for input {}, which is {}",
                                   op, gradient.shape(), input, shape));
    }
    return sum_to(gradient, shape);
  }

  Pass& pass_;
  Node& node_;
  std::span<const Edge> edges_;
  bool looks_;
};

// Runs hooks and captures on the complete gradient of one output.
void Pass::finish(GradientAccumulator& pending, std::uint32_t output) {
  Tensor& sum = pending.sum(output);
  if (!sum.defined()) return;
  const Ref<Node>& node = pending.node();
  if (GradientHooks* const hooks = node->hooks()) {
    sum = hooks->run(output, std::move(sum), recorded_);
    if (targets_.empty() && hooks->retained.contains(output)) {
      retained_gradients_.push_back({node, output, Addend(sum)});
    }
  }
  if (is_instrumented() && sum.defined()) observe_arrival(*node, sum.array());
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const TensorBody& target = *targets_[i].body();
    if (target.node == node && target.output == output) found_[i] = sum;
  }
}

void Pass::step(GradientAccumulator& pending) {
  Node& node = *pending.node();
  if (pending.has_whole() && (node.hooks() || is_target(&node))) {
    pending.split_whole();  // single slices are needed
  }
  if (!pending.has_whole()) {
    const auto outputs = static_cast<std::uint32_t>(node.outputs().size());
    for (std::uint32_t output = 0; output < outputs; ++output) finish(pending, output);
  }
  if (node.is_leaf()) {
    if (targets_.empty()) leaves_.emplace_back(pending.node(), std::move(pending.sum(0)));
  } else if (leads_on(node)) {
    apply(pending);
  }
}

void Pass::apply(GradientAccumulator& pending) {
  Node& node = *pending.node();
  if (retained_ ? node.released() : !node.claim()) {
    const bool named = node.where()[0] != '\0';
    throw GraphError(
        fmt::format("backward: '{}'{}{} was differentiated before, and what it saved is released",
                    node.name(), named ? " in " : "", node.where()),
        "a state carried over from the previous batch must be cut: state = state.detach(); to run "
        "twice through one graph pass {.retain_graph = true} the first time");
  }
  running = node.name();
  if (pending.has_whole()) {
    Tensor whole = pending.take_whole();
    add_deferred_elsewhere(whole.array());
    Sink(*this, node, false).add(0, std::move(whole));
  } else {
    PoolVector<Tensor> storage;
    const auto gradients = pending.gather(storage);
    // A NaN that comes from the caller or a hook is not attributed to the node.
    const auto is_nan = [](const Tensor& g) { return g.defined() && has_nan(g.array()); };
    const bool looks = watches_nan_ && !first_nan.name && std::ranges::none_of(gradients, is_nan);
    Sink sink(*this, node, looks);
    const ObservedPullback observed(node);
    node.backward(gradients, sink);
  }
  if (!retained_ && !node.release()) node.unclaim();
}

}  // namespace

std::string nan_origin() {
  const auto [name, where] = first_nan;
  if (!name) return "";
  return fmt::format("the backward pass of '{}'{}{}", name, where[0] != '\0' ? " in " : "", where);
}

std::uint64_t running_pass() {
  return pass_number;
}

const char* running_operation() {
  return running;
}

std::vector<Tensor> run_pass(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
                             std::span<const Tensor> targets, BackwardOptions options) {
  Pass pass(options, outputs, targets);
  pass.add_roots(outputs, gradients);
  pass.run();
  return pass.take_found();
}

}  // namespace xgrad
