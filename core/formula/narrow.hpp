// Run-time selection of the compilation of a formula for registers that are not the widest ones.
// See Note [Instruction sets].
#pragma once

#include <xgrad/core/formula/widest.hpp>

namespace xgrad::formula {

/// The table of `key` for the widest instruction set up to AVX2 that this processor has, or `plain`.
const void* widest_up_to_avx2(const WideTable* tables, const std::type_info& key,
                              const void* plain);

// As in widest.hpp, the code below depends on `Choice`. Key::Narrow is the key of the table for
// registers of up to 256 bits by the flags of the file.
#if defined(XGRAD_WIDE_SET)

template <class Key, class = Choice>
const auto& widest_up_to_avx2() {
  return widest<Key>();
}

#elif defined(XGRAD_WIDE_TABLES)

/// `Key::table`, compiled for the widest instruction set up to AVX2 that this processor has.
template <class Key, class = Choice>
const auto& widest_up_to_avx2() {
  using Table = decltype(Key::table);
  return *static_cast<const Table*>(widest_up_to_avx2(XGRAD_WIDE_TABLES, typeid(Key), &Key::table));
}

#else

/// `Key::Narrow::table`, compiled for at most AVX2.
template <class Key, class = Choice>
constexpr const auto& widest_up_to_avx2() {
  return Key::Narrow::table;
}

#endif

}  // namespace xgrad::formula
