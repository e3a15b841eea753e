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

// Without text, which takes no memory, where there is none for the text.
std::runtime_error composed_if_possible(std::string_view message, std::string_view hint) noexcept {
  try {
    return std::runtime_error(compose(message, hint));
  } catch (const std::exception&) {
    return std::runtime_error("");
  }
}

}  // namespace

Error::Error(std::string_view message, std::string_view hint)
    : std::runtime_error(compose(message, hint)) {}

OutOfMemory::OutOfMemory(std::string_view message, std::string_view hint) noexcept
    : Error(composed_if_possible(message, hint)) {}

const char* OutOfMemory::what() const noexcept {
  const char* const text = Error::what();
  return text[0] != '\0' ? text : "the system has no more memory";
}

void throw_out_of_memory(const std::exception& failure) {
  const bool too_long = dynamic_cast<const std::length_error*>(&failure) != nullptr;
  throw OutOfMemory(too_long ? "a list would be longer than any memory"
                             : "the system has no more memory");
}

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
