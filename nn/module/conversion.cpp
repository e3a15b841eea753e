// Conversion of GRU weights: which are converted, and the signs of their rows.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/module/conversion.hpp>

#include <fmt/format.h>

#include <map>

namespace xgrad::nn {
namespace {

std::string joined(const std::string& path, const std::string& name) {
  return path.empty() ? name : fmt::format("{}.{}", path, name);
}

}  // namespace

std::string title_of(const std::string& path) {
  return path.empty() ? "the module" : fmt::format("'{}'", path);
}

std::vector<std::string> parameter_names(const std::string& path, const GateConvention& gate) {
  std::vector<std::string> names;
  names.reserve(gate.parameters.size());
  for (const std::string& name : gate.parameters) names.push_back(joined(path, name));
  return names;
}

std::string convention_key(const std::string& path) {
  return path.empty() ? "xgrad.gru" : joined("xgrad.gru", path);
}

std::vector<std::pair<std::string, std::string>> stated_conventions(const Metadata& metadata) {
  std::vector<std::pair<std::string, std::string>> stated;
  const std::string key = convention_key(""), dotted = key + ".";
  for (const auto& [name, text] : metadata) {
    if (name == key) stated.emplace_back("", text);
    if (name.starts_with(dotted)) stated.emplace_back(name.substr(dotted.size()), text);
  }
  return stated;
}

std::string text_of(Convention convention, bool reset_after) {
  return fmt::format("z=1 {}, reset {}.", convention == Convention::xgrad ? "replaces" : "keeps",
                     reset_after ? "after" : "before");
}

Convention convention_in(const StateDict& state, const std::string& path, const GateConvention& own,
                         const std::string& call, const LoadOptions& options) {
  const auto stated = state.metadata.find(convention_key(path));
  if (stated == state.metadata.end()) {
    if (options.from) return *options.from;
    throw ValueError(
        fmt::format("{}: nothing was loaded: {} is a GRU, and these weights do not state whether "
                    "z = 1 replaces or keeps the state",
                    call, title_of(path)),
        "{.from = nn::Convention::pytorch} for weights of PyTorch, Keras or ONNX, where z = 1 "
        "keeps it; nn::Convention::xgrad for weights of a GRU with UpdateGate::replace");
  }
  for (const Convention convention : {Convention::xgrad, Convention::pytorch}) {
    if (stated->second == text_of(convention, !own.reset_after)) {
      throw ValueError(
          fmt::format("{}: nothing was loaded: the weights of {} are for a GRU with "
                      ".reset_after = {}, which has another formula",
                      call, title_of(path), !own.reset_after));
    }
    if (stated->second != text_of(convention, own.reset_after)) continue;
    if (!options.from || *options.from == convention) return convention;
    throw ValueError(fmt::format("{}: nothing was loaded: metadata '{}' is '{}', .from is {}", call,
                                 stated->first, stated->second,
                                 *options.from == Convention::xgrad ? "xgrad" : "pytorch"),
                     "leave .from out: these weights state their convention");
  }
  throw ValueError(fmt::format("{}: nothing was loaded: metadata '{}' is '{}', expected '{}'", call,
                               stated->first, std::string(io::utf8_prefix(stated->second, 200)),
                               text_of(own.convention, own.reset_after)));
}

std::vector<const GateConvention*> gates_to_convert(const ModuleBase::NamedTensors& own,
                                                    const Gates& gates, const DiffersIn& differs) {
  std::map<std::string, const GateConvention*> by_name;
  for (const auto& [path, gate] : gates) {
    const GateConvention* const converted = differs(path, gate) ? &gate : nullptr;
    for (const std::string& name : parameter_names(path, gate)) by_name.emplace(name, converted);
  }
  std::map<const TensorBody*, const GateConvention*> by_body;
  for (const auto& [name, tensor] : own) {
    if (const auto found = by_name.find(name); found != by_name.end())
      by_body.emplace(tensor.body().get(), found->second);
  }
  std::vector<const GateConvention*> result;
  for (const auto& [name, tensor] : own) {
    const auto of_gru = by_name.find(name);
    const auto shared = by_body.find(tensor.body().get());
    result.push_back(of_gru != by_name.end()   ? of_gru->second
                     : shared != by_body.end() ? shared->second
                                               : nullptr);
  }
  return result;
}

Array with_other_convention(const Array& weight, const GateConvention& gate) {
  Array result = kernels::copy(weight);
  const Index rows = weight.shape()[0] / gate.blocks;
  Array part = kernels::narrow(result, 0, gate.block * rows, rows);
  const NoGrad no_grad;
  kernels::copy_into(part, neg(Tensor(part)).array());
  return result;
}

}  // namespace xgrad::nn
