// The parts of a checkpoint as entries of one state dict.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

namespace xgrad {
namespace {

// The error that led here is the one to report.
void call_quietly(const std::function<void()>& undo) {
  try {
    undo();
  } catch (...) {
    return;
  }
}

// The format's version and the names of the parts: "1 model optimizer".
constexpr std::string_view kPartsKey = "xgrad.checkpoint";
constexpr std::string_view kVersion = "1";
// A part's own metadata is stored under "xgrad.state.NAME.KEY".
constexpr std::string_view kStateKey = "xgrad.state.";
constexpr std::string_view kReserved = "xgrad.";

constexpr std::string_view kValue = "value";  // the entry of a part that is one value

bool is_name(const std::string& text) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

void check_names(std::string_view call, const CheckpointParts& parts) {
  std::set<std::string> seen;
  for (const CheckpointPart& part : parts) {
    if (!is_name(part.name())) {
      throw ValueError(fmt::format("{}: '{}' cannot be the name of a part", call, part.name()),
                       "use letters, digits, '_' and '-'");
    }
    if (!seen.insert(part.name()).second) {
      throw ValueError(fmt::format("{}: '{}' is the name of two parts", call, part.name()));
    }
  }
}

// The part of a state dict whose names begin with "NAME.", without that prefix.
StateDict part_of(const StateDict& file, const std::string& name) {
  StateDict state;
  const std::string prefix = name + ".";
  for (auto entry = file.lower_bound(prefix); entry != file.end(); ++entry) {
    if (!entry->first.starts_with(prefix)) break;
    state.emplace(entry->first.substr(prefix.size()), entry->second);
  }
  const std::string key = fmt::format("{}{}.", kStateKey, name);
  for (auto entry = file.metadata.lower_bound(key); entry != file.metadata.end(); ++entry) {
    if (!entry->first.starts_with(key)) break;
    state.metadata.emplace(entry->first.substr(key.size()), entry->second);
  }
  return state;
}

// The names of a checkpoint's parts.
std::vector<std::string> parts_in(const StateDict& file, const std::string& call) {
  const auto list = file.metadata.find(std::string(kPartsKey));
  if (list == file.metadata.end()) {
    throw FormatError(call + ": the file is not a checkpoint",
                      "save_checkpoint writes one; read_state reads files of named tensors");
  }
  std::istringstream words(list->second);
  std::string version;
  words >> version;
  if (version != kVersion) {
    throw FormatError(fmt::format("{}: the checkpoint has format '{}', this version reads '{}'",
                                  call, version, kVersion));
  }
  std::vector<std::string> names;
  for (std::string name; words >> name;) names.push_back(name);
  return names;
}

// The only tensor of a part that is one value, checked.
const Tensor& value_in(const StateDict& state, DType dtype) {
  const auto found = state.find(std::string(kValue));
  if (found == state.end() || state.size() != 1 || found->second.dtype() != dtype ||
      found->second.rank() != 0) {
    throw ValueError(fmt::format("the state is not a single {} value", dtype));
  }
  return found->second;
}

StateDict value_state(const Tensor& value) {
  StateDict state;
  state.emplace(kValue, value);
  return state;
}

StateDict tensor_state(const Tensor& tensor) {
  return tensor.defined() ? value_state(Tensor(kernels::copy(tensor.array()))) : StateDict();
}

// True for a tensor that others hold and change: loading must not replace it.
bool is_trained(const Tensor& tensor) {
  return tensor.defined() && tensor.requires_grad() && tensor.is_leaf();
}

StateDict text_state(std::string text) {
  if (!io::is_utf8(text)) throw ValueError("the text is not UTF-8");
  StateDict state;
  state.metadata.emplace(kValue, std::move(text));
  return state;
}

const std::string& text_in(const StateDict& state) {
  const auto found = state.metadata.find(std::string(kValue));
  if (found == state.metadata.end() || !state.empty()) {
    throw ValueError("the state is not a single text");
  }
  return found->second;
}

}  // namespace

CheckpointPart::CheckpointPart(std::string name, const Save& save, const Load& load)
    : CheckpointPart(std::move(name), save, load, [save, load]() -> std::function<void()> {
        return [load, before = save()] { load(before); };
      }) {}

CheckpointPart::CheckpointPart(std::string name, Generator& generator)
    : CheckpointPart(
          std::move(name), [&generator] { return text_state(generator.state()); },
          [&generator](const StateDict& state) { generator.set_state(text_in(state)); }) {}

CheckpointPart::CheckpointPart(std::string name, std::string& text)
    : CheckpointPart(
          std::move(name), [&text] { return text_state(text); },
          [&text](const StateDict& state) { text = text_in(state); },
          [&text]() -> std::function<void()> {
            return [&text, before = text] { text = before; };
          }) {}

CheckpointPart::CheckpointPart(std::string name, Tensor& tensor)
    : CheckpointPart(
          std::move(name), [&tensor] { return tensor_state(tensor); },
          [&tensor](const StateDict& state) {
            if (state.size() > 1 || (state.size() == 1 && !state.contains(std::string(kValue)))) {
              throw ValueError("the state is not a single tensor");
            }
            const Tensor value = state.empty() ? Tensor() : state.begin()->second;
            if (is_trained(tensor)) {
              if (!value.defined()) throw ValueError("the state is undefined, the tensor a leaf");
              tensor.set_data(value);
            } else {
              tensor = value;
            }
          },
          [&tensor]() -> std::function<void()> {
            return [&tensor, before = tensor, state = tensor_state(tensor)] {
              tensor = before;
              if (is_trained(tensor)) tensor.set_data(state.begin()->second);
            };
          }) {}

CheckpointPart::CheckpointPart(std::string name, Index& number)
    : CheckpointPart(
          std::move(name), [&number] { return value_state(full({}, number, int64)); },
          [&number](const StateDict& state) { number = value_in(state, int64).item<Index>(); }) {}

CheckpointPart::CheckpointPart(std::string name, double& number)
    : CheckpointPart(
          std::move(name), [&number] { return value_state(full({}, number, float64)); },
          [&number](const StateDict& state) { number = value_in(state, float64).item<double>(); }) {
}

void save_checkpoint(const std::string& path, const CheckpointParts& parts,
                     const Metadata& metadata) {
  with_out_of_memory([&]() -> void {
    const std::string call = fmt::format("save_checkpoint '{}'", path);
    check_names(call, parts);
    for (const auto& [key, text] : metadata) {
      if (key.starts_with(kReserved)) {
        throw ValueError(fmt::format("{}: metadata '{}' begins with '{}'", call, key, kReserved));
      }
    }
    StateDict file;
    std::string names(kVersion);
    for (const CheckpointPart& part : parts) {
      (names += ' ') += part.name();
      const std::string place = fmt::format("{}, part '{}'", call, part.name());
      const Scope scope(place, "");
      const StateDict state = part.state();
      for (const auto& [name, tensor] : state) file.emplace(part.name() + "." + name, tensor);
      for (const auto& [key, text] : state.metadata) {
        file.metadata.emplace(fmt::format("{}{}.{}", kStateKey, part.name(), key), text);
      }
    }
    file.metadata.emplace(kPartsKey, names);
    write_state(path, file, metadata);
  });
}

Metadata load_checkpoint(const std::string& path, const CheckpointParts& parts) {
  return with_out_of_memory([&]() -> Metadata {
    const std::string call = fmt::format("load_checkpoint '{}'", path);
    check_names(call, parts);
    StateDict file = read_state(path, {.require_checksums = true});
    const std::vector<std::string> names = parts_in(file, call);
    for (const CheckpointPart& part : parts) {
      if (std::ranges::find(names, part.name()) != names.end()) continue;
      throw ValueError(
          fmt::format("{}: nothing was loaded, the file has no part '{}'", call, part.name()),
          fmt::format("its parts are {}", fmt::join(names, ", ")));
    }
    std::vector<std::function<void()>> undo;
    undo.reserve(parts.size());
    for (const CheckpointPart& part : parts) undo.push_back(part.undo());
    std::size_t loaded = 0;
    try {
      for (; loaded < parts.size(); ++loaded) {
        const std::string place = fmt::format("{}, part '{}'", call, parts[loaded].name());
        const Scope scope(place, "");
        parts[loaded].load(part_of(file, parts[loaded].name()));
      }
    } catch (...) {
      while (loaded-- > 0) call_quietly(undo[loaded]);
      throw;
    }
    std::erase_if(file.metadata, [](const auto& one) { return one.first.starts_with(kReserved); });
    return std::move(file.metadata);
  });
}

}  // namespace xgrad
