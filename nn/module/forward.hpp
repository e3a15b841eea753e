// The parameter types of `forward`, for braced arguments.
#pragma once

#include <cstddef>
#include <tuple>

namespace xgrad::nn {

/// The parameter types of a member function.
template <class Result, class Class, class... Parameters>
std::tuple<Parameters...> parameters_of(Result (Class::*)(Parameters...) const);

/// The parameter types of M::forward; a class with several declares one of them as
/// `ForwardParameters`.
template <class M>
struct ParametersOf {
  using type = decltype(parameters_of(&M::forward));
};
template <class M>
requires requires {
  typename M::ForwardParameters;
}
struct ParametersOf<M> {
  using type = typename M::ForwardParameters;
};
template <class M, std::size_t I>
using ForwardParameter = std::tuple_element_t<I, typename ParametersOf<M>::type>;

}  // namespace xgrad::nn
