// Summary: measured by hooks on every module during one call.
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/memory/memory.hpp>
#include <xgrad/nn/module/registry.hpp>
#include <xgrad/nn/module/summary.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <ostream>
#include <set>
#include <utility>

namespace xgrad::nn {
namespace {

// 1234567 as "1,234,567".
std::string grouped(Index number) {
  if (number < 0) return fmt::format("-{}", grouped(-number));
  if (number < 1000) return fmt::format("{}", number);
  return fmt::format("{},{:03}", grouped(number / 1000), number % 1000);
}

std::string outputs_text(const ModuleSummary& module) {
  std::string text;
  for (const Shape& shape : module.outputs) {
    text += (text.empty() ? "" : ", ") + xgrad::to_string(shape);
  }
  return module.calls > 1 ? fmt::format("{} ({} calls)", text, module.calls) : text;
}

std::string parameters_text(Index trainable, Index frozen) {
  if (frozen == 0) return trainable == 0 ? "" : grouped(trainable);
  return fmt::format("{}{}{} frozen", trainable == 0 ? "" : grouped(trainable),
                     trainable == 0 ? "" : " + ", grouped(frozen));
}

// What the hooks share with the call. A hook that could not be removed is inert afterwards.
struct Measurement {
  bool active = true;
  std::vector<Index> before;
  Summary summary;
};

// Evaluation mode and hooks, until the call has returned or thrown.
struct Observation {
  const std::shared_ptr<Measurement> measurement = std::make_shared<Measurement>();
  std::vector<std::pair<Registry*, bool>> modes;
  std::vector<HookHandle> hooks;
  ~Observation() {
    measurement->active = false;
    for (const auto& [registry, training] : modes) registry->training = training;
    try {
      for (const HookHandle& hook : hooks) hook.remove();
    } catch (const std::bad_alloc&) {
    }
  }
};

// The live bytes without the packed copies of the parameters, which outlive every call.
Index live_bytes(const std::vector<Tensor>& parameters) {
  Index bytes = live_counts().bytes;
  for (const Tensor& parameter : parameters) bytes -= kernels::packed_bytes(parameter.array());
  return bytes;
}

}  // namespace

Summary Summary::of(const ModuleBase& model, const std::function<void()>& call) {
  return with_out_of_memory([&]() -> Summary {
    Observation observation;
    const std::shared_ptr<Measurement> shared = observation.measurement;
    Summary& summary = shared->summary;
    std::vector<const ModuleBase*> observed;
    std::set<const void*> seen;
    for (const auto& [path, module] : model.named_modules()) {
      if (!seen.insert(module->registry_.get()).second) continue;
      observed.push_back(module);
      summary.modules.push_back({.name = path, .description = module->description()});
      ModuleSummary& row = summary.modules.back();
      for (const auto& [name, parameter] : module->registry_->parameters) {
        if (!seen.insert(parameter.body().get()).second) continue;
        (parameter.requires_grad() ? row.trainable : row.frozen) += parameter.numel();
      }
    }

    const std::vector<Tensor> parameters = model.parameters();
    shared->before.resize(observed.size());
    observation.modes.reserve(observed.size());
    observation.hooks.reserve(2 * observed.size());
    for (std::size_t i = 0; i < observed.size(); ++i) {
      Registry& registry = *observed[i]->registry_;
      observation.modes.emplace_back(&registry, std::exchange(registry.training, false));
      observation.hooks.push_back(
          observed[i]->register_forward_pre_hook([shared, parameters, i](const ModuleBase&) {
            if (shared->active) shared->before[i] = live_bytes(parameters);
          }));
      observation.hooks.push_back(observed[i]->add_forward_hook(
          {nullptr, [shared, parameters, i](const ModuleBase&, const ForwardResult& result) {
             if (!shared->active) return;
             ModuleSummary& row = shared->summary.modules[i];
             row.activation_bytes += live_bytes(parameters) - shared->before[i];
             if (row.calls++ > 0) return;
             for (const Tensor& output : result.tensors(result.value)) {
               row.outputs.push_back(output.shape());
             }
           }}));
    }
    call();
    return summary;
  });
}

Index Summary::trainable() const {
  Index sum = 0;
  for (const ModuleSummary& module : modules) sum += module.trainable;
  return sum;
}

Index Summary::frozen() const {
  Index sum = 0;
  for (const ModuleSummary& module : modules) sum += module.frozen;
  return sum;
}

std::string Summary::to_string() const {
  return with_out_of_memory([&]() -> std::string {
    std::vector<std::array<std::string, 5>> rows = {
        {"module", "class", "output", "parameters", "activation bytes"}};
    for (const ModuleSummary& module : modules) {
      rows.push_back({module.name.empty() ? "model" : module.name, module.description,
                      outputs_text(module), parameters_text(module.trainable, module.frozen),
                      module.calls == 0 ? "not called" : grouped(module.activation_bytes)});
    }
    rows.push_back(
        {"total", "", "", parameters_text(trainable(), frozen()), grouped(activation_bytes())});
    std::array<std::size_t, 5> widths = {};
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& [name, description, output, parameters, bytes] : rows) {
      text += fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}  {:>{}}\n", name, widths[0], description,
                          widths[1], output, widths[2], parameters, widths[3], bytes, widths[4]);
    }
    text.pop_back();
    return text;
  });
}

std::ostream& operator<<(std::ostream& stream, const Summary& summary) {
  return stream << summary.to_string();
}

}  // namespace xgrad::nn
