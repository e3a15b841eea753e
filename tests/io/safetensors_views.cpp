// Arrays that share a buffer: whatever part of it each views, its own elements come back.
#include <xgrad/core/io/safetensors.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::io::ArrayMap;

BOOST_AUTO_TEST_SUITE(safetensors_views)

// Several begin at the same element, with the same shape and other strides or with other shapes.
BOOST_AUTO_TEST_CASE(write_safetensors_stores_views_with_a_common_start_separately) {
  const Array x = iota({4, 4});
  const ArrayMap views = {
      {"whole", x},
      {"whole again", x},
      {"transposed", kernels::transpose(x, 0, 1)},
      {"flat", kernels::reshape(x, {16})},
      {"half", kernels::narrow(x, 0, 0, 2)},
      {"left half", kernels::narrow(x, 1, 0, 2)},
      {"corner", kernels::narrow(kernels::narrow(x, 0, 0, 2), 1, 0, 2)},
      {"every second", kernels::slice(kernels::slice(x, 0, 0, 4, 2), 1, 0, 4, 2)},
      {"first row", kernels::select(x, 0, 0)},
      {"first column", kernels::select(x, 1, 0)},
      {"repeated", kernels::expand(kernels::narrow(x, 0, 0, 1), {4, 4})},
      {"flipped", kernels::flip(x, {0, 1})},
      {"last row", kernels::select(x, 0, 3)}};
  const TemporaryDirectory directory;
  xgrad::io::write_safetensors(directory / "file", views);
  const ArrayMap read = xgrad::io::read_safetensors(directory / "file").arrays;
  BOOST_TEST(read.size() == views.size());
  for (const auto& [name, view] : views) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_REQUIRE(read.contains(name));
      BOOST_TEST(read.at(name).shape() == view.shape());
      BOOST_TEST(values(read.at(name)) == values(view));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
