// Factories and printing: shapes, element types and values.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/print.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <sstream>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(factories)

using xgrad::arange;
using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Integers = std::vector<std::int64_t>;

BOOST_AUTO_TEST_CASE(zeros_ones_full_and_eye) {
  BOOST_TEST(zeros({2}).to_vector<float>() == (Floats{0, 0}));
  BOOST_TEST(ones({2}, int64).to_vector<std::int64_t>() == (Integers{1, 1}));
  BOOST_TEST(full({2}, 2.5, float64).to_vector<double>() == (Doubles{2.5, 2.5}));
  BOOST_TEST(empty({3, 0}).shape() == (Shape{3, 0}));
  const Tensor x = ones({1, 2}, float64).requires_grad_();
  for (const Tensor& like :
       {zeros_like(x), ones_like(x), full_like(x, 3), empty_like(x), rand_like(x), randn_like(x)}) {
    BOOST_TEST(like.shape() == x.shape());
    BOOST_TEST(like.dtype() == float64);
    BOOST_TEST(!like.requires_grad());
  }
  BOOST_TEST(full_like(x, 3).to_vector<double>() == (Doubles{3, 3}));
  BOOST_TEST(eye(2).to_vector<float>() == (Floats{1, 0, 0, 1}));
  BOOST_TEST(eye(2, 3, float64).to_vector<double>() == (Doubles{1, 0, 0, 0, 1, 0}));
  BOOST_TEST(eye(3, 1).to_vector<float>() == (Floats{1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(arange_and_linspace) {
  BOOST_TEST(arange(3).to_vector<std::int64_t>() == (Integers{0, 1, 2}));
  BOOST_TEST(arange(2, 8, 3).to_vector<std::int64_t>() == (Integers{2, 5}));
  BOOST_TEST(arange(3, 0, -1).to_vector<std::int64_t>() == (Integers{3, 2, 1}));
  BOOST_TEST(arange(0, 1, 0.25).to_vector<float>() == (Floats{0, 0.25, 0.5, 0.75}));
  BOOST_TEST(arange(1.0, 1.0).numel() == 0);
  BOOST_TEST(linspace(-1, 1, 5, float64).to_vector<double>() == (Doubles{-1, -0.5, 0, 0.5, 1}));
  BOOST_TEST(linspace(0.1, 0.7, 4, float64).to_vector<double>().back() == 0.7);
  BOOST_TEST(linspace(2, 3, 1).to_vector<float>() == Floats{2});
  BOOST_TEST(linspace(2, 3, 0).numel() == 0);
  BOOST_CHECK_EXCEPTION(arange(0, 3, 0), ValueError, says("arange: steps of 0 do not lead"));
  BOOST_CHECK_THROW(arange(0, 3, -1), ValueError);
  BOOST_CHECK_THROW(arange(-1), ShapeError);
}

BOOST_AUTO_TEST_CASE(random_draws_follow_their_generator) {
  Generator first(7), second(7);
  BOOST_TEST(rand({5}, float32, first).to_vector<float>() ==
             rand({5}, float32, second).to_vector<float>());
  BOOST_TEST(randn({5}, float64, first).to_vector<double>() ==
             randn({5}, float64, second).to_vector<double>());
  for (const auto value : randint(-2, 3, {100}, first).to_vector<std::int64_t>()) {
    BOOST_TEST(value >= -2);
    BOOST_TEST(value < 3);
  }
  Generator torchs(4);
  BOOST_TEST(randperm(10, torchs).to_vector<std::int64_t>() ==
             (Integers{0, 4, 9, 6, 7, 3, 2, 8, 1, 5}));
  manual_seed(3);
  const auto drawn = rand({4}).to_vector<float>();
  manual_seed(3);
  BOOST_TEST(rand({4}).to_vector<float>() == drawn);
  BOOST_CHECK_EXCEPTION(rand({2}, int64), DTypeError, says("rand: draws are float32 or float64"));
  BOOST_CHECK_THROW(randn({2}, bool_), DTypeError);
  BOOST_CHECK_THROW(randint(3, 3, {1}), ValueError);
  BOOST_TEST(randperm(0).numel() == 0);
  BOOST_CHECK_THROW(randperm(-1), ShapeError);
}

BOOST_AUTO_TEST_CASE(tensor_takes_braced_numbers) {
  BOOST_TEST(tensor(2.5).shape() == Shape{});
  BOOST_TEST(tensor(2.5).item<float>() == 2.5f);
  BOOST_TEST(tensor({1, 2}).dtype() == int64);
  BOOST_TEST(tensor({1.5, 2.0}).to_vector<float>() == (Floats{1.5, 2}));
  BOOST_TEST(tensor({1.5, 2.0}, float64).to_vector<double>() == (Doubles{1.5, 2}));
  BOOST_TEST(tensor({true, false}).to_vector<bool>() == (std::vector<bool>{true, false}));
  const Tensor rows = tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}});
  BOOST_TEST(rows.shape() == (Shape{2, 3}));
  BOOST_TEST(rows.to_vector<float>() == (Floats{1, 2, 3, 4, 5, 6}));
  BOOST_CHECK_THROW(tensor({{1.0, 2.0}, {3.0}}), ShapeError);
}

BOOST_AUTO_TEST_CASE(from_vector_and_from_pointer_copy) {
  const Doubles values = {1, 2, 3, 4};
  BOOST_TEST(from_vector(values).to_vector<double>() == values);
  BOOST_TEST(from_vector(values, {2, 2}).shape() == (Shape{2, 2}));
  BOOST_TEST(from_pointer(values.data() + 1, {2}).to_vector<double>() == (Doubles{2, 3}));
  BOOST_TEST(from_vector(std::vector<bool>{true, false}).to_vector<bool>() ==
             (std::vector<bool>{true, false}));
  BOOST_CHECK_EXCEPTION(from_vector(values, {3}), ShapeError,
                        says("from_vector: 4 values do not fill [3]"));
}

BOOST_AUTO_TEST_CASE(full_names_itself_where_int64_cannot_hold_a_number) {
  BOOST_CHECK_EXCEPTION(full({2}, 1e300, int64), ValueError, says("full: "));
}

BOOST_AUTO_TEST_CASE(tensors_are_printed) {
  std::ostringstream text;
  text << tensor({{1.0, -2.5}}) << '\n' << Tensor();
  BOOST_TEST(text.str() == "[[ 1.0000, -2.5000]]  float32 [1, 2]\nundefined");
  BOOST_TEST(to_string(ones({}).requires_grad_()) == "1.  float32 [], requires grad");
}

BOOST_AUTO_TEST_SUITE_END()
