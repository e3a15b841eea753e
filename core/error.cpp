// Messages of errors and the thread's stack of module scopes.
#include <xgrad/core/error.hpp>
#include <xgrad/core/locks.hpp>

#include <set>

namespace xgrad {
namespace {

thread_local const Scope* innermost = nullptr;

std::string compose(std::string_view message, std::string_view hint) {
  std::string text = Scope::path();
  if (!text.empty()) text += ": ";
  text += message;
  if (!hint.empty()) (text += "\n  hint: ") += hint;
  return text;
}

}  // namespace

Error::Error(std::string_view message, std::string_view hint)
    : std::runtime_error(compose(message, hint)) {}

Scope::Scope(std::string_view name, std::string_view description)
    : name_(name), description_(description), outer_(innermost) {
  innermost = this;
}

Scope::~Scope() {
  innermost = outer_;
}

std::string Scope::path() {
  std::string text;
  for (const Scope* scope = innermost; scope; scope = scope->outer_) {
    if (scope->name_.empty()) continue;
    if (!text.empty()) text.insert(0, ".");
    text.insert(0, scope->name_);
  }
  if (innermost && !innermost->description_.empty()) {
    if (!text.empty()) text += ' ';
    ((text += '(') += innermost->description_) += ')';
  }
  return text;
}

const char* Scope::interned_path() {
  if (!innermost) return "";
  if (!innermost->interned_) {
    static auto& paths = *new std::set<std::string>;
    const std::lock_guard lock(shared_mutex(Shared::scope_paths));
    innermost->interned_ = paths.insert(path()).first->c_str();
  }
  return innermost->interned_;
}

}  // namespace xgrad
