// What sequences of different lengths cost in xgrad: packed [ROUNDS [THREADS]]
#include "shared/packed.hpp"

#include "shared/xgrad_layer.hpp"

int main(int argc, char** argv) {
  const bench::RecurrentSettings settings(argc, argv);
  xgrad::set_num_threads(settings.threads);
  bench::report_packed<bench::XgradLayer>(settings);
}
