// Values go to xtensor and back unchanged, whatever the layout.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/xtensor.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(xtensor)

BOOST_AUTO_TEST_CASE(xtensor_views_keep_values_in_every_layout) {
  for (const Shape& shape :
       {Shape{}, Shape{1}, Shape{0}, Shape{5}, Shape{3, 4}, Shape{2, 0, 3}, Shape{2, 1, 3, 2}}) {
    const Array x = iota<float>(shape);
    for (const Array& layout : {x, awkward<float>(x)}) {
      const xt::xarray<float> out = xgrad::to_xtensor<float>(layout);
      BOOST_TEST(out.dimension() == shape.size());
      BOOST_TEST(std::vector<float>(out.begin(), out.end()) == values<float>(x),
                 boost::test_tools::per_element());
      const Array back = xgrad::from_xtensor(out);
      BOOST_TEST(back.shape() == shape);
      BOOST_TEST(values<float>(back) == values<float>(x), boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(xtensor_copies_share_no_memory) {
  Array x = iota<double>({3});
  xt::xarray<double> out = xgrad::to_xtensor<double>(x);
  const Array back = xgrad::from_xtensor(out);
  out(1) = 50;
  x.mutable_data<double>()[1] = 60;
  BOOST_TEST(values<double>(back) == std::vector<double>({0, 1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(out(1) == 50);
}

BOOST_AUTO_TEST_CASE(xtensor_views_broadcast) {
  const Array column = iota<double>({3, 1}), repeated = kernels::expand(iota<double>({2}), {3, 2});
  const xt::xarray<double> sum =
      xgrad::xtensor_view<double>(column) + xgrad::xtensor_view<double>(repeated);
  BOOST_TEST(std::vector<double>(sum.begin(), sum.end()) == std::vector<double>({0, 1, 1, 2, 2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(expressions_of_every_type) {
  const xt::xarray<double> x = {{1.0, 2.0}, {3.0, 4.0}};
  const Array sum = xgrad::from_xtensor(x + xt::transpose(x));
  BOOST_TEST(values<double>(sum) == std::vector<double>({2, 5, 5, 8}),
             boost::test_tools::per_element());
  const Array mask = xgrad::from_xtensor(x > 2.5);
  BOOST_TEST(mask.dtype() == xgrad::bool_);
  BOOST_TEST(values<bool>(mask) == std::vector<bool>({false, false, true, true}),
             boost::test_tools::per_element());
  const Array integers = xgrad::from_xtensor(xt::xarray<int>({-7, 8}));
  BOOST_TEST(integers.dtype() == xgrad::int64);
  BOOST_TEST(values<std::int64_t>(integers) == std::vector<std::int64_t>({-7, 8}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(column_major_containers) {
  const xt::xarray<float, xt::layout_type::column_major> x = {{1, 2, 3}, {4, 5, 6}};
  BOOST_TEST(values<float>(xgrad::from_xtensor(x)) == std::vector<float>({1, 2, 3, 4, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(other_types_are_errors) {
  BOOST_CHECK_EXCEPTION(xgrad::to_xtensor<float>(iota<double>({2})), xgrad::DTypeError,
                        says("to_xtensor: asked for float32 elements of a float64 [2] tensor"));
}

BOOST_AUTO_TEST_SUITE_END()
