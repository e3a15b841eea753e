// A plug-in with a static xgrad in it: version kVersion of its formulas, which have the names of
// the other version's.
#include <xgrad/autograd/formula.hpp>
#include <xgrad/core/threads.hpp>
#include <xgrad/nn/cell.hpp>
#include <xgrad/xgrad.hpp>

#include <atomic>

using namespace xgrad;

namespace versions {

constexpr int kVersion = PLUG_IN_VERSION;

/// x times the version.
struct Scaled {
  template <class Number>
  auto operator()(const Number& x) const {
    return kVersion * x;
  }
};

/// h' = the version times a.
struct ScaledCell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto a) { return kVersion * a; };
};

}  // namespace versions

/// h of one step of the library's LSTM from the state c, with weights of 0: o tanh(f c).
extern "C" double lstm_hidden(double c) {
  const NoGrad inference;
  const nn::LSTM lstm({.input_size = 1, .hidden_size = 1, .dtype = float64});
  for (const Tensor& weight : lstm.parameters()) weight.set_data(zeros(weight.shape(), float64));
  const nn::State start = {.h = zeros({1, 1, 1}, float64), .c = full({1, 1, 1}, c, float64)};
  return lstm(ones({1, 1, 1}, float64), start).output.item<double>();
}

/// 1 + 1 + ..., by two threads.
extern "C" double sum_of_ones(double count) {
  set_num_threads(2);
  std::atomic<Index> sum = 0;
  parallel_for(0, static_cast<Index>(count), 1,
               [&](Index begin, Index end) { sum += end - begin; });
  return static_cast<double>(sum);
}

extern "C" double scaled(double x) {
  return pointwise("scaled", versions::Scaled{}, full({1}, x, float64)).item<double>();
}

extern "C" double scaled_cell(double x) {
  const NoGrad inference;
  const nn::Recurrent<versions::ScaledCell> layer(
      {.input_size = 1, .hidden_size = 1, .dtype = float64});
  for (const Tensor& weight : layer.parameters()) weight.set_data(zeros(weight.shape(), float64));
  layer.parameters()[2].set_data(full({1}, x, float64));  // the bias
  return layer(ones({1, 1, 1}, float64)).output.item<double>();
}
