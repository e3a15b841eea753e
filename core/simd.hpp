// Includes xsimd, on which all SIMD code is based, and supports all its versions that xgrad builds
// with.
#pragma once

// g++ 12 warns of an intentionally uninitialised variable in its own AVX-512 intrinsics, in every
// file whose flags enable that instruction set.
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

/// Reinterprets the bits of `from` as a batch of type To of equal size.
template <class To, class From>
To bits_as(const From& from) {
#if XSIMD_VERSION_MAJOR >= 10  // takes the element type
  return xsimd::bitwise_cast<typename To::value_type>(from);
#else
  return xsimd::bitwise_cast<To>(from);
#endif
}

}  // namespace xgrad
