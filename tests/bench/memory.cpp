// What memory xgrad takes to train a layer.
#include "shared/memory.hpp"

#include "shared/xgrad_layer.hpp"

int main() {
  xgrad::set_num_threads(1);
  bench::report_memory<bench::XgradLayer>();
}
