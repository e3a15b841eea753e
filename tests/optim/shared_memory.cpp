// Parameters and gradients that share memory: refused, or read before they are overwritten.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients/clip.hpp>
#include <xgrad/optim/rules/adam.hpp>
#include <xgrad/optim/rules/sgd.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/every_rule.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>

using namespace xgrad;
using test::close;
using test::counted;
using test::says;

BOOST_AUTO_TEST_SUITE(shared_memory)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(optimizers_refuse_expanded_parameters) {
  const Tensor leaf = expand(zeros({1}, float64), {3}).detach().requires_grad_();
  const auto refuses = says("'0' is float64 [3], several of whose elements share one place");
  BOOST_CHECK_EXCEPTION(optim::SGD({leaf}, {.lr = 1}), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(optim::Adam({leaf}), ValueError, refuses);
}

BOOST_AUTO_TEST_CASE(step_refuses_a_parameter_that_has_become_expanded_before_anything_changes) {
  const Tensor first = counted({3}).requires_grad_(), second = counted({3}).requires_grad_();
  optim::SGD sgd({first, second}, {.lr = 1});
  second.replace_storage(expand(zeros({1}, float64), {3}).array());
  sum(first + second).backward();
  BOOST_CHECK_EXCEPTION(sgd.step(), ValueError,
                        says("SGD: parameter '1': cannot write into float64 [3]"));
  BOOST_TEST(test::values(first) == (Values{0, 1, 2}));
}

BOOST_DATA_TEST_CASE(step_reads_gradients_that_are_views_of_parameters_before_it_writes,
                     test::every_rule(), rule) {
  const auto after_steps = [&](bool shares) {
    const Tensor all = counted({40}), before = all * 1.0;
    const Tensor& gradients = shares ? all : before;
    const Tensor p = narrow(all, 0, 0, 20).requires_grad_(),
                 q = narrow(all, 0, 20, 20).requires_grad_();
    const auto optimizer = rule.make({p, q});
    p.set_grad(narrow(gradients, 0, 10, 20));  // half its own elements, half those of q
    q.set_grad(flip(narrow(gradients, 0, 0, 20), {0}));
    optimizer->step();
    return test::values(all);
  };
  BOOST_TEST(after_steps(true) == after_steps(false));
}

BOOST_AUTO_TEST_CASE(clipping_changes_a_copy_of_a_gradient_that_others_hold) {
  const Tensor p = counted({3}).requires_grad_(), q = counted({3}).requires_grad_();
  const Tensor shared = ones({1}, float64);
  p.set_grad(expand(shared, {3}));
  q.set_grad(p.grad());
  optim::clip_grad_value_({p, q}, 0.5);
  BOOST_TEST(test::values(p.grad()) == (Values{0.5, 0.5, 0.5}));
  BOOST_TEST(test::values(q.grad()) == (Values{0.5, 0.5, 0.5}));
  BOOST_TEST(test::values(shared) == (Values{1}));
  p.set_grad(expand(shared, {3}));
  q.set_grad({});
  optim::clip_grad_norm_({p}, 0.75);
  for (const double x : test::values(p.grad()))
    BOOST_TEST(close(x, 0.75 / std::sqrt(3), {.absolute = 1e-6}));
  BOOST_TEST(test::values(shared) == (Values{1}));
}

BOOST_AUTO_TEST_SUITE_END()
