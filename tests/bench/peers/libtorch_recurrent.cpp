// What the recurrent layers of libtorch cost: libtorch_recurrent [ROUNDS [THREADS]]
#include "libtorch_layer.hpp"

int main(int argc, char** argv) {
  const bench::RecurrentSettings settings(argc, argv);
  torch::set_num_threads(settings.threads);
  bench::report_all<bench::LibtorchLayer>(settings);
}
