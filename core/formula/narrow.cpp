// Selection of the kernel table for registers of up to 256 bits.
#include <xgrad/core/formula/narrow.hpp>

#include <vector>

namespace xgrad::formula {

const void* widest_up_to_avx2(const WideTable* tables, const std::type_info& key,
                              const void* plain) {
  std::vector<WideTable> narrow;
  for (const WideTable* table = tables; table->key != nullptr; ++table) {
    if (static_cast<InstructionSet>(table->set) <= InstructionSet::avx2) narrow.push_back(*table);
  }
  narrow.push_back({});
  return widest(narrow.data(), key, plain);
}

}  // namespace xgrad::formula
