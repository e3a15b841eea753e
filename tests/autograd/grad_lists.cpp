// grad of lists gives vectors, and of tensors a tensor.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <string>
#include <type_traits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(grad_lists)

BOOST_AUTO_TEST_CASE(grad_takes_braced_lists) {
  const Tensor x = test::leaf(3), y = square(x);
  static_assert(std::is_same_v<decltype(grad({y}, {x})), std::vector<Tensor>>);
  static_assert(
      std::is_same_v<decltype(grad({y}, {x}, {.retain_graph = true})), std::vector<Tensor>>);
  static_assert(std::is_same_v<decltype(grad(y, x)), Tensor>);
  static_assert(std::is_same_v<decltype(grad(y * 2.0, x, {.create_graph = true})), Tensor>);
  const std::vector<Tensor> found = grad({y}, {x}, {.retain_graph = true});
  BOOST_TEST(found.size() == 1);
  BOOST_TEST(found[0].item<double>() == 6);
  BOOST_TEST(grad(y, x).item<double>() == 6);
}

BOOST_AUTO_TEST_CASE(grad_and_backward_name_themselves_in_errors) {
  const Tensor x = ones({2}).requires_grad_(), y = mul(x, 2), still = ones({2});
  const std::vector<Tensor> none, list = {y};
  const auto begins = [](const auto& action, const char* text) {
    BOOST_CHECK_EXCEPTION(action(), Error, [text](const Error& error) {
      return std::string(error.what()).starts_with(text);
    });
  };
  begins([&] { grad(none, {x}); }, "grad: no output was given");
  begins([&] { grad(y, x); }, "grad: the output has shape [2], need a single element");
  begins([&] { grad(still, x); }, "grad: this tensor [2] has no graph");
  begins([&] { grad(y, x, {.gradients = {ones({3})}}); }, "grad: the gradient is [3]");
  begins([&] { grad(y, x, {.gradients = {ones({2}, int64)}}); }, "grad: the gradient is int64");
  begins([&] { backward(none, none); }, "backward: no output was given");
  begins([&] { backward(list, none); }, "backward: the output has shape [2]");
}

BOOST_AUTO_TEST_SUITE_END()
