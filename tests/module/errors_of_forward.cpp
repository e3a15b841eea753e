// What user code throws comes out of a call as it is; where memory is out, the module is named.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(errors_of_forward)

namespace {

struct Failing : nn::Module<Failing> {
  using Fail = void (*)();
  Fail fail;
  explicit Failing(Fail failure) : fail(failure) {}
  Tensor forward(const Tensor& x) const {
    fail();
    return x;
  }
};

struct Outer : nn::Module<Outer> {
  Failing inner;
  explicit Outer(const Failing& failing) : inner(register_module("inner", failing)) {}
  Tensor forward(const Tensor& x) const { return inner(x); }
};

void too_long() {
  throw std::length_error("vector of doses is too long");
}

// The text of the E, and no other class, that an action throws.
template <class E, class Action>
std::string text_of(const Action& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return typeid(error) == typeid(E) ? error.what()
                                      : std::string("another class: ") + error.what();
  }
  return "nothing was thrown";
}

}  // namespace

BOOST_AUTO_TEST_CASE(length_error_of_user_code_comes_out_of_forward_checkpoint_and_hooks) {
  const Tensor x = ones({2}).requires_grad_();
  const std::string text = "vector of doses is too long";
  BOOST_TEST(text_of<std::length_error>([&] { Outer(Failing(too_long))(x); }) == text);
  const auto checkpointed = [&] {
    checkpoint([](const std::vector<Tensor>& inputs) { return too_long(), inputs; }, {x});
  };
  BOOST_TEST(text_of<std::length_error>(checkpointed) == text);
  const Tensor y = mul(x, 2);
  y.register_hook([](const Tensor&) { return too_long(), Tensor(); });
  BOOST_TEST(text_of<std::length_error>([&] { sum(y).backward(); }) == text);
}

BOOST_AUTO_TEST_CASE(out_of_memory_of_forward_names_the_innermost_module) {
  const Tensor x = ones({2});
  const auto thrown_by = [&](Failing::Fail fail) {
    return text_of<OutOfMemory>([&] { Outer(Failing(fail))(x); });
  };
  BOOST_TEST(thrown_by([] { throw std::bad_alloc(); }) ==
             "model.inner (Failing): the system has no more memory");
  const std::string longer = thrown_by([] { std::vector<char>().reserve(~std::size_t{0}); });
  BOOST_TEST(
      longer.starts_with("model.inner (Failing): a list would be longer than any memory: vector"));
  const std::string text = thrown_by([] { std::string("a").append(~std::size_t{0} - 1, 'x'); });
  BOOST_TEST(text.starts_with("model.inner (Failing): a list would be longer than any memory: "));
}

BOOST_AUTO_TEST_SUITE_END()
