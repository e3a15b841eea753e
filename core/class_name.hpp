// Class names for messages.
#pragma once

#include <string_view>

namespace xgrad {

/// The name of a class without its namespaces.
template <class T>
constexpr std::string_view class_name() {
  // "... [with T = CharModel; ...]" from g++, "... [T = CharModel]" from clang
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  const std::size_t scope = text.substr(0, text.find('<')).rfind("::");
  return scope == std::string_view::npos ? text : text.substr(scope + 2);
}

}  // namespace xgrad
