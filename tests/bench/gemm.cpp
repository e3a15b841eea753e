// How fast the products of recurrent networks run, and what each library behind them would do.
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/threads.hpp>

#include "shared/stopwatch.hpp"
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using xgrad::Index;
using xgrad::kernels::Factor;

struct Problem {
  Index m, n, k;
  bool a_transposed, b_transposed, accumulate;
};

using Gemm = void (*)(Index, Index, Index, Factor<float>, Factor<float>, float*, Index, bool);

// Billions of floating-point operations per second of each gemm, the best of alternating rounds.
std::array<double, 3> measure(const Problem& problem, const std::array<Gemm, 3>& gemms,
                              int rounds) {
  const auto [m, n, k, a_transposed, b_transposed, accumulate] = problem;
  std::vector<float> a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(k * n)),
      c(static_cast<std::size_t>(m * n));
  xgrad::default_generator().fill_normal(a.data(), m * k, 0, 1);
  xgrad::default_generator().fill_normal(b.data(), k * n, 0, 1);
  const double operations = 2.0 * static_cast<double>(m * n * k);
  const int calls = std::max(1, static_cast<int>(2e7 / operations));
  std::array<double, 3> best = {};
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < gemms.size(); ++i) {
      const double seconds = bench::best_seconds(1, [&] {
        for (int call = 0; call < calls; ++call) {
          gemms[i](m, n, k, {a.data(), a_transposed ? m : k, a_transposed},
                   {b.data(), b_transposed ? k : n, b_transposed}, c.data(), n, accumulate);
        }
      });
      best[i] = std::max(best[i], calls * operations / seconds / 1e9);
    }
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
  xgrad::set_num_threads(argc > 2 ? std::atoi(argv[2]) : 1);
  const xgrad::DenormalGuard flush;
  std::printf("%28s %8s %8s %8s   GF/s, best of %d rounds\n", "m     n     k", "xgrad", "BLAS",
              "LIBXSMM", rounds);
  for (const Problem& problem :
       {Problem{1, 80, 20, false, false, false},     Problem{10, 80, 20, false, false, false},
        Problem{10, 80, 20, false, true, false},     Problem{32, 128, 32, false, false, false},
        Problem{1, 512, 128, false, false, false},   Problem{1, 512, 128, false, true, false},
        Problem{8, 512, 128, false, false, false},   Problem{8, 512, 128, false, true, false},
        Problem{50, 512, 128, false, false, false},  Problem{50, 512, 128, false, true, false},
        Problem{50, 512, 128, false, false, true},   Problem{50, 512, 128, false, true, true},
        Problem{50, 128, 512, false, false, false},  Problem{2500, 512, 65, false, true, false},
        Problem{2500, 512, 128, false, true, false}, Problem{2500, 65, 128, false, true, false},
        Problem{512, 128, 50, true, false, true},    Problem{512, 128, 2500, true, false, false},
        Problem{64, 2048, 512, false, false, false}, Problem{64, 2048, 512, false, true, false}}) {
    const auto [ours, blas, panels] = measure(
        problem, {xgrad::kernels::gemm, xgrad::kernels::blas_gemm, xgrad::kernels::panel_gemm},
        rounds);
    std::printf("%5d %5d %5d  %c%c  %-5s %8.1f %8.1f %8.1f\n", static_cast<int>(problem.m),
                static_cast<int>(problem.n), static_cast<int>(problem.k),
                problem.a_transposed ? 'T' : 'N', problem.b_transposed ? 'T' : 'N',
                problem.accumulate ? "C +=" : "C =", ours, blas, panels);
  }
}
