// A compiled scan allocates per segment, not per time step.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"
#include "recurrent/every_layer.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(compiled_scan)

namespace {

// The allocations of one training step.
std::int64_t allocations_of_step(const nn::RecurrentBase& layer, Index time, Index batch) {
  const Tensor x = ones({time, batch, 8});
  const auto step = [&] { sum(layer.forward(x).output).backward(); };
  step();  // compiles the kernels of products
  return test::allocations_of(step);
}

}  // namespace

BOOST_DATA_TEST_CASE(allocations_hardly_grow_with_time,
                     boost::unit_test::data::make(test::every_layer()), kind) {
  Generator generator(5);
  const auto layer = kind.make({.input_size = 8, .hidden_size = 8}, generator);
  if (layer->cell().step) return;  // a composite cell is unrolled
  // Lists of the layout and the plan grow by doubling, and a call has several groups of rows.
  constexpr std::int64_t kMore = 16;
  const std::int64_t few = allocations_of_step(*layer, 16, 2);
  BOOST_TEST(allocations_of_step(*layer, 1024, 2) <= few + kMore);
}

BOOST_AUTO_TEST_SUITE_END()
