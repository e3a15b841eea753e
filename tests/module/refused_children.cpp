// A child that cannot be taken in changes neither its parent nor itself.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(refused_children)

namespace {

bool describable = true;

struct Fickle : nn::Module<Fickle> {
  std::string extra_repr() const override {
    if (!describable) throw std::runtime_error("no extra_repr");
    return "";
  }
  Tensor forward() const { return ones({1}); }
};

struct Parent : nn::Module<Parent> {
  Fickle first = register_module("first", Fickle());
  void add(const Fickle& child) { register_module("second", child); }
  Tensor forward() const { return first(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(register_module_and_replace_module_that_throw_change_nothing) {
  Parent parent;
  const Fickle other;
  parent.eval();
  describable = false;
  BOOST_CHECK_THROW(parent.add(other), std::runtime_error);
  BOOST_CHECK_THROW(parent.replace_module(parent.first, other), std::runtime_error);
  describable = true;
  BOOST_TEST(parent.named_children().size() == 1u);
  BOOST_TEST(other.is_training());
  BOOST_TEST(parent().numel() == 1);  // the first was not replaced
  parent.add(other);
  BOOST_TEST(parent.named_children().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
