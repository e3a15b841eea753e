// Recurrent weights and biases found by name, and written gate by gate.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/autograd/ops/pointwise.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/init_recurrent.hpp>
#include <xgrad/nn/spectral.hpp>

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <vector>

namespace xgrad::nn::init {
namespace {

constexpr std::string_view kWeight = "weight_hh";

// The parameters of one layer and direction; those that are not there are undefined.
struct Recurrence {
  std::string path;    // what stands before their names: "encoder.lstm."
  std::string suffix;  // what stands behind: "_l0_reverse"
  Tensor w_hh = {}, b_ih = {}, b_hh = {};
  Index hidden_size = 0;

  std::string name(std::string_view parameter) const {
    return fmt::format("{}{}{}", path, parameter, suffix);
  }
  Index gates() const { return w_hh.size(0) / hidden_size; }
  /// The rows of each gate, to be written to.
  std::vector<Tensor> blocks(const Tensor& of) const { return chunk(of.detach(), gates()); }
  /// A gate's bias is the sum of two: the other one becomes 0.
  void set_bias(std::size_t gate, const Tensor& values) const {
    blocks(b_ih)[gate].copy_(values);
    if (b_hh.defined()) zeros_(blocks(b_hh)[gate]);
  }
};

// "", "_l0" or "_l0_reverse".
bool is_suffix(std::string_view text) {
  constexpr std::string_view kReverse = "_reverse";
  if (text.ends_with(kReverse)) text.remove_suffix(kReverse.size());
  return text.empty() || (text.size() > 2 && text.starts_with("_l") &&
                          text.find_first_not_of("0123456789", 2) == text.npos);
}

// All of a module, for one function, which checks them before it writes.
class Recurrences {
 public:
  Recurrences(const char* function, const ModuleBase& module)
      : where_(fmt::format("{}: {}", function, module.title())) {
    std::map<std::string, Tensor> parameters;
    for (const auto& [name, tensor] : module.named_parameters()) {
      parameters[name] = tensor;
      const std::size_t begin = name.rfind('.') + 1;  // 0 where there is no dot
      if (name.compare(begin, kWeight.size(), kWeight) != 0) continue;
      const std::string suffix = name.substr(begin + kWeight.size());
      if (is_suffix(suffix)) parts_.push_back({name.substr(0, begin), suffix, tensor});
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
      throw wrong_shape(part, {shape[0], part.hidden_size}, "for square blocks");
    }
  }
  void need_biases_of(Index gates, std::string_view names) const {
    for (const Recurrence& part : parts_) {
      if (part.gates() != gates) {
        throw wrong_shape(part, {gates * part.hidden_size, part.w_hh.size(1)},
                          fmt::format("for the gates {}", names));
      }
      if (!part.b_ih.defined()) {
        throw ValueError(fmt::format("{} has no {}", where_, part.name("bias_ih")));
      }
    }
  }
  std::string place(const Recurrence& part, std::size_t gate) const {
    return fmt::format("{}: block {} of {}", where_, gate, part.name(kWeight));
  }

 private:
  // A projection makes h, which the columns read, narrower than the gates.
  Index hidden_size_of(const Recurrence& part, const Tensor& projection) const {
    const Shape& shape = part.w_hh.shape();
    const Index size = projection.defined() ? projection.size(1) : shape.empty() ? 0 : shape.back();
    if (shape.size() == 2 && size > 0 && shape[0] > 0 && shape[0] % size == 0) return size;
    throw ShapeError(fmt::format("{}: {} is {}, expected [gates * hidden_size, hidden_size]",
                                 where_, part.name(kWeight), to_string(shape)));
  }
  ShapeError wrong_shape(const Recurrence& part, const Shape& expected,
                         std::string_view reason) const {
    return ShapeError(fmt::format("{}: {} is {}, expected {} {}", where_, part.name(kWeight),
                                  to_string(part.w_hh.shape()), to_string(expected), reason));
  }

  std::string where_;
  std::vector<Recurrence> parts_;
};

// The gates' places among the blocks.
constexpr std::size_t kLstmInput = 0, kLstmForget = 1, kGruUpdate = 1;

void need_lstm(const Recurrences& parts) {
  parts.need_biases_of(4, "i, f, g, o of an LSTM");
}

// log u with u ~ U(1, max_time - 1), for each unit.
Tensor log_times(const Recurrence& part, double max_time, Generator& generator) {
  const Tensor times = empty({part.hidden_size}, part.b_ih.dtype());
  uniform_(times, 1, max_time - 1, generator);
  return log(times);
}

void check_max_time(double max_time) {
  if (max_time >= 2 && std::isfinite(max_time)) return;
  throw ValueError(fmt::format("chrono: max_time is {}, must be at least 2", max_time));
}

}  // namespace

void orthogonal_recurrent(const ModuleBase& module, double gain, Generator& generator) {
  for (const Recurrence& part : Recurrences("orthogonal_recurrent", module)) {
    orthogonal_blocks_(part.w_hh, part.gates(), gain, generator);
  }
}

void identity_recurrent(const ModuleBase& module, double scale) {
  for (const Recurrence& part : Recurrences("identity_recurrent", module)) {
    for (const Tensor& block : part.blocks(part.w_hh)) eye_(block, scale);
    for (const Tensor& bias : {part.b_ih, part.b_hh}) {
      if (bias.defined()) zeros_(bias);
    }
  }
}

void scale_spectral_radius(const ModuleBase& module, double radius) {
  if (!(radius >= 0 && std::isfinite(radius))) {
    throw ValueError(
        fmt::format("scale_spectral_radius: radius is {}, must not be negative", radius));
  }
  const Recurrences parts("scale_spectral_radius", module);
  parts.need_square_blocks();
  std::vector<std::pair<Tensor, double>> factors;
  for (const Recurrence& part : parts) {
    std::size_t gate = 0;
    for (const Tensor& block : part.blocks(part.w_hh)) {
      const double now = spectral_radius(block);
      if (!(now > 0)) {
        throw NumericError(fmt::format("{} has the spectral radius {}, which no factor makes {}",
                                       parts.place(part, gate), now, radius));
      }
      factors.emplace_back(block, radius / now);
      ++gate;
    }
  }
  for (const auto& [block, factor] : factors) block.copy_(block * factor);
}

void forget_bias(const ModuleBase& lstm, double value) {
  const Recurrences parts("forget_bias", lstm);
  need_lstm(parts);
  for (const Recurrence& part : parts) {
    part.set_bias(kLstmForget, full({}, value, part.b_ih.dtype()));
  }
}

void chrono(const ModuleBase& module, double max_time, Generator& generator) {
  if (const auto* gru = dynamic_cast<const GRU*>(&module)) {
    return chrono(module, max_time, gru->options().update_gate, generator);
  }
  check_max_time(max_time);
  const Recurrences parts("chrono", module);
  need_lstm(parts);
  for (const Recurrence& part : parts) {
    const Tensor times = log_times(part, max_time, generator);
    part.set_bias(kLstmForget, times);
    part.set_bias(kLstmInput, -times);
  }
}

void chrono(const ModuleBase& gru, double max_time, UpdateGate update_gate, Generator& generator) {
  check_max_time(max_time);
  const Recurrences parts("chrono", gru);
  parts.need_biases_of(3, "r, z, n of a GRU");
  for (const Recurrence& part : parts) {
    const Tensor times = log_times(part, max_time, generator);
    part.set_bias(kGruUpdate, update_gate == UpdateGate::keep ? times : -times);
  }
}

}  // namespace xgrad::nn::init
