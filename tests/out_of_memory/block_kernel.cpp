// Where memory is out, products run without code of their own.
#include <xgrad/core/kernels/product/block_kernel.hpp>

#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"

using namespace xgrad;
using test::After;
using test::Failing;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(block_kernels)

BOOST_AUTO_TEST_CASE(block_kernel_is_null_where_its_entry_has_no_memory) {
  if (!kernels::has_block_kernels()) return;
  const kernels::Block block = {.rows = 3,
                                .columns = 16,
                                .depth = 5,
                                .a_stride = 1009,  // a shape of this test alone
                                .b_stride = 1013,
                                .c_stride = 1019,
                                .a_transposed = false,
                                .accumulate = false};
  kernels::BlockKernel kernel = nullptr;
  bool called = false;
  const Outcome outcome = Failing{1, After::enough}.call([&] {
    kernel = kernels::block_kernel(block);
    called = true;
  });
  BOOST_TEST(outcome == Outcome::done);
  BOOST_TEST(called);
  BOOST_TEST(kernel == nullptr);
  BOOST_TEST(kernels::block_kernel(block) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
