// The history of steps in state dicts, loaded completely or not at all.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/lbfgs/quasi_newton.hpp>
#include <xgrad/optim/option_state.hpp>
#include <xgrad/optim/state_faults.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::optim {
namespace {

// PyTorch's names.
constexpr const char *kFuncEvals = "func_evals", *kNIter = "n_iter", *kOldDirs = "old_dirs",
                     *kOldStps = "old_stps", *kRo = "ro", *kHDiag = "H_diag", *kD = "d", *kT = "t",
                     *kPrevFlatGrad = "prev_flat_grad", *kPrevLoss = "prev_loss";

// Row number k of a matrix, in memory of its own.
Array row_of(const Tensor& matrix, Index k) {
  const Array dense = kernels::contiguous(matrix.array());
  const Index size = dense.shape()[1];
  return kernels::copy(dense.view({size}, {1}, dense.offset() + k * size));
}

double number_at(const Tensor& vector, Index k) {
  return kernels::contiguous(vector.array()).data<double>()[k];
}

}  // namespace

StateDict QuasiNewtonOptimizer::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict result = options_state();
    if (history_.func_evals == 0) return result;
    const auto put = [&](const char* key, const Tensor& value) {
      result.emplace(fmt::format("{}.{}", name(), key), value);
    };
    put(kFuncEvals, option_tensor(history_.func_evals));
    put(kNIter, option_tensor(history_.n_iter));
    if (history_.n_iter == 0) return result;
    const auto pairs = static_cast<Index>(history_.pairs.size()), size = history_.d.numel();
    Array old_dirs = Array::empty({pairs, size}, float64);
    Array old_stps = Array::empty({pairs, size}, float64);
    Array ro = Array::empty({pairs}, float64);
    Index k = 0;
    for (const Pair& pair : history_.pairs) {
      std::copy_n(pair.gradient_change.data<double>(), size,
                  old_dirs.mutable_data<double>() + k * size);
      std::copy_n(pair.step.data<double>(), size, old_stps.mutable_data<double>() + k * size);
      ro.mutable_data<double>()[k++] = pair.ro;
    }
    put(kOldDirs, Tensor(old_dirs));
    put(kOldStps, Tensor(old_stps));
    put(kRo, Tensor(ro));
    put(kHDiag, option_tensor(history_.h_diag));
    put(kD, Tensor(kernels::copy(history_.d)));
    put(kT, option_tensor(history_.t));
    put(kPrevFlatGrad, Tensor(kernels::copy(history_.prev_flat_grad)));
    put(kPrevLoss, option_tensor(history_.prev_loss));
    return result;
  });
}

// There is nothing before the first step, and no history before the first iteration.
StateDiff QuasiNewtonOptimizer::diff(const StateDict& state) const {
  const StateDict options = options_state();
  std::vector<StateDiff::Entry> expected;
  for (const auto& [key, option] : options) {
    expected.push_back({key, option.dtype(), option.shape()});
  }
  const auto is_state = [&](const auto& entry) { return !options.contains(entry.first); };
  if (std::ranges::any_of(state, is_state)) {
    const auto find = [&](const char* key) {
      const auto found = state.find(fmt::format("{}.{}", name(), key));
      return found == state.end() ? Tensor() : found->second;
    };
    const auto expect = [&](const char* key, DType dtype, const Shape& shape, auto fault_of) {
      expected.push_back({fmt::format("{}.{}", name(), key), dtype, shape, fault_of});
    };
    const auto in = [](StateRange range) {
      return [range](const Tensor& tensor) { return fault_of_values(tensor, range); };
    };
    expect(kFuncEvals, int64, {}, [](const Tensor& count) { return fault_of_count(count, 1); });
    expect(kNIter, int64, {}, [](const Tensor& count) { return fault_of_count(count, 0); });
    const Tensor iterations = find(kNIter), dirs = find(kOldDirs);
    const bool none = iterations.defined() && iterations.dtype() == int64 &&
                      iterations.numel() == 1 && iterations.item<Index>() == 0;
    if (!none) {
      const Index pairs = dirs.defined() && dirs.rank() == 2 ? dirs.shape()[0] : 0;
      expect(kOldDirs, float64, {pairs, count()}, in(StateRange::finite));
      expect(kOldStps, float64, {pairs, count()}, in(StateRange::finite));
      expect(kRo, float64, {pairs}, in(StateRange::positive));
      expect(kHDiag, float64, {}, in(StateRange::positive));
      expect(kD, float64, {count()}, in(StateRange::finite));
      expect(kT, float64, {}, in(StateRange::finite));
      expect(kPrevFlatGrad, float64, {count()}, in(StateRange::finite));
      expect(kPrevLoss, float64, {}, in(StateRange::finite));
    }
  }
  return {state, expected, "optimizer"};
}

void QuasiNewtonOptimizer::load(const StateDict& state,
                                const std::vector<std::string>& invalid_options) {
  check_fits(diff(state), invalid_options);
  History loaded;
  const auto get = [&](const char* key) -> const Tensor& {
    return state.at(fmt::format("{}.{}", name(), key));
  };
  if (state.contains(fmt::format("{}.{}", name(), kFuncEvals))) {
    loaded.func_evals = get(kFuncEvals).item<Index>();
    loaded.n_iter = get(kNIter).item<Index>();
  }
  if (loaded.n_iter > 0) {
    const Tensor &dirs = get(kOldDirs), &stps = get(kOldStps), &ro = get(kRo);
    loaded.pairs.reserve(static_cast<std::size_t>(ro.numel()));
    for (Index k = 0; k < ro.numel(); ++k) {
      loaded.pairs.push_back({row_of(dirs, k), row_of(stps, k), number_at(ro, k)});
    }
    loaded.h_diag = get(kHDiag).item<double>();
    loaded.d = kernels::copy(get(kD).array());
    loaded.t = get(kT).item<double>();
    loaded.prev_flat_grad = kernels::copy(get(kPrevFlatGrad).array());
    loaded.prev_loss = get(kPrevLoss).item<double>();
  }
  history_ = std::move(loaded);
}

}  // namespace xgrad::optim
