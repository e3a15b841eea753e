// What training a layer costs in a program outside the tree, in processor time of one thread:
//   own_cell own       a cell of the program's, with the equations of an LSTM
//   own_cell library   nn::LSTM
#include <xgrad/xgrad.hpp>

#include "../bench/figures.hpp"
#include "../bench/stopwatch.hpp"
#include "gates.hpp"
#include <string_view>

namespace nn = xgrad::nn;

template <class Layer>
void report(Layer layer) {
  constexpr int kRounds = 10;
  const xgrad::Tensor input = xgrad::randn({50, 50, 128});
  const auto train = [&] {
    layer.zero_grad();
    xgrad::sum(layer(input).output).backward();
  };
  bench::print_figure("lstm T50 B50 I128 H128 training, ms",
                      1e3 * bench::best_seconds(kRounds, train, bench::processor_seconds));
}

int main(int argc, char** argv) {
  xgrad::set_num_threads(1);
  const nn::RecurrentOptions options = {.input_size = 128, .hidden_size = 128};
  const std::string_view which = argc == 2 ? argv[1] : "";
  if (which == "own") return report(nn::Recurrent<OwnLSTM>(options)), 0;
  if (which == "library") return report(nn::LSTM(options)), 0;
  std::fputs("usage: own_cell own|library\n", stderr);
  return 2;
}
