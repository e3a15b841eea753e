// The module tree: registration, traversal, training mode and text.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <algorithm>
#include <ostream>
#include <set>

namespace xgrad::nn {
namespace {

template <class Named>
bool has_name(const Named& named, std::string_view name) {
  return std::any_of(named.begin(), named.end(),
                     [name](const auto& entry) { return entry.first == name; });
}

}  // namespace

ModuleBase::ModuleBase()
    : registry_(with_out_of_memory([] { return std::make_shared<Registry>(); })) {}
ModuleBase::ModuleBase(const ModuleBase& other) : registry_(Cloning::of(other.registry_)) {}
ModuleBase::~ModuleBase() = default;

std::string ModuleBase::description() const {
  const std::string text = extra_repr();
  return text.empty() ? std::string(name()) : fmt::format("{} {}", name(), text);
}

void ModuleBase::check_name(std::string_view what, std::string_view name) const {
  if (name.empty()) throw ValueError(fmt::format("{}: the name is empty", what));
  if (name.find('.') != std::string_view::npos) {
    throw ValueError(fmt::format("{}: the name '{}' contains a dot", what, name),
                     "dots separate the names of a path; register the inner module in the outer");
  }
  if (has_name(registry_->parameters, name) || has_name(registry_->buffers, name) ||
      has_name(registry_->children, name)) {
    throw ValueError(fmt::format("{}: {} has '{}' already", what, this->name(), name));
  }
}

std::string ModuleBase::child_scope(const std::string& name) const {
  const bool joined = !is_called() && !registry_->scope.empty();
  return joined ? fmt::format("{}.{}", registry_->scope, name) : name;
}

// The scopes of this module and of the modules below it that inherit its scope.
ModuleBase::Scopes ModuleBase::scopes_from(const std::string& scope) const {
  Scopes scopes = {{registry_.get(), scope}};
  if (is_called()) return scopes;
  for (const auto& [name, child] : registry_->children) {
    for (auto& below : child->scopes_from(fmt::format("{}.{}", scope, name))) {
      scopes.push_back(std::move(below));
    }
  }
  return scopes;
}

// The handle to this module that a parent stores.
std::shared_ptr<ModuleBase> ModuleBase::kept(const char* call) const {
  std::shared_ptr<ModuleBase> made = handle();
  const ModuleBase& copy = *made;
  if (typeid(copy) == typeid(*this)) return made;
  throw ValueError(
      fmt::format("{}: the class of this module derives from {}, whose handles are what a parent "
                  "keeps",
                  call, name()),
      fmt::format("derive it from nn::Module<YourClass, {}>", name()));
}

// The data that a child gets from its parent, prepared before anything changes.
struct ModuleBase::Adoption {
  Adoption(const ModuleBase& owner, const ModuleBase& module, const std::string& name,
           const char* call)
      : parent(owner.registry_),
        child(*module.registry_),
        handle(module.kept(call)),
        description(module.description()),
        scopes(module.scopes_from(owner.child_scope(name))) {
    std::erase_if(child.parents, [](const auto& other) { return other.expired(); });
    child.parents.reserve(child.parents.size() + 1);
  }

  void commit() noexcept {
    for (auto& [registry, scope] : scopes) registry->scope = std::move(scope);
    child.description = std::move(description);
    child.replaced = false;
    child.parents.push_back(std::move(parent));
  }

  std::weak_ptr<Registry> parent;
  Registry& child;
  std::shared_ptr<ModuleBase> handle;
  std::string description;
  Scopes scopes;
};

void ModuleBase::add_child(const std::string& name, const ModuleBase& child) {
  with_out_of_memory([&]() -> void {
    check_name("register_module", name);
    Adoption adoption(*this, child, name, "register_module");
    registry_->children.emplace_back(name, std::move(adoption.handle));
    adoption.commit();
  });
}

void ModuleBase::replace_child(const ModuleBase& old, const ModuleBase& next) {
  with_out_of_memory([&]() -> void {
    const auto found =
        std::find_if(registry_->children.begin(), registry_->children.end(),
                     [&](const auto& child) { return child.second->registry_ == old.registry_; });
    if (found == registry_->children.end()) {
      throw ValueError(fmt::format("replace_module: the {} given is no child of this {}",
                                   old.description(), name()));
    }
    if (old.registry_ == next.registry_) return;
    Adoption adoption(*this, next, found->first, "replace_module");
    const std::shared_ptr<Registry> replaced = old.registry_;  // `old` may be the replaced handle
    found->second = std::move(adoption.handle);
    adoption.commit();
    adoption.child.training = replaced->training;
    std::erase_if(replaced->parents, [](const auto& parent) { return parent.expired(); });
    replaced->parents.erase(std::ranges::find_if(
        replaced->parents,
        [this](const std::weak_ptr<Registry>& parent) { return parent.lock() == registry_; }));
    replaced->replaced = replaced->parents.empty();
  });
}

Parameter ModuleBase::register_parameter(const std::string& name, const Tensor& value) {
  return with_out_of_memory([&]() -> Parameter {
    check_name("register_parameter", name);
    if (!value.defined()) return {};
    const bool shared = value.requires_grad() && value.is_leaf();
    const Tensor tensor = shared ? value : Tensor(kernels::copy(value.array()), true);
    registry_->parameters.emplace_back(name, tensor);
    return Parameter(tensor);
  });
}

Buffer ModuleBase::register_buffer(const std::string& name, const Tensor& value) {
  return with_out_of_memory([&]() -> Buffer {
    check_name("register_buffer", name);
    if (!value.defined()) return {};
    const Tensor tensor(kernels::copy(value.array()));
    registry_->buffers.emplace_back(name, tensor);
    return Buffer(tensor);
  });
}

std::vector<std::pair<std::string, const ModuleBase*>> ModuleBase::named_modules() const {
  return with_out_of_memory([&]() -> std::vector<std::pair<std::string, const ModuleBase*>> {
    std::vector<std::pair<std::string, const ModuleBase*>> found;
    const auto walk = [&found](const auto& self, const ModuleBase& module,
                               const std::string& path) -> void {
      found.emplace_back(path, &module);
      for (const auto& [name, child] : module.registry_->children) {
        self(self, *child, path.empty() ? name : fmt::format("{}.{}", path, name));
      }
    };
    walk(walk, *this, "");
    return found;
  });
}

ModuleBase::NamedTensors ModuleBase::collect(NamedTensors Registry::*list, bool each_once) const {
  return with_out_of_memory([&]() -> NamedTensors {
    NamedTensors found;
    std::set<const TensorBody*> seen;
    for (const auto& [path, module] : named_modules()) {
      for (const auto& [name, tensor] : (*module->registry_).*list) {
        if (each_once && !seen.insert(tensor.body().get()).second) continue;
        found.emplace_back(path.empty() ? name : fmt::format("{}.{}", path, name), tensor);
      }
    }
    return found;
  });
}

ModuleBase::NamedTensors ModuleBase::named_parameters() const {
  return collect(&Registry::parameters, true);
}

ModuleBase::NamedTensors ModuleBase::named_buffers() const {
  return collect(&Registry::buffers, true);
}

std::vector<Tensor> ModuleBase::parameters() const {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    std::vector<Tensor> found;
    for (auto& [name, tensor] : named_parameters()) found.push_back(tensor);
    return found;
  });
}

std::vector<Tensor> ModuleBase::buffers() const {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    std::vector<Tensor> found;
    for (auto& [name, tensor] : named_buffers()) found.push_back(tensor);
    return found;
  });
}

ModuleBase::NamedTensors ModuleBase::named_state() const {
  return with_out_of_memory([&]() -> NamedTensors {
    NamedTensors found = collect(&Registry::parameters, false);
    for (auto& entry : collect(&Registry::buffers, false)) found.push_back(std::move(entry));
    return found;
  });
}

std::vector<std::pair<std::string, std::shared_ptr<const ModuleBase>>> ModuleBase::named_children()
    const {
  return with_out_of_memory(
      [&]() -> std::vector<std::pair<std::string, std::shared_ptr<const ModuleBase>>> {
        return {registry_->children.begin(), registry_->children.end()};
      });
}

std::size_t ModuleBase::child_count() const {
  return registry_->children.size();
}

const ModuleBase& ModuleBase::child(std::size_t index) const {
  return *registry_->children[index].second;
}

void ModuleBase::visit(const std::function<void(const ModuleBase&)>& action) const {
  with_out_of_memory([&]() -> void {
    std::set<const Registry*> seen;
    const auto walk = [&](const auto& self, const ModuleBase& module) -> void {
      if (!seen.insert(module.registry_.get()).second) return;
      for (const auto& [name, child] : module.registry_->children) self(self, *child);
      action(module);
    };
    walk(walk, *this);
  });
}

void ModuleBase::train(bool on) const {
  for (const auto& [path, module] : named_modules()) module->registry_->training = on;
}

bool ModuleBase::is_training() const {
  return registry_->training;
}

void ModuleBase::to(DType dtype) const {
  if (!is_floating(dtype)) {
    throw DTypeError(fmt::format("to: a module cannot become {}", dtype),
                     "parameters are float32 or float64");
  }
  with_out_of_memory([&] {  // converts all before it changes any
    std::vector<std::pair<Tensor, Array>> converted;
    for (const auto& state : {named_parameters(), named_buffers()}) {
      for (const auto& [name, tensor] : state) {
        if (!is_floating(tensor.dtype()) || tensor.dtype() == dtype) continue;
        converted.emplace_back(tensor, kernels::cast(tensor.array(), dtype));
      }
    }
    for (auto& [tensor, array] : converted) tensor.replace_storage(std::move(array));
  });
}

void ModuleBase::zero_grad() const {
  for (const Tensor& parameter : parameters()) {
    if (parameter.requires_grad()) parameter.set_grad({});
  }
}

void ModuleBase::set_frozen(bool frozen) const {
  for (Tensor& parameter : parameters()) parameter.requires_grad_(!frozen);
}

std::ostream& operator<<(std::ostream& stream, const ModuleBase& module) {
  return stream << module.to_string();
}

std::string ModuleBase::to_string() const {
  return with_out_of_memory([&]() -> std::string {
    const auto print = [](const auto& self, const ModuleBase& module,
                          const std::string& indent) -> std::string {
      std::string text = module.description();
      if (module.registry_->children.empty()) return text;
      text += " (\n";
      for (const auto& [name, child] : module.registry_->children) {
        text += fmt::format("{}  ({}): {}\n", indent, name, self(self, *child, indent + "  "));
      }
      return text + indent + ")";
    };
    return print(print, *this, "");
  });
}

}  // namespace xgrad::nn
