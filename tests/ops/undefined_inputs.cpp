// Undefined tensors: each input of each operation in turn, and each method.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index/scatter.hpp>
#include <xgrad/autograd/ops/index/segment.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/repeat.hpp>
#include <xgrad/autograd/print.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "support/misuse.hpp"
#include <map>
#include <set>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(undefined_inputs)

namespace {

std::string first_word(std::string_view text) {
  return std::string(text.substr(0, text.find(' ')));
}

// Inputs that may be left out, by the name of the row.
const std::map<std::string, std::set<std::size_t>> optional_inputs = {
    {"linear", {2}},
    {"layer_norm", {1, 2}},
    {"layer_norm without bias", {1}},
    {"layer_norm without weight", {1}},
    {"rms_norm", {1}},
    {"group_norm", {1, 2}},
    {"batch_norm", {3, 4}},
    {"batch_norm in training", {1, 2}},
    {"conv1d", {2}},
    {"conv1d with stride", {2}},
    {"conv1d with dilation", {2}},
    {"conv1d with groups", {2}},
    {"conv1d of the same length", {2}},
    {"conv1d causal", {2}},
    {"conv_transpose1d", {2}},
    {"conv_transpose1d with stride", {2}},
    {"conv_transpose1d with dilation", {2}},
    {"conv_transpose1d with groups", {2}},
    {"scaled_dot_product_attention with an added mask", {3}},
    {"linear_scan", {2}},
    {"linear_scan backwards", {2}},
};

bool may_be_left_out(const std::string& row, std::size_t input) {
  const auto found = optional_inputs.find(row);
  return found != optional_inputs.end() && found->second.contains(input);
}

// The operations of the table; some rows call another one first, or ask a tensor for its shape.
std::set<std::string> names_of_operations() {
  std::set<std::string> names = {"size", "operator()"};
  for (const Op& op : op_table()) names.insert(first_word(op.name));
  return names;
}

const Tensor none;

const Misuse misuses[] = {
    {"array: ", [] { (void)none.array("array"); }},
    {"dtype: ", [] { (void)none.dtype("dtype"); }},
    {"size: ", [] { (void)none.size(0, "size"); }},
    {"item: ", [] { (void)none.item<float>(); }},
    {"data: ", [] { (void)none.data<float>(); }},
    {"to_vector: ", [] { (void)none.to_vector<float>(); }},
    {"requires_grad_: ", [] { Tensor().requires_grad_(); }},
    {"requires_grad_: ", [] { Tensor().requires_grad_(false); }},
    {"requires_grad_: ", [] { Tensor(Array(), true); }},
    {"grad: ", [] { (void)none.grad(); }},
    {"set_grad: ", [] { none.set_grad(ones({1})); }},
    {"retain_grad: ", [] { none.retain_grad(); }},
    {"backward: ", [] { none.backward(); }},
    {"backward: ", [] { none.backward(ones({1})); }},
    {"backward: ",
     [] {
       const std::vector<Tensor> outputs = {ones({1}).requires_grad_(), Tensor()};
       backward(outputs, {});
     }},
    {"detach: ", [] { (void)none.detach(); }},
    {"set_data: ", [] { none.set_data(ones({1})); }},
    {"set_data: ", [] { ones({1}).set_data(none); }},
    {"copy_: ", [] { none.copy_(ones({1})); }},
    {"copy_: ", [] { ones({1}).copy_(none); }},
    {"writable: ", [] { (void)none.writable("writable"); }},
    {"replace_storage: ", [] { none.replace_storage(ones({1}).array()); }},
    {"replace_storage: ", [] { ones({1}).replace_storage(Array()); }},
    {"register_hook: ", [] { none.register_hook([](const Tensor& g) { return g; }); }},
    {"grad: ", [] { (void)grad(none, ones({1}).requires_grad_()); }},
    {"grad: ", [] { (void)grad(ones({1}).requires_grad_(), none); }},
    {"zeros_like: ", [] { (void)zeros_like(none); }},
    {"randn_like: ", [] { (void)randn_like(none); }},
    {"checkpoint: ", [] { (void)checkpoint([](const Tensors& t) { return t; }, {none}); }},
    {"gradcheck: ", [] { (void)gradcheck([](const Tensor& x) { return x; }, {none}); }},
    {"gradgradcheck: ", [] { (void)gradgradcheck([](const Tensor& x) { return x; }, {none}); }},
    {"mine: ",
     [] {
       const auto identity = [](const Tensor& g) { return g; };
       (void)record("mine", ones({1}).array(), {none}, identity);
     }},
    {"record: ",
     [] {
       const Tensor x = ones({1}).requires_grad_();
       (void)record("record", Array(), {x}, [](const Tensor& g) { return g; });
     }},
    {"mine: ",
     [] {
       const Tensors inputs = {ones({1}).requires_grad_(), Tensor()};
       (void)record_general("mine", {ones({1}).array()}, inputs, {});
     }},
    {"mine: ", [] { (void)record_general("mine", {Array()}, {}, {}); }},
    {"saved: ", [] { (void)Saved(none); }},
    {"index_select: ", [] { (void)index_select(ones({2}), 0, none); }},
    {"gather: ", [] { (void)gather(ones({2}), 0, none); }},
    {"embedding: ",
     [] {
       (void)embedding(ones({2, 2}), none);
     }},
    {"embedding: ", [] { (void)embedding(none, tensor({0}), 0); }},
    {"scatter_rows: ",
     [] {
       (void)scatter_rows(ones({2, 2}), none, 3, 0);
     }},
    {"scatter: ", [] { (void)scatter(ones({2}), 0, none, ones({2})); }},
    {"scatter: ", [] { (void)scatter(ones({2}), 0, none, 1); }},
    {"scatter_add: ", [] { (void)scatter_add(ones({2}), 0, none, ones({2})); }},
    {"take_along_dim: ", [] { (void)take_along_dim(ones({2}), none, 0); }},
    {"segment_sum: ", [] { (void)segment_sum(ones({2}), none); }},
    {"repeat_interleave: ", [] { (void)repeat_interleave(ones({2}), none, 0); }},
    {"view_as: ", [] { (void)view_as(ones({2}), none); }},
    {"one_hot: ", [] { (void)one_hot(none, 2); }},
    {"where: ", [] { (void)where(none, ones({1}), ones({1})); }},
    {"cat: ",
     [] {
       (void)cat({ones({1}), none});
     }},
    {"cat_of: ", [] { (void)cat_of(Array(), {ones({1})}); }},
    {"copy_into: ", [] { (void)copy_into(ones({1}).array(), none); }},
    {"copy_into: ", [] { (void)copy_into(Array(), ones({1})); }},
    {"repeat_into: ", [] { (void)repeat_into(Array(), ones({1})); }},
    {"embedding_into: ",
     [] {
       (void)embedding_into(Array(), ones({2, 2}), tensor({0}));
     }},
};

}  // namespace

BOOST_DATA_TEST_CASE(operations_refuse_each_undefined_input, op_table(), op) {
  static const std::set<std::string> names = names_of_operations();
  const golden::Sample sample = op.samples.front();
  for (const bool required : {false, true}) {
    for (std::size_t i = 0; i < sample.inputs.size(); ++i) {
      if (may_be_left_out(op.name, i) || first_word(op.name) == "repeat_into") continue;
      if (first_word(op.name) == "one_hot") continue;  // its row takes its index from elsewhere
      Tensors inputs = inputs_of(sample);
      for (Tensor& input : inputs) input.requires_grad_(required);
      inputs[i] = Tensor();
      const std::string message = message_of([&] { op.function(inputs); });
      BOOST_TEST(message.find("an undefined tensor was used") != message.npos, message);
      BOOST_TEST(names.contains(message.substr(0, message.find(':'))), message);
    }
  }
}

BOOST_DATA_TEST_CASE(methods_and_functions_refuse_undefined_tensors, misuses, misuse) {
  BOOST_CHECK_THROW(misuse.use(), ValueError);
  check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_CASE(a_tensor_of_an_undefined_array_is_undefined) {
  const Tensor empty{Array()};
  BOOST_TEST(!empty.defined());
  BOOST_TEST(to_string(empty) == "undefined");
  BOOST_TEST(!empty.requires_grad());
  BOOST_TEST(empty.is_leaf());
}

BOOST_AUTO_TEST_CASE(a_tensor_moved_from_is_undefined) {
  Tensor x = ones({2});
  const Tensor y = std::move(x);
  BOOST_TEST(!x.defined());
  BOOST_CHECK_THROW(add(x, y), ValueError);
}

BOOST_AUTO_TEST_CASE(a_message_names_the_function_that_used_the_tensor) {
  check_message(
      [] { (void)sum(Tensor()); },
      "sum: an undefined tensor was used where a value is needed\n  hint: a default-made");
}

BOOST_AUTO_TEST_SUITE_END()
