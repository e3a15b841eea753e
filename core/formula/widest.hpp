// Run-time selection of the compilation of a formula for the widest instruction set of the
// processor. See Note [Instruction sets].
#pragma once

#include <cstdint>
#include <typeinfo>

namespace xgrad::formula {

/// The instruction sets for which formula files are compiled in addition to that of their flags.
enum class InstructionSet : std::uint8_t { avx2, avx512 };

/// An entry of a table list: the table of kernels that `key` names, for one instruction set.
struct WideTable {
  const std::type_info* key;  // null after the last entry
  std::uint64_t set;
  const void* table;
};

/// The table of `key` for the widest instruction set that this processor has, or `plain`.
const void* widest(const WideTable* tables, const std::type_info& key, const void* plain);

// xgrad_add_formulas (cmake/xgradFormulas.cmake) compiles a file once with XGRAD_WIDE_TABLES, the
// name of a list of tables, and once more per instruction set, only for the list, with
// XGRAD_WIDE_SET, the name of that set. `Choice` is a distinct type in each compilation. Templates
// in headers whose code depends on it take it as a parameter; under a common name the linker would
// mix them.
#if defined(XGRAD_WIDE_SET)

struct ForOneSet;
using Choice = ForOneSet;

/// The list entry of a key; the linker finds it by name.
template <class Key>
struct WideEntry {
  static const WideTable entry;
};
template <class Key>
[[gnu::used]] constinit const WideTable WideEntry<Key>::entry = {
    &typeid(Key), static_cast<std::uint64_t>(InstructionSet::XGRAD_WIDE_SET), &Key::table};

/// Creates the list entry of a key.
template <class Key, class = Choice>
const auto& widest() {
  static_cast<void>(&WideEntry<Key>::entry);
  return Key::table;
}

#elif defined(XGRAD_WIDE_TABLES)

struct AtRunTime;
using Choice = AtRunTime;
extern "C" [[gnu::visibility("hidden")]] const WideTable XGRAD_WIDE_TABLES[];

/// `Key::table`, compiled for the widest instruction set that this processor has.
template <class Key, class = Choice>
const auto& widest() {
  using Table = decltype(Key::table);
  static const auto* const table =
      static_cast<const Table*>(widest(XGRAD_WIDE_TABLES, typeid(Key), &Key::table));
  return *table;
}

#else

struct ByFlags;
using Choice = ByFlags;

/// `Key::table`, compiled for the instruction set of this file's flags.
template <class Key, class = Choice>
constexpr const auto& widest() {
  return Key::table;
}

#endif

}  // namespace xgrad::formula
