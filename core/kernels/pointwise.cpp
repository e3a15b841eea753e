// Execution of formula kernels: merges axes and divides the elements among threads.
#include <xgrad/core/kernels/pointwise.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>

namespace xgrad::kernels {
namespace {

constexpr Index kChunk = 64;  // ranges of a row start at whole batches and cache lines

// Minimal elements per thread: with more operands, there is more work per element.
Index grain_for(std::size_t operands) {
  return 24576 / static_cast<Index>(operands);
}

using formula::Operand;

static_assert(std::is_same_v<Index, std::ptrdiff_t>, "kernels take strides as ptrdiff_t");

}  // namespace

void FormulaOperands::add_strided(const Array& array, Index block, Index blocks) {
  std::ptrdiff_t* const strides = strides_[size_];
  const std::size_t rank = shape_.size(), own = array.rank();
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::size_t lead = rank - own;
    if (axis < lead) {
      strides[axis] = 0;
      continue;
    }
    const bool cut = axis + 1 == rank;
    const Index size = cut ? array.shape()[axis - lead] / blocks : array.shape()[axis - lead];
    strides[axis] = size == 1 ? 0 : array.strides()[axis - lead];
  }
  Index offset = 0;
  if (block > 0) offset = block * (array.shape().back() / blocks) * array.strides().back();
  auto* const first = static_cast<char*>(array.raw());
  operands_[size_] = {first + offset * static_cast<Index>(size_of(array.dtype())), strides};
  element_sizes_[size_++] = static_cast<std::uint8_t>(size_of(array.dtype()));
  strided_ = true;
}

void FormulaOperands::run(formula::Kernel kernel, const void* closure) {
  if (count_ == 0) return;
  if (strided_) return run_strided(kernel, closure);
  const auto range = [&](Index begin, Index end) {
    Operand operands[formula::kMaxOperands];
    for (std::size_t k = 0; k < size_; ++k) {
      operands[k] = operands_[k];
      if (operands[k].data != nullptr)
        operands[k].data =
            static_cast<char*>(operands[k].data) + begin * kChunk * element_sizes_[k];
    }
    const std::ptrdiff_t size = std::min(end * kChunk, count_) - begin * kChunk;
    kernel(closure, {1, &size}, operands);
  };
  parallel_for(0, (count_ + kChunk - 1) / kChunk, grain_for(size_) / kChunk, range);
}

void FormulaOperands::run_strided(formula::Kernel kernel, const void* closure) {
  const auto rank = static_cast<int>(shape_.size());
  std::ptrdiff_t* strides[formula::kMaxOperands];
  for (std::size_t k = 0; k < size_; ++k) {
    strides[k] = strides_[k];
    if (operands_[k].strides != kContiguous) continue;
    std::ptrdiff_t step = operands_[k].data == nullptr ? 0 : 1;
    for (std::size_t axis = shape_.size(); axis-- > 0; step *= shape_[axis])
      strides_[k][axis] = step;
    operands_[k].strides = strides_[k];
  }
  std::ptrdiff_t sizes[kMaxRank];
  std::copy(shape_.begin(), shape_.end(), sizes);
  const int axes = formula::coalesce(rank, sizes, strides, static_cast<int>(size_));

  const Index outer = axes == 0 ? 1 : sizes[0];
  const auto range = [&](Index begin, Index end) {
    Operand operands[formula::kMaxOperands];
    std::ptrdiff_t part[kMaxRank];
    std::copy(sizes, sizes + axes, part);
    if (axes > 0) part[0] = end - begin;
    for (std::size_t k = 0; k < size_; ++k) {
      operands[k] = operands_[k];
      if (axes > 0 && operands[k].data != nullptr)
        operands[k].data = static_cast<char*>(operands[k].data) +
                           begin * strides_[k][0] * static_cast<Index>(element_sizes_[k]);
    }
    kernel(closure, {axes, part}, operands);
  };
  const Index grain = std::max<Index>(1, grain_for(size_) / std::max<Index>(1, count_ / outer));
  parallel_for(0, outer, grain, range);
}

void RowFormula::run(Index rows, std::span<const OperandRows> list) const {
  if (rows == 0 || columns_ == 0) return;
  const Index count = rows * columns_;
  // Rows without gaps are one long row.
  const bool is_one_row =
      rows == 1 || std::ranges::all_of(list, [this](const OperandRows& operand) {
        return operand.data == nullptr || operand.stride == columns_;
      });
  Operand operands[formula::kMaxOperands];
  std::ptrdiff_t strides[formula::kMaxOperands][2];
  for (std::size_t k = 0; k < list.size(); ++k) {
    strides[k][0] = list[k].stride;
    strides[k][1] = 1;
    operands[k] = {list[k].data, is_one_row ? kContiguous : strides[k]};
  }
  // Part of the operands, from element or row `begin` on.
  const auto from = [&](Index begin, Operand* part) {
    for (std::size_t k = 0; k < list.size(); ++k) {
      part[k] = operands[k];
      if (part[k].data == nullptr) continue;
      const Index step = is_one_row ? 1 : list[k].stride;
      part[k].data =
          static_cast<char*>(part[k].data) + begin * step * static_cast<Index>(element_size_);
    }
  };
  const auto call = [&](Index size, const Operand* part) {
    const std::ptrdiff_t sizes[] = {size, columns_};
    kernel_(closure_, {is_one_row ? 1 : 2, sizes}, part);
  };
  const Index grain = grain_for(list.size());
  const Index unit = is_one_row ? kChunk : 1, length = is_one_row ? count : rows;
  const Index units = (length + unit - 1) / unit;
  const Index least = std::max<Index>(1, is_one_row ? grain / kChunk : grain / columns_);
  if (units <= least) {
    const DenormalGuard flush;
    return call(length, operands);
  }
  parallel_for(0, units, least, [&](Index first, Index last) {
    Operand part[formula::kMaxOperands];
    from(first * unit, part);
    call(std::min(last * unit, length) - first * unit, part);
  });
}

}  // namespace xgrad::kernels
