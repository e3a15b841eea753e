// GradientFlow: hooks on the states of every step, and extra backward passes for the Jacobians.
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/flow/gradient_flow.hpp>
#include <xgrad/nn/init/spectral.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace xgrad::nn {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The norm without overflow or underflow; infinite when an element is not finite.
double norm(const Array& x) {
  const Array dense = kernels::cast(kernels::contiguous(x), float64);
  const std::span<const double> elements(dense.data<double>(),
                                         static_cast<std::size_t>(dense.numel()));
  double largest = 0;
  for (const double element : elements) {
    if (!std::isfinite(element)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::abs(element));
  }
  if (largest == 0) return 0;
  double sum = 0;
  for (const double element : elements) sum += (element / largest) * (element / largest);
  return largest * std::sqrt(sum);
}

double saturated(const Array& gate) {
  const Array dense = kernels::cast(kernels::contiguous(gate), float64);
  const double* const values = dense.data<double>();
  const auto count =
      std::count_if(values, values + dense.numel(), [](double x) { return x < 0.05 || x > 0.95; });
  return static_cast<double>(count) / static_cast<double>(dense.numel());
}

void mark(std::vector<bool>& times, Index time, bool set) {
  const auto i = static_cast<std::size_t>(time);
  if (times.size() <= i) times.resize(i + 1);
  times[i] = times[i] || set;
}

double& at(std::vector<double>& series, Index time) {
  const auto i = static_cast<std::size_t>(time);
  if (series.size() <= i) series.resize(i + 1, kNone);
  return series[i];
}

// States without a gradient do not affect the loss, or the last h.
void zero_where_missing(std::vector<double>& norms, Index unseen) {
  for (std::size_t time = 0; time < norms.size(); ++time) {
    if (std::isnan(norms[time]) && static_cast<Index>(time) != unseen) norms[time] = 0;
  }
}

// The gradient of h for one of the passes: a unit vector for every sequence, or random signs.
Tensor probe(const Tensor& h, Index pass, bool exact, Generator& generator) {
  Array vector = kernels::zeros(h.shape(), h.dtype());
  visit_floating(h.dtype(), [&]<class T>(T) {
    T* const elements = vector.mutable_data<T>();
    const Index units = h.shape().back();
    if (exact) {
      for (Index i = pass; i < h.numel(); i += units) elements[i] = 1;
    } else {
      generator.fill_bernoulli(elements, h.numel(), 0.5);
      for (Index i = 0; i < h.numel(); ++i) elements[i] = 2 * elements[i] - 1;
    }
  });
  return Tensor(vector);
}

// The spectral radius of each square block of the recurrent weights, one per gate.
FlowReport::Figures spectral_radii(const RecurrentBase& layer) {
  const NoGrad no_grad;
  const Index units = layer.options().hidden_size;
  FlowReport::Figures radii;
  for (const auto& [name, weight] : layer.recurrent_weights()) {
    if (weight.size(1) != units) continue;
    const std::vector<Tensor> blocks = split(weight, units);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::span<const Gate> gates = layer.cell().gates;
      const std::string gate = i >= gates.size() ? fmt::format("block {}", i)
                               : gates[i].role == GateRole::candidate
                                   ? fmt::format("candidate {}", gates[i].name)
                                   : fmt::format("gate {}", gates[i].name);
      radii.emplace_back(blocks.size() == 1 ? name : fmt::format("{}, {}", name, gate),
                         spectral_radius(blocks[i]));
    }
  }
  return radii;
}

FlowCell flow_cell(const RecurrentBase& layer) {
  const CellInfo& cell = layer.cell();
  const RecurrentOptions& options = layer.options();
  using Biases = FlowCell::Biases;
  FlowCell found = {.has_product = cell.has_product()};
  for (const Gate& gate : cell.gates) {
    if (gate.role != GateRole::keeps && gate.role != GateRole::replaces) continue;
    found.gates.push_back({std::string(gate.name), gate.role == GateRole::keeps});
  }
  if (cell.has_usual_biases()) {
    found.biases = cell.bias ? options.bias ? Biases::there : Biases::left_out : Biases::none;
  }
  for (const CellParameter& own : own_parameters(cell, options.input_size, options.hidden_size)) {
    found.own.push_back(own.name);
  }
  return found;
}

// One layer in one direction.
struct Scan {
  LayerFlow flow;
  std::vector<Tensor> first;  // the states after the first step, where the passes end
  Tensor last;                // h after the last step
  Index last_time = 0;
  std::set<Index> times;
  bool passed = false;  // a pass has reached one of its states
};

// The run whose extra passes are active; other GradientFlows of the same layer ignore them.
thread_local const void* measuring = nullptr;

}  // namespace

struct GradientFlow::Run : std::enable_shared_from_this<Run> {
  explicit Run(Index most_passes) : passes(most_passes) {}

  void add(const ObservedStep& step, Scan& scan);
  void take(Scan& scan, std::size_t state, Index time, const Array& gradient);
  void measure_jacobians(Scan& scan);
  void forget_gradients();

  Index passes;
  bool exact = true;
  std::map<std::pair<Index, Index>, Scan> scans;  // by layer and direction
  Scan* measured = nullptr;                       // the scan whose Jacobians are being measured
  StateDict weights;                              // the layer's weights at the start of the run
  std::string first_nan;                          // the origin of the first NaN
  std::uint64_t last_pass = 0;                    // the pass that gave the gradients
};

void GradientFlow::Run::add(const ObservedStep& step, Scan& scan) {
  for (std::size_t i = 0; i < step.states.size(); ++i) {
    if (scan.flow.states.size() <= i) scan.flow.states.push_back({state_name(i), {}, {}});
    at(scan.flow.states[i].gradient, step.time) = kNone;
    at(scan.flow.states[i].jacobian, step.time) = kNone;
    if (!step.states[i].requires_grad()) continue;
    step.states[i].register_hook(
        [weak = weak_from_this(), &scan, i, time = step.time](const Tensor& gradient) {
          if (const auto run = weak.lock()) run->take(scan, i, time, gradient.array());
          return Tensor();
        });
  }
  for (std::size_t i = 0; i < step.gates.size(); ++i) {
    const auto& [name, values] = step.gates[i];
    if (scan.flow.gates.size() <= i) scan.flow.gates.push_back({std::string(name), {}});
    at(scan.flow.gates[i].saturated, step.time) = saturated(values);
  }
  scan.flow.layer = step.layer;
  scan.flow.direction = step.direction;
  if (scan.first.empty()) scan.first = step.states;
  scan.last = step.states[0];
  scan.last_time = step.time;
  scan.times.insert(step.time);
}

// Called with every gradient of a state.
void GradientFlow::Run::take(Scan& scan, std::size_t state, Index time, const Array& gradient) {
  if (measuring && measuring != this) return;
  StateFlow& flow = scan.flow.states[state];
  if (measured == &scan) {
    double& sum = at(flow.jacobian, time);
    sum = std::isnan(sum) ? norm(gradient) : std::hypot(sum, norm(gradient));
    mark(flow.nan_jacobian, time, has_nan(gradient));
  }
  if (measured) return;
  if (!scan.passed) {  // nothing before this state has been released yet
    scan.passed = true;
    measure_jacobians(scan);
  }
  if (std::exchange(last_pass, running_pass()) != running_pass()) forget_gradients();
  at(flow.gradient, time) = norm(gradient);
  const bool is_nan = has_nan(gradient);
  mark(flow.nan_gradient, time, is_nan);
  if (is_nan && first_nan.empty()) first_nan = nan_origin();
}

void GradientFlow::Run::forget_gradients() {
  for (auto& [place, scan] : scans) {
    for (StateFlow& state : scan.flow.states) {
      std::fill(state.gradient.begin(), state.gradient.end(), kNone);
      state.nan_gradient.clear();
    }
  }
  first_nan.clear();
}

// ||J||^2 is the sum of ||J^T e||^2 over the unit vectors e, and the expectation of ||J^T v||^2
// over random signs v (Hutchinson 1990). The sequences of a batch are independent, so one pass
// serves all.
void GradientFlow::Run::measure_jacobians(Scan& scan) {
  const Index units = scan.last.shape().back(), count = std::min(passes, units);
  if (count == 0 || scan.last.numel() == 0) return;
  const bool all = count == units;
  exact = exact && all;
  std::vector<Tensor> targets;
  std::copy_if(scan.first.begin(), scan.first.end(), std::back_inserter(targets),
               [](const Tensor& state) { return state.requires_grad(); });
  struct Measuring {
    ~Measuring() { scan = nullptr, measuring = nullptr; }
    Scan*& scan;
  };
  measuring = this;
  const Measuring until_the_end = {measured = &scan};
  Generator generator;
  for (Index pass = 0; pass < count; ++pass) {
    grad({scan.last}, targets,
         {.gradients = {probe(scan.last, pass, all, generator)},
          .retain_graph = true,
          .allow_unused = true});
  }
  const Index summed = scan.last.numel() / units * (all ? 1 : count);
  for (StateFlow& state : scan.flow.states) {
    for (double& value : state.jacobian) value /= std::sqrt(static_cast<double>(summed));
  }
}

GradientFlow::GradientFlow(const GradientFlowOptions& options)
    : options_(options), nan_watch_(std::make_unique<NanWatch>()) {
  if (options.passes < 0) {
    throw ValueError(
        fmt::format("GradientFlow: passes is {}, must not be negative", options.passes));
  }
}

GradientFlow::GradientFlow(const RecurrentBase& layer, const GradientFlowOptions& options)
    : GradientFlow(options) {
  layer_ = &layer;
  observer_ = layer.observe_steps([this](const ObservedStep& step) { observe(step); });
}

GradientFlow::~GradientFlow() {
  observer_.remove();
}

void GradientFlow::observe(const ObservedStep& step) {
  if (step.states.empty() || !step.states[0].requires_grad()) return;
  if (measuring) return;  // recomputed in a measuring pass
  const std::pair place(step.layer, step.direction);
  if (!run_ || run_->scans[place].times.contains(step.time)) {
    run_ = std::make_shared<Run>(options_.passes);
    if (layer_) run_->weights = layer_->state_dict();
  }
  run_->add(step, run_->scans[place]);
}

FlowReport GradientFlow::report() const {
  return with_out_of_memory([&]() -> FlowReport {
    FlowReport report;
    const auto has_passed = [](const auto& entry) { return entry.second.passed; };
    if (!run_ || std::none_of(run_->scans.begin(), run_->scans.end(), has_passed)) {
      throw ValueError(
          fmt::format("GradientFlow: {} since it watches",
                      run_ ? "no backward pass has come to a step" : "no step was recorded"),
          "run the layer, then backward() from what its output went into, then report()");
    }
    report.exact = run_->exact;
    report.nan_origin = run_->first_nan;
    if (layer_) {
      report.title = layer_->description();
      report.cell = flow_cell(*layer_);
      report.spectral_radii = spectral_radii(*layer_);
      report.updates = update_ratios(run_->weights, layer_->state_dict());
      const auto is_zero = [](const auto& update) { return update.second == 0; };
      if (std::all_of(report.updates.begin(), report.updates.end(), is_zero))
        report.updates.clear();
    }
    for (const auto& [place, scan] : run_->scans) {
      LayerFlow flow = scan.flow;
      const bool has_jacobians = options_.passes > 0 && scan.last.numel() > 0;
      for (std::size_t i = 0; i < flow.states.size() && scan.passed; ++i) {
        // The last c affects only the last h, within its step.
        const Index unseen = i == 0 ? -1 : scan.last_time;
        zero_where_missing(flow.states[i].gradient, unseen);
        if (has_jacobians) zero_where_missing(flow.states[i].jacobian, unseen);
      }
      report.layers.push_back(std::move(flow));
    }
    return report;
  });
}

FlowReport::Figures update_ratios(const StateDict& before, const StateDict& after) {
  FlowReport::Figures ratios;
  for (const auto& [name, now] : after) {
    const auto found = before.find(name);
    if (found == before.end() || !is_floating(now.dtype())) continue;
    const NoGrad no_grad;
    const auto precise = [](const Tensor& x) { return Tensor(kernels::cast(x.array(), float64)); };
    const double change = norm(sub(precise(now), precise(found->second)).array());
    const double weight = norm(found->second.array());
    if (change > 0 && weight == 0) continue;
    ratios.emplace_back(name, change == 0 ? 0 : change / weight);
  }
  return ratios;
}

}  // namespace xgrad::nn
