// Blocks of an input in every layout: the same as its chunks given one by one.
#include <xgrad/autograd/formula.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>

namespace kernels = xgrad::kernels;
using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(blocks_of_inputs)

namespace {

constexpr auto mixed = [](auto a, auto b, auto c, auto x) { return tanh(a) * b + c * c * x; };

// Gates [2, 3 * 5] in every layout.
std::vector<Array> layouts(const Array& gates) {
  const Array turned = kernels::transpose(kernels::copy(kernels::transpose(gates, 0, 1)), 0, 1);
  const Array row = kernels::narrow(gates, 0, 1, 1);
  return {gates,
          turned,
          test::awkward(gates),
          kernels::flip(gates, {1}),
          row,
          kernels::reshape(row, {row.numel()}),
          kernels::expand(row, gates.shape())};
}

// The value, first and second derivatives of one way to apply the formula.
template <class Apply>
std::vector<Tensor> results(const Array& gates, const Array& x, const Apply& apply) {
  const Tensor g(gates, true), y(x, true);
  const Tensor z = apply(g, y);
  const auto slopes = grad({sum(mul(z, z))}, {g, y}, {.create_graph = true});
  const Tensor squares = add(sum(mul(slopes[0], slopes[0])), sum(mul(slopes[1], slopes[1])));
  const auto second = grad({squares}, {g, y});
  return {z, slopes[0], slopes[1], second[0], second[1]};
}

}  // namespace

BOOST_AUTO_TEST_CASE(blocks_equal_chunks_in_every_layout) {
  Array gates = test::iota({2, 15}), x = test::iota({2, 5});
  for (Index i = 0; i < gates.numel(); ++i)
    gates.mutable_data<double>()[i] = std::sin(0.7 * static_cast<double>(i));
  for (Index i = 0; i < x.numel(); ++i)
    x.mutable_data<double>()[i] = std::cos(0.3 * static_cast<double>(i));
  for (const Array& layout : layouts(gates)) {
    for (const Array& other : {x, test::awkward(x)}) {
      BOOST_TEST_CONTEXT("strides " << to_string(layout.strides()) << " and "
                                    << to_string(other.strides())) {
        const auto of_blocks = results(layout, other, [](const Tensor& g, const Tensor& y) {
          return pointwise("mixed", mixed, blocks<3>(g), y);
        });
        const auto of_chunks = results(layout, other, [](const Tensor& g, const Tensor& y) {
          const auto parts = chunk(g, 3, -1);
          return pointwise("mixed", mixed, parts[0], parts[1], parts[2], y);
        });
        for (std::size_t i = 0; i < of_blocks.size(); ++i) {
          BOOST_TEST(close(of_blocks[i], of_chunks[i], {.absolute = 4e-15}));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
