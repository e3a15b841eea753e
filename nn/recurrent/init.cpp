// Recurrent initialisation: weights are found by name, biases by the gates that a cell declares.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/spectral.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/init.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace xgrad::nn::init {
namespace {

constexpr std::string_view kWeight = "weight_hh";
constexpr std::string_view kIndependent = "recurrent_weight";

// The parameters of one layer and direction.
struct Direction {
  std::string path;    // the prefix of their names: "encoder.lstm."
  std::string suffix;  // the end of their names: "", "_l0" or "_l0_reverse"
  std::map<std::string, Tensor, std::less<>> parameters = {};  // by names without both

  Tensor operator[](std::string_view parameter) const {
    const auto found = parameters.find(parameter);
    return found == parameters.end() ? Tensor() : found->second;
  }
  std::string name(std::string_view parameter) const {
    return fmt::format("{}{}{}", path, parameter, suffix);
  }
};

// Removes `part` from the end of `text`; returns what was removed.
std::string_view cut(std::string_view& text, std::string_view part) {
  if (!text.ends_with(part)) return {};
  text.remove_suffix(part.size());
  return part;
}

// The parameters of all modules by layer and direction, in order of registration.
std::vector<Direction> directions_of(const ModuleBase& root) {
  std::vector<Direction> found;
  for (const auto& [name, tensor] : root.named_parameters()) {
    std::string_view rest = name;
    const std::size_t after_path = rest.rfind('.') + 1;  // 0 without a dot
    const std::string path(rest.substr(0, after_path));
    rest.remove_prefix(after_path);
    // With weight_norm, _v and _g follow the suffix.
    std::string_view of_norm = cut(rest, "_v");
    if (of_norm.empty()) of_norm = cut(rest, "_g");
    std::string suffix(cut(rest, "_reverse"));
    const std::size_t digits = rest.find_last_not_of("0123456789") + 1;
    if (digits < rest.size() && rest.substr(0, digits).ends_with("_l")) {
      suffix.insert(0, rest.substr(digits - 2));
      rest = rest.substr(0, digits - 2);
    }
    auto direction = std::ranges::find_if(found, [&](const Direction& other) {
      return other.path == path && other.suffix == suffix;
    });
    if (direction == found.end()) direction = found.insert(found.end(), {path, suffix});
    direction->parameters.emplace(fmt::format("{}{}", rest, of_norm), tensor);
  }
  return found;
}

// The recurrent weight of one layer and direction; absent parameters are undefined.
struct Recurrence {
  Direction direction;
  Tensor w_hh, g_hh;  // with weight_norm, the directions and norms of its rows
  Index hidden_size = 0;

  std::string name() const { return direction.name(kWeight); }
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

// All recurrent weights of a module, which a function checks before it writes any.
class Recurrences {
 public:
  Recurrences(const char* function, const ModuleBase& module)
      : where_(fmt::format("{}: {}", function, module.description())) {
    for (const Direction& direction : directions_of(module)) {
      if (const Tensor plain = direction[kWeight]; plain.defined()) {
        add({direction, plain, {}});
      } else if (const Tensor norms = direction["weight_hh_g"]; norms.defined()) {
        if (const Tensor rows = direction["weight_hh_v"]; rows.defined()) {
          add({direction, rows, norms});
        }
      }
    }
    if (!parts_.empty()) return;
    throw ValueError(fmt::format("{} has no recurrent weights", where_),
                     "they go by PyTorch's names: weight_hh, weight_hh_l0, weight_hh_l0_reverse");
  }

  auto begin() const { return parts_.begin(); }
  auto end() const { return parts_.end(); }

  void need_square_blocks() const {
    for (const Recurrence& part : parts_) {
      const Shape& shape = part.w_hh.shape();
      if (shape[1] == part.hidden_size) continue;
      throw ShapeError(fmt::format("{}: {} is {}, expected {} for square blocks", where_,
                                   part.name(), shape, Shape{shape[0], part.hidden_size}));
    }
  }
  std::string place(const Recurrence& part, std::size_t gate) const {
    return fmt::format("{}: block {} of {}", where_, gate, part.name());
  }

 private:
  // With a projection, h is narrower than the gates, so weight_hh has fewer columns.
  void add(Recurrence part) {
    const Shape& shape = part.w_hh.shape();
    const Tensor projection = part.direction["weight_hr"];
    const Index size = projection.defined() ? projection.size(1) : shape.empty() ? 0 : shape.back();
    if (shape.size() != 2 || size <= 0 || shape[0] <= 0 || shape[0] % size != 0) {
      throw ShapeError(fmt::format("{}: {} is {}, expected [gates * hidden_size, hidden_size]",
                                   where_, part.name(), shape));
    }
    part.hidden_size = size;
    parts_.push_back(std::move(part));
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
    const std::size_t before = found.size();
    for (const Direction& direction : directions_of(*module)) {
      const Tensor bias = direction[cell->biases[0]], other = direction[cell->biases[1]];
      if (!direction.path.empty() || !bias.defined()) continue;
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
      fmt::format("{}: {} is {}, which {} cannot hold", function, argument, value, dtype));
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
      for (const char* name : {"bias_ih", "bias_hh"}) {
        if (const Tensor bias = part.direction[name]; bias.defined()) zeros_(bias);
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
    for (const Direction& direction : directions_of(module)) {
      if (const Tensor weight = direction[kIndependent]; weight.defined())
        weights.push_back(weight);
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
