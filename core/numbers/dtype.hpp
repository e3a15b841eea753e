// DType: element types, and dispatch from a run-time dtype to a C++ type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace xgrad {

/// Element type of an array. Floating types are never mixed implicitly; `int64` and `bool_` have
/// no gradients.
enum class DType : std::uint8_t { float32, float64, int64, bool_ };

inline constexpr DType float32 = DType::float32;
inline constexpr DType float64 = DType::float64;
inline constexpr DType int64 = DType::int64;
inline constexpr DType bool_ = DType::bool_;

/// Size of one element in bytes.
constexpr std::size_t size_of(DType dtype) {
  return dtype == float32 ? 4 : dtype == bool_ ? 1 : 8;
}

/// True for float32 and float64, the types that have gradients.
constexpr bool is_floating(DType dtype) {
  return dtype == float32 || dtype == float64;
}

/// "float32", "float64", "int64" or "bool".
constexpr std::string_view name_of(DType dtype) {
  constexpr std::string_view names[] = {"float32", "float64", "int64", "bool"};
  return names[static_cast<std::size_t>(dtype)];
}

/// The DType of a C++ element type: float, double, std::int64_t or bool.
template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) {
    return float32;
  } else if constexpr (std::is_same_v<T, double>) {
    return float64;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return int64;
  } else {
    static_assert(std::is_same_v<T, bool>, "elements are float, double, std::int64_t or bool");
    return bool_;
  }
}

/// Calls `action` with a value-initialised element of the C++ type of `dtype`.
template <class Action>
decltype(auto) visit_dtype(DType dtype, Action&& action) {
  switch (dtype) {
    case float32:
      return std::forward<Action>(action)(float{});
    case float64:
      return std::forward<Action>(action)(double{});
    case int64:
      return std::forward<Action>(action)(std::int64_t{});
    case bool_:
      break;
  }
  return std::forward<Action>(action)(bool{});
}

/// Calls `action` with a value of a floating type; any other dtype is treated as float64, so check
/// it first.
template <class Action>
decltype(auto) visit_floating(DType dtype, Action&& action) {
  if (dtype == float32) return std::forward<Action>(action)(float{});
  return std::forward<Action>(action)(double{});
}

/// Calls `action` with a value of a number type; bool is treated as int64, so check it first.
template <class Action>
decltype(auto) visit_number(DType dtype, Action&& action) {
  if (is_floating(dtype)) return visit_floating(dtype, std::forward<Action>(action));
  return std::forward<Action>(action)(std::int64_t{});
}

}  // namespace xgrad
