// Products of int64 matrices, which are exact modulo 2^64. No library offers them.
#include <xgrad/core/kernels/product/gemm.hpp>

#include <algorithm>
#include <cstdint>

namespace xgrad::kernels {

void gemm(Index m, Index n, Index k, Factor<std::int64_t> a, Factor<std::int64_t> b,
          std::int64_t* c, Index c_stride, bool accumulate) {
  for (Index row = 0; row < m; ++row, c += c_stride) {
    if (!accumulate) std::fill_n(c, n, 0);
    for (Index inner = 0; inner < k; ++inner) {
      const auto left = static_cast<std::uint64_t>(*a.from(row, inner).data);
      const std::int64_t* const right = b.from(inner, 0).data;
      const Index step = b.transposed ? b.stride : 1;
      for (Index column = 0; column < n; ++column) {  // unsigned: signed overflow is undefined
        const std::uint64_t product = left * static_cast<std::uint64_t>(right[column * step]);
        c[column] = static_cast<std::int64_t>(static_cast<std::uint64_t>(c[column]) + product);
      }
    }
  }
}

}  // namespace xgrad::kernels
