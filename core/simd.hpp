// xsimd, which all SIMD code is written with, for every version of it that xgrad builds with.
#pragma once

#include <xsimd/xsimd.hpp>

namespace xgrad {

/// The bits of `from` as a batch of type To, which has as many.
template <class To, class From>
To bits_as(const From& from) {
#if XSIMD_VERSION_MAJOR >= 10  // which is given the type of an element
  return xsimd::bitwise_cast<typename To::value_type>(from);
#else
  return xsimd::bitwise_cast<To>(from);
#endif
}

}  // namespace xgrad
