// The padding row of an embedding: no gradient of any order reaches it or comes from it.
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(embedding_padding)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(embedding_passes_no_gradient_of_any_order_through_padding) {
  const Tensor index = constant<std::int64_t>({4}, {2, 1, 0, 1});
  for (const Index padding : {1, -2}) {
    const Tensor table = leaf({3, 2}, {1, 2, 3, 4, 5, 6});
    const Tensor factors = leaf({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
    const Tensor rows = embedding(table, index, padding);
    BOOST_TEST(values(rows) == (Values{5, 6, 3, 4, 1, 2, 3, 4}));
    const Tensor slope = grad(sum(mul(rows, factors)), table, {.create_graph = true});
    BOOST_TEST(values(slope) == (Values{5, 6, 0, 0, 1, 2}));
    // The slope is linear in the factors, but for those of padding rows.
    const Tensor weights = leaf({3, 2}, {10, 20, 30, 40, 50, 60});
    const Tensor again = grad(sum(mul(slope, weights)), factors, {.create_graph = true});
    BOOST_TEST(values(again) == (Values{50, 60, 0, 0, 10, 20, 0, 0}));
    const Tensor ones_like_factors = constant({4, 2}, Values(8, 1));
    BOOST_TEST(values(grad(sum(mul(again, ones_like_factors)), weights)) ==
               (Values{1, 1, 0, 0, 1, 1}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
