// Detection of the processor's instruction sets, and selection of the kernel table.
#include <xgrad/core/formula/widest.hpp>

#include <cstring>

namespace xgrad::formula {
namespace {

bool has(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case InstructionSet::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  }
  return false;
}

// Compares keys by name: the two compilations of a file have distinct types.
bool same(const std::type_info& a, const std::type_info& b) {
  return std::strcmp(a.name(), b.name()) == 0;
}

}  // namespace

const void* widest(const WideTable* tables, const std::type_info& key, const void* plain) {
  const WideTable* best = nullptr;
  for (const WideTable* table = tables; table->key != nullptr; ++table) {
    if (best != nullptr && best->set > table->set) continue;
    if (same(*table->key, key) && has(static_cast<InstructionSet>(table->set))) best = table;
  }
  return best == nullptr ? plain : best->table;
}

}  // namespace xgrad::formula
