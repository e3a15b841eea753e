// Modules: registration, handles, clones, replacement, modes, and the path in messages.
#include <xgrad/nn/module.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "support/misuse.hpp"
#include <sstream>

namespace nn = xgrad::nn;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(module)

namespace {

std::vector<std::string> names(const nn::ModuleBase::NamedTensors& named) {
  std::vector<std::string> result;
  for (const auto& [name, tensor] : named) result.push_back(name);
  return result;
}

// Registers what a test asks for.
struct Registrar : nn::Module<Registrar> {
  void module(const std::string& name) { register_module(name, toy::Weight(1)); }
  nn::Parameter parameter(const std::string& name, const Tensor& value) {
    return register_parameter(name, value);
  }
};

// Throws where it is asked to, so that messages can be looked at.
struct Failing : nn::Module<Failing> {
  std::string extra_repr() const override { return "1 -> 2"; }
  void forward() const { throw ValueError("it failed"); }
};
struct Outer : nn::Module<Outer> {
  Failing inner = register_module("inner", Failing());
  void forward(bool registered) const { registered ? inner() : Failing()(); }
};

// A class whose handles would be Weights, and how to write it.
struct Heavier : toy::Weight {
  using toy::Weight::Weight;
};
struct Derived : nn::Module<Derived, toy::Weight> {
  using nn::Module<Derived, toy::Weight>::Module;
};
struct Keeper : nn::Module<Keeper> {
  template <class M>
  void take(const M& module) {
    register_module("weight", module);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(names_come_in_the_order_of_registration) {
  const toy::Tree tree;
  const std::vector<std::string> expected = {"scale", "pair.first.weight", "pair.second.weight",
                                             "head.weight"};
  BOOST_TEST(names(tree.named_parameters()) == expected, boost::test_tools::per_element());
  BOOST_TEST(names(tree.named_buffers()) == std::vector<std::string>{"pair.count"},
             boost::test_tools::per_element());
  BOOST_TEST(tree.parameters().size() == 4u);
  BOOST_TEST(tree.buffers().size() == 1u);
  std::string paths;
  for (const auto& [path, module] : tree.named_modules()) {
    paths += path + "=" + std::string(module->name()) + " ";
  }
  BOOST_TEST(paths == "=Tree pair=Pair pair.first=Weight pair.second=Weight head=Weight ");
  BOOST_TEST(tree.named_children().size() == 2u);
}

BOOST_AUTO_TEST_CASE(registration_checks_names) {
  Registrar module;
  module.module("a");
  BOOST_CHECK_EXCEPTION(module.module("a"), ValueError, test::says("Registrar has 'a' already"));
  BOOST_CHECK_EXCEPTION(module.parameter("a", toy::ramp({1})), ValueError, test::says("'a'"));
  BOOST_CHECK_EXCEPTION(module.module("a.b"), ValueError, test::says("'a.b' contains a dot"));
  BOOST_CHECK_EXCEPTION(module.module(""), ValueError, test::says("empty"));
  BOOST_TEST(module.named_modules().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_class_whose_handles_are_of_its_base_is_refused) {
  Keeper owner;
  BOOST_TEST(test::message_of([&] { owner.take(Heavier(2)); }) ==
             "register_module: the class of this module derives from Weight, whose handles are "
             "what a parent keeps\n  hint: derive it from nn::Module<YourClass, Weight>");
  BOOST_TEST(owner.named_children().empty());
  owner.take(Derived(2));
  BOOST_TEST(owner.named_children()[0].second->name() == "Derived");
}

BOOST_AUTO_TEST_CASE(a_parameter_is_found_by_its_name) {
  const toy::Tree tree;
  BOOST_TEST(tree.get_parameter("head.weight").data<double>() ==
             tree.head.weight.tensor().data<double>());
  BOOST_TEST(test::message_of([&] { static_cast<void>(tree.get_parameter("head.weigth")); }) ==
             "get_parameter: Tree has no parameter 'head.weigth' (did you mean 'head.weight'?)");
}

BOOST_AUTO_TEST_CASE(parameters_are_leaves_of_their_own) {
  Registrar module;
  const Tensor value = toy::ramp({3});
  const nn::Parameter copied = module.parameter("copied", value);
  BOOST_TEST(copied.tensor().requires_grad());
  BOOST_TEST(!value.requires_grad());
  BOOST_TEST(!copied.tensor().array().shares_buffer(value.array()));
  const nn::Parameter tied = module.parameter("tied", copied);
  BOOST_TEST(tied.tensor().body() == copied.tensor().body());
  const nn::Parameter absent = module.parameter("absent", {});
  BOOST_TEST(!absent.defined());
  BOOST_TEST(names(module.named_parameters()) == std::vector<std::string>{"copied"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(copies_are_handles) {
  const toy::Tree tree;
  const toy::Tree alias = tree;
  alias.head.weight.set_data(toy::ramp({4}));
  alias.eval();
  BOOST_TEST(tree.head.weight.tensor().body() == alias.head.weight.tensor().body());
  BOOST_TEST(!tree.is_training());
  BOOST_TEST(!tree.pair.first.is_training());
  tree.train();
  BOOST_TEST(alias.pair.second.is_training());
}

BOOST_AUTO_TEST_CASE(modules_are_not_assignable) {
  static_assert(!std::is_assignable_v<toy::Weight&, toy::Weight>);
  static_assert(!std::is_assignable_v<toy::Tree&, toy::Tree>);
  static_assert(!std::is_assignable_v<nn::Parameter&, Tensor>);
  static_assert(!std::is_assignable_v<nn::Parameter&, nn::Parameter>);
  static_assert(!std::is_assignable_v<nn::Buffer&, Tensor>);
  static_assert(std::is_copy_constructible_v<toy::Tree>);
}

BOOST_AUTO_TEST_CASE(parameters_come_from_registration_alone) {
  static_assert(!std::is_constructible_v<nn::Parameter, Tensor>);
  static_assert(!std::is_constructible_v<nn::Buffer, Tensor>);
  BOOST_TEST(!nn::Parameter().defined());
}

BOOST_AUTO_TEST_CASE(a_clone_shares_nothing) {
  toy::Tree tree;
  tree.pair.eval();
  const toy::Tree copy = nn::clone(tree);
  const StateDict before = tree.state_dict();
  for (const auto& [name, parameter] : copy.named_parameters()) {
    parameter.set_data(Tensor(
        test::array(parameter.shape(),
                    std::vector<double>(static_cast<std::size_t>(parameter.numel()), -1.0))));
  }
  for (const auto& [name, tensor] : tree.state_dict()) {
    BOOST_TEST(tensor.to_vector<double>() == before.at(name).to_vector<double>(),
               boost::test_tools::per_element());
  }
  // The members of the clone are the ones in its registry.
  BOOST_TEST(copy.head.weight.tensor().to_vector<double>()[1] == -1.0);
  BOOST_TEST(copy.pair.second.weight.tensor().to_vector<double>()[1] == -1.0);
  BOOST_TEST(!copy.pair.first.is_training());
  BOOST_TEST(copy.head.is_training());
  tree.train();
  BOOST_TEST(!copy.pair.first.is_training());
  BOOST_TEST(copy.to_string() == tree.to_string());
}

BOOST_AUTO_TEST_CASE(clone_keeps_tied_parameters_tied) {
  struct Tied : nn::Module<Tied> {
    toy::Weight one = register_module("one", toy::Weight(2));
    nn::Parameter same = register_parameter("same", one.weight);
  };
  const Tied tied;
  const Tied copy = nn::clone(tied);
  BOOST_TEST(copy.same.tensor().body() == copy.one.weight.tensor().body());
  BOOST_TEST(copy.same.tensor().body() != tied.same.tensor().body());
  BOOST_TEST(copy.parameters().size() == 1u);
  BOOST_TEST(copy.state_dict().size() == 2u);
}

BOOST_AUTO_TEST_CASE(replace_module_replaces_a_child) {
  toy::Tree tree;
  const toy::Tree stale = tree;
  const toy::Weight old = nn::clone(tree.head);
  tree.eval();
  tree.replace_module(tree.head, toy::Weight(7));
  BOOST_TEST(tree().numel() == 7);
  BOOST_TEST(!tree.head.is_training());
  BOOST_TEST(tree.state_dict().at("head.weight").numel() == 7);
  BOOST_TEST(stale.state_dict().at("head.weight").numel() == 7);
  BOOST_CHECK_EXCEPTION(stale(), ValueError,
                        test::says("model.head (Weight [4]): this module was replaced"));
  BOOST_TEST(old().numel() == 4);
  BOOST_CHECK_EXCEPTION(tree.replace_module(tree.pair.first, toy::Weight(1)), ValueError,
                        test::says("the Weight [3] given is no child of this Tree"));
}

BOOST_AUTO_TEST_CASE(messages_begin_with_the_path) {
  BOOST_TEST(test::message_of([] { Failing()(); }) == "model (Failing 1 -> 2): it failed");
  BOOST_TEST(test::message_of([] { Outer()(true); }) == "model.inner (Failing 1 -> 2): it failed");
  BOOST_TEST(test::message_of([] { Outer()(false); }) == "model (Failing 1 -> 2): it failed");
  BOOST_TEST(test::message_of([] { nn::clone(Outer())(true); }) ==
             "model.inner (Failing 1 -> 2): it failed");
  BOOST_TEST(test::message_of([] { nn::clone(Outer().inner)(); }) ==
             "model (Failing 1 -> 2): it failed");
}

BOOST_AUTO_TEST_CASE(dtype_changes_under_all_handles) {
  const toy::Tree tree;
  const Tensor weight = tree.head.weight;
  weight.set_grad(toy::ramp({4}));
  tree.to(float32);
  BOOST_TEST(weight.dtype() == float32);
  BOOST_TEST(tree.pair.count.dtype() == float32);
  BOOST_TEST(!weight.grad().defined());
  BOOST_TEST(weight.to_vector<float>()[3] == 3.0f);
  BOOST_CHECK_EXCEPTION(tree.to(int64), DTypeError, test::says("int64"));
}

BOOST_AUTO_TEST_CASE(zero_grad_drops_gradients) {
  const toy::Tree tree;
  for (const Tensor& parameter : tree.parameters()) parameter.set_grad(parameter.detach());
  tree.zero_grad();
  for (const Tensor& parameter : tree.parameters()) BOOST_TEST(!parameter.grad().defined());
}

BOOST_AUTO_TEST_CASE(modules_print_their_tree) {
  BOOST_TEST(toy::Tree().to_string() ==
             "Tree (\n"
             "  (pair): Pair (\n"
             "    (first): Weight [3]\n"
             "    (second): Weight [2]\n"
             "  )\n"
             "  (head): Weight [4]\n"
             ")");
}

BOOST_AUTO_TEST_SUITE_END()
