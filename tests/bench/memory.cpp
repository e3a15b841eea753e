// What memory xgrad takes to train a layer.
#include "memory.hpp"

#include "xgrad_layer.hpp"

int main() {
  xgrad::set_num_threads(1);
  bench::report_memory<bench::XgradLayer>();
}
