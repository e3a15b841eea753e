// What xgrad takes to differentiate through gradients.
#include "shared/double_backward.hpp"

#include "shared/xgrad_layer.hpp"

int main() {
  xgrad::set_num_threads(1);
  bench::report_double_backward<bench::XgradLayer>();
}
