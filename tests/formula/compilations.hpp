// A formula as compiled by the flags of its file and for the widest instruction set. For files that
// are passed to xgrad_add_formulas.
#pragma once

#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/formula/widest.hpp>

#include <array>

namespace formula_test {

template <class F, int inputs>
struct Compiled {
  static constexpr xgrad::formula::Kernels table = xgrad::formula::compile<F, inputs>();
};

/// Both compilations of a formula without captures.
template <int inputs = 1, class F>
std::array<xgrad::formula::Kernels, 2> kernels_of(F) {
  using Key = Compiled<F, inputs>;
  return {Key::table, xgrad::formula::widest<Key>()};
}

}  // namespace formula_test
