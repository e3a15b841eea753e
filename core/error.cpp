// Error messages, and the thread-local stack of module scopes.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/threads/locks.hpp>
#include <xgrad/core/warning.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <set>
#include <typeinfo>

namespace xgrad {
namespace {

thread_local const Scope* innermost = nullptr;

// Messages are truncated, because texts that they quote may come from files and have any length.
constexpr std::size_t kLongestMessage = std::size_t{64} * 1024,
                      kLongestHint = std::size_t{8} * 1024;

// Replaces the middle of a text that is longer than `most` by a note of the omitted length.
std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  constexpr std::size_t kNote = 64;
  const std::string_view begin = io::utf8_prefix(text, (most - kNote) / 2),
                         end = io::utf8_suffix(text, (most - kNote) / 2);
  const std::size_t left_out = text.size() - begin.size() - end.size();
  std::string result(begin);
  result += " ... [" + std::to_string(left_out) + " bytes left out] ... ";
  return result += end;
}

std::string compose(std::string_view message, std::string_view hint) {
  std::string text = shortened(Scope::path(), kLongestHint);
  if (!text.empty()) text += ": ";
  text += shortened(message, kLongestMessage - 3 * kLongestHint);
  if (!hint.empty()) (text += "\n  hint: ") += shortened(hint, kLongestHint);
  return text;
}

// Falls back to an empty message, which needs no allocation, when memory runs out.
std::runtime_error composed_if_possible(std::string_view message, std::string_view hint) noexcept {
  try {
    return std::runtime_error(compose(message, hint));
  } catch (const std::exception&) {
    return std::runtime_error("");
  }
}

// True if the standard library threw this std::length_error: its messages start with, or are, the
// name of a container.
bool is_of_container(const std::exception& failure) {
  if (typeid(failure) != typeid(std::length_error)) return false;
  const std::string_view text = failure.what();
  if (text.starts_with("cannot create std::")) return true;
  constexpr std::string_view kContainers[] = {
      "vector", "vector<bool>", "basic_string", "string", "deque", "list", "basic_string_view"};
  return std::ranges::any_of(kContainers, [text](std::string_view name) {
    return text.starts_with(name) &&
           (text.size() == name.size() || text.substr(name.size()).starts_with("::"));
  });
}

std::atomic<WarningHandler> warning_handler = nullptr;

// Omits the facts if there is no memory for them.
std::string with_facts(std::string_view message, std::string_view facts) noexcept {
  try {
    return std::string(message).append(": ").append(facts);
  } catch (const std::exception&) {
    return "";
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
  if (too_long && !is_of_container(failure)) throw;
  const std::string_view message =
      too_long ? "a list would be longer than any memory" : "the system has no more memory";
  if (typeid(failure) == typeid(std::bad_alloc)) throw OutOfMemory(message);  // has no facts
  throw OutOfMemory(with_facts(message, failure.what()));
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
  return with_out_of_memory([&]() -> const char* {
    if (!innermost) return "";
    if (!innermost->interned_) {
      static constinit Lasting<std::set<std::string>> paths;
      const std::lock_guard lock(shared_mutex(Shared::scope_paths));
      innermost->interned_ = (*paths).insert(path()).first->c_str();
    }
    return innermost->interned_;
  });
}

WarningHandler set_warning_handler(WarningHandler handler) noexcept {
  return warning_handler.exchange(handler);
}

void warn(std::string_view message) {
  if (const WarningHandler handler = warning_handler) return handler(message);
  std::fprintf(stderr, "xgrad: warning: %.*s\n", static_cast<int>(message.size()), message.data());
}

}  // namespace xgrad
