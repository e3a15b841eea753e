// What sequences of different lengths cost in libtorch: libtorch_packed [ROUNDS [THREADS]]
#include "libtorch_layer.hpp"
#include "shared/packed.hpp"

int main(int argc, char** argv) {
  const bench::RecurrentSettings settings(argc, argv);
  torch::set_num_threads(settings.threads);
  bench::report_packed<bench::LibtorchLayer>(settings);
}
