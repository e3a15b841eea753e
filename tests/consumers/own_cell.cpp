// What training a cell of one's own costs beside nn::LSTM, whose equations it has.
#include <xgrad/xgrad.hpp>

#include "../bench/stopwatch.hpp"
#include "gates.hpp"
#include <cstdio>
#include <cstdlib>

namespace nn = xgrad::nn;

template <class Layer>
void train(Layer& layer, const xgrad::Tensor& input) {
  layer.zero_grad();
  xgrad::sum(layer(input).output).backward();
}

/// The first argument is how often each is repeated.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 20;
  xgrad::set_num_threads(1);
  const nn::RecurrentOptions options = {.input_size = 128, .hidden_size = 128};
  nn::Recurrent<OwnLstm> own = own_lstm(options);
  nn::LSTM library(options);
  const xgrad::Tensor input = xgrad::randn({50, 50, 128});
  const auto [own_time, library_time] = bench::best_seconds_in_turn(
      rounds, [&] { train(own, input); }, [&] { train(library, input); }, bench::processor_seconds);
  std::printf("own cell %.3f ms, nn::LSTM %.3f ms, ratio %.3f\n", 1e3 * own_time,
              1e3 * library_time, library_time / own_time);
}
