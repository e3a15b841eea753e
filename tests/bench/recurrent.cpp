// What the recurrent layers of xgrad cost: recurrent [ROUNDS [THREADS]]
#include "shared/xgrad_layer.hpp"

int main(int argc, char** argv) {
  const bench::RecurrentSettings settings(argc, argv);
  xgrad::set_num_threads(settings.threads);
  bench::report_all<bench::XgradLayer>(settings);
}
