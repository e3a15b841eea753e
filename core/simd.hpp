// xsimd, which all SIMD code is written with, for every version of it that xgrad builds with.
#pragma once

// g++ 12 warns of a variable in its own AVX-512 intrinsics that is uninitialised on purpose, in
// every file whose flags allow that instruction set.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

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
