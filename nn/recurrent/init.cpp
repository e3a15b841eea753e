// Recurrent initialisation: weights are found by name, biases by the gates that a cell declares.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/autograd/ops/pointwise.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/spectral.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/init.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <fmt/ranges.h>

#include <cmath>
#include <map>
#include <vector>

namespace xgrad::nn::init {
namespace {

constexpr std::string_view kWeight = "weight_hh";
constexpr std::string_view kIndependent = "recurrent_weight";

// The parameters of one layer and direction; absent ones are undefined.
struct Recurrence {
  std::string path;             // the prefix of their names: "encoder.lstm."
  std::string suffix;           // the suffix: "_l0_reverse"
  Tensor w_hh = {}, g_hh = {};  // with weight_norm, the directions and norms of its rows
  Tensor b_ih = {}, b_hh = {};
  Index hidden_size = 0;

  std::string name(std::string_view parameter) const {
    return fmt::format("{}{}{}", path, parameter, suffix);
  }
  Index gates() const { return w_hh.size(0) / hidden_size; }
  Tensor weight() const { return (g_hh.defined() ? weight_norm(w_hh, g_hh) : w_hh).detach(); }
  void set_weight(const Tensor& weight) const {
    if (!g_hh.defined()) return w_hh.detach().copy_(weight);
    const Tensor norms = row_norms(weight), rows = w_hh.detach();
    g_hh.detach().copy_(norms);
    rows.copy_(where(gt(norms, 0), weight, rows));  // a zero row has no direction
  }
  /// The rows of each gate, as writable views.
  std::vector<Tensor> blocks(const Tensor& of) const { return chunk(of.detach(), gates()); }
};

// "", "_l0" or "_l0_reverse".
bool is_suffix(std::string_view text) {
  constexpr std::string_view kReverse = "_reverse";
  if (text.ends_with(kReverse)) text.remove_suffix(kReverse.size());
  return text.empty() || (text.size() > 2 && text.starts_with("_l") &&
                          text.find_first_not_of("0123456789", 2) == text.npos);
}

// All recurrent parameters of a module, which a function checks before it writes any.
class Recurrences {
 public:
  Recurrences(const char* function, const ModuleBase& module)
      : where_(fmt::format("{}: {}", function, module.description())) {
    const ModuleBase::NamedTensors named = module.named_parameters();
    std::map<std::string, Tensor> parameters(named.begin(), named.end());
    for (const auto& [name, tensor] : named) {
      const std::size_t begin = name.rfind('.') + 1;  // 0 without a dot
      if (name.compare(begin, kWeight.size(), kWeight) != 0) continue;
      std::string suffix = name.substr(begin + kWeight.size());
      const bool directions = suffix.ends_with("_v");
      if (directions) suffix.resize(suffix.size() - 2);
      if (!is_suffix(suffix)) continue;
      Recurrence part = {name.substr(0, begin), suffix, tensor};
      if (directions) part.g_hh = parameters[part.name(kWeight) + "_g"];
      if (!directions || part.g_hh.defined()) parts_.push_back(std::move(part));
    }
    if (parts_.empty()) {
      throw ValueError(fmt::format("{} has no recurrent weights", where_),
                       "they go by PyTorch's names: weight_hh, weight_hh_l0, weight_hh_l0_reverse");
    }
    for (Recurrence& part : parts_) {
      part.b_ih = parameters[part.name("bias_ih")];
      part.b_hh = parameters[part.name("bias_hh")];
      part.hidden_size = hidden_size_of(part, parameters[part.name("weight_hr")]);
    }
  }

  auto begin() const { return parts_.begin(); }
  auto end() const { return parts_.end(); }

  void need_square_blocks() const {
    for (const Recurrence& part : parts_) {
      const Shape& shape = part.w_hh.shape();
      if (shape[1] == part.hidden_size) continue;
      throw ShapeError(fmt::format("{}: {} is {}, expected {} for square blocks", where_,
                                   part.name(kWeight), to_string(shape),
                                   to_string(Shape{shape[0], part.hidden_size})));
    }
  }
  std::string place(const Recurrence& part, std::size_t gate) const {
    return fmt::format("{}: block {} of {}", where_, gate, part.name(kWeight));
  }

 private:
  // With a projection, h is narrower than the gates, so weight_hh has fewer columns.
  Index hidden_size_of(const Recurrence& part, const Tensor& projection) const {
    const Shape& shape = part.w_hh.shape();
    const Index size = projection.defined() ? projection.size(1) : shape.empty() ? 0 : shape.back();
    if (shape.size() == 2 && size > 0 && shape[0] > 0 && shape[0] % size == 0) return size;
    throw ShapeError(fmt::format("{}: {} is {}, expected [gates * hidden_size, hidden_size]",
                                 where_, part.name(kWeight), to_string(shape)));
  }

  std::string where_;
  std::vector<Recurrence> parts_;
};

// The description of a recurrent module's cell; null for other modules.
const CellInfo* cell_of(const ModuleBase& module) {
  if (const auto* layer = dynamic_cast<const RecurrentBase*>(&module)) return &layer->cell();
  if (const auto* step = dynamic_cast<const CellBase*>(&module)) return &step->cell();
  return nullptr;
}

// "GRU 2 -> 3 with the gates r, z", preceded by its path in a model.
std::string described(const std::string& path, const ModuleBase& layer, const CellInfo& cell) {
  std::vector<std::string_view> names;
  for (const Gate& gate : cell.gates) {
    if (gate.logistic) names.push_back(gate.name);
  }
  const std::string gates = cell.gates.empty() ? "that declares no gates (kGates)"
                            : names.empty()
                                ? "without gates"
                                : fmt::format("with the gates {}", fmt::join(names, ", "));
  return fmt::format("{}{}{} {}", path, path.empty() ? "" : ": ", layer.description(), gates);
}

// The rows of one gate in the biases of one layer and direction.
struct GateBias {
  Tensor b_ih, b_hh;
  bool keeps;  // true if the gate keeps the state where it is 1

  /// The bias is a sum of two parameters; the second one becomes 0.
  void set(const Tensor& values) const {
    b_ih.copy_(values);
    if (b_hh.defined()) zeros_(b_hh);
  }
};

using Wanted = bool (*)(const Gate& gate);

bool is_forget_gate(const Gate& gate) {
  return gate.role == GateRole::keeps && gate.name == "f";
}

bool keeps_or_replaces(const Gate& gate) {
  return gate.role == GateRole::keeps || gate.role == GateRole::replaces;
}

// The selected gates of each layer and direction that has any.
std::vector<std::vector<GateBias>> find_gates(const char* function, const ModuleBase& root,
                                              Wanted wanted, std::string_view expected) {
  std::vector<std::vector<GateBias>> found;
  std::vector<std::string> others;
  for (const auto& [path, module] : root.named_modules()) {
    const CellInfo* const cell = cell_of(*module);
    if (!cell) continue;
    std::vector<std::size_t> blocks;
    for (std::size_t block = 0; block < cell->gates.size(); ++block) {
      if (wanted(cell->gates[block])) blocks.push_back(block);
    }
    if (blocks.empty()) {
      others.push_back(described(path, *module, *cell));
      continue;
    }
    const ModuleBase::NamedTensors named = module->named_parameters();
    std::map<std::string, Tensor> parameters(named.begin(), named.end());
    const std::size_t before = found.size();
    for (const auto& [name, bias] : named) {
      if (!name.starts_with(cell->biases[0])) continue;
      const std::string suffix = name.substr(cell->biases[0].size());
      const Tensor other = parameters[fmt::format("{}{}", cell->biases[1], suffix)];
      const auto rows = [&](const Tensor& of, std::size_t block) {
        return of.defined() ? chunk(of.detach(), cell->blocks)[block] : Tensor();
      };
      std::vector<GateBias>& gates = found.emplace_back();
      for (const std::size_t block : blocks) {
        gates.push_back(
            {rows(bias, block), rows(other, block), cell->gates[block].role == GateRole::keeps});
      }
    }
    if (found.size() == before) {
      throw ValueError(fmt::format("{}: {} has no {}", function, described(path, *module, *cell),
                                   cell->biases[0]));
    }
  }
  if (!found.empty()) return found;
  throw ValueError(
      fmt::format("{}: {}: expected {}, found {}", function, root.description(), expected,
                  others.empty() ? "no recurrent layer" : fmt::to_string(fmt::join(others, "; "))));
}

void check_max_time(const char* function, double least, double max_time) {
  if (max_time >= least && std::isfinite(max_time)) return;
  throw ValueError(
      fmt::format("{}: max_time is {}, must be at least {} and finite", function, max_time, least));
}

void check_fits(const char* function, const char* argument, double value, DType dtype) {
  if (dtype == float64 || std::isfinite(static_cast<float>(value))) return;
  throw ValueError(
      fmt::format("{}: {} is {}, which {} cannot hold", function, argument, value, name_of(dtype)));
}

}  // namespace

void orthogonal_recurrent(const ModuleBase& module, double gain, Generator& generator) {
  with_out_of_memory([&]() -> void {
    for (const Recurrence& part : Recurrences("orthogonal_recurrent", module)) {
      const Tensor weight = empty(part.w_hh.shape(), part.w_hh.dtype());
      orthogonal_blocks_(weight, part.gates(), gain, generator);
      part.set_weight(weight);
    }
  });
}

void identity_recurrent(const ModuleBase& module, double scale) {
  with_out_of_memory([&]() -> void {
    for (const Recurrence& part : Recurrences("identity_recurrent", module)) {
      const Tensor weight = empty(part.w_hh.shape(), part.w_hh.dtype());
      for (const Tensor& block : part.blocks(weight)) eye_(block, scale);
      part.set_weight(weight);
      for (const Tensor& bias : {part.b_ih, part.b_hh}) {
        if (bias.defined()) zeros_(bias);
      }
    }
  });
}

void scale_spectral_radius(const ModuleBase& module, double radius) {
  with_out_of_memory([&]() -> void {
    if (!(radius >= 0 && std::isfinite(radius))) {
      throw ValueError(fmt::format(
          "scale_spectral_radius: radius is {}, must be at least 0 and finite", radius));
    }
    const Recurrences parts("scale_spectral_radius", module);
    parts.need_square_blocks();
    std::vector<Tensor> weights;
    for (const Recurrence& part : parts) {
      std::vector<Tensor> blocks = part.blocks(part.weight());
      for (std::size_t gate = 0; gate < blocks.size(); ++gate) {
        const double now = spectral_radius(blocks[gate]);
        if (!(now > 0)) {
          throw NumericError(fmt::format("{} has the spectral radius {}, which no factor makes {}",
                                         parts.place(part, gate), now, radius));
        }
        blocks[gate] = blocks[gate] * (radius / now);
      }
      weights.push_back(cat(blocks, 0));
    }
    auto weight = weights.begin();
    for (const Recurrence& part : parts) part.set_weight(*weight++);
  });
}

void forget_bias(const ModuleBase& module, double value) {
  with_out_of_memory([&]() -> void {
    if (!std::isfinite(value)) {
      throw ValueError(fmt::format("forget_bias: the value is {}, must be finite", value));
    }
    const auto found = find_gates("forget_bias", module, is_forget_gate,
                                  "a gate f that keeps the state where it is 1");
    for (const auto& gates : found) {
      check_fits("forget_bias", "the value", value, gates[0].b_ih.dtype());
    }
    for (const auto& gates : found) {
      for (const GateBias& gate : gates) gate.set(full({}, value, gate.b_ih.dtype()));
    }
  });
}

void chrono(const ModuleBase& module, double max_time, Generator& generator) {
  with_out_of_memory([&]() -> void {
    check_max_time("chrono", 2, max_time);
    const auto found =
        find_gates("chrono", module, keeps_or_replaces, "a gate that keeps or replaces the state");
    for (const auto& gates : found) {
      check_fits("chrono", "max_time", max_time, gates[0].b_ih.dtype());
    }
    for (const auto& gates : found) {
      const Tensor times = empty(gates[0].b_ih.shape(), gates[0].b_ih.dtype());
      uniform_(times, 1, max_time - 1, generator);
      const Tensor bias = log(times);
      for (const GateBias& gate : gates) gate.set(gate.keeps ? bias : -bias);
    }
  });
}

void independent_recurrent(const ModuleBase& module, double max_time, double gain,
                           Generator& generator) {
  with_out_of_memory([&]() -> void {
    check_max_time("independent_recurrent", 1, max_time);
    if (!(gain > 0 && std::isfinite(gain))) {
      throw ValueError(
          fmt::format("independent_recurrent: gain is {}, must be positive and finite", gain));
    }
    std::vector<Tensor> weights;
    for (const auto& [name, tensor] : module.named_parameters()) {
      const std::string last = name.substr(name.rfind('.') + 1);
      if (last.starts_with(kIndependent) && is_suffix(last.substr(kIndependent.size()))) {
        weights.push_back(tensor);
      }
    }
    if (weights.empty()) {
      throw ValueError(
          fmt::format("independent_recurrent: {} has no {}", module.description(), kIndependent));
    }
    for (const Tensor& weight : weights) {
      check_fits("independent_recurrent", "gain", gain, weight.dtype());
    }
    for (const Tensor& weight : weights)
      uniform_(weight, 0, std::pow(gain, 1 / max_time), generator);
  });
}

}  // namespace xgrad::nn::init
