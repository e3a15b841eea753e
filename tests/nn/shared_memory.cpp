// Results share memory neither with each other nor with inputs, and what writes reads a source of
// its own memory first.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/module/parameter_vector.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
#include <xgrad/optim/rules/sgd.hpp>

#include <boost/test/data/test_case.hpp>

#include "recurrent/small_layers.hpp"
#include "support/arrays.hpp"

using namespace xgrad;
using nn::RecurrentOptions;
using test::close;
using test::recipe;
using test::says;

BOOST_AUTO_TEST_SUITE(shared_memory)

using Tensors = std::vector<Tensor>;

namespace {

void check_apart(const Tensors& results, const Tensors& inputs, const std::string& what) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      BOOST_TEST(!results[i].array().shares_buffer(results[j].array()),
                 what << ": results " << j << " and " << i << " share memory");
    }
    for (std::size_t j = 0; j < inputs.size(); ++j) {
      BOOST_TEST(!results[i].array().shares_buffer(inputs[j].array()),
                 what << ": result " << i << " shares memory with input " << j);
    }
  }
}

Tensors joined(Tensors first, const Tensors& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Options whose results take another way out of the layer.
const std::vector<std::pair<const char*, RecurrentOptions>> kOptions = {
    {"plain", {.input_size = test::kInput, .hidden_size = test::kHidden}},
    {"two layers", {.input_size = test::kInput, .hidden_size = test::kHidden, .num_layers = 2}},
    {"both directions",
     {.input_size = test::kInput, .hidden_size = test::kHidden, .bidirectional = true}},
    {"sum of both directions",
     {.input_size = test::kInput,
      .hidden_size = test::kHidden,
      .bidirectional = true,
      .merge = nn::Merge::sum}},
    {"batch_first",
     {.input_size = test::kInput,
      .hidden_size = test::kHidden,
      .batch_first = true,
      .state_batch_first = true}},
    {"learned_state",
     {.input_size = test::kInput, .hidden_size = test::kHidden, .learned_state = true}},
    {"memory_budget",
     {.input_size = test::kInput, .hidden_size = test::kHidden, .memory_budget = 1}},
    {"zoneout_hidden",
     {.input_size = test::kInput,
      .hidden_size = test::kHidden,
      .regularization = {.zoneout_hidden = 0.5}}},
};

void check_layer(const nn::RecurrentBase& layer, const char* options) {
  const bool batch_first = std::string_view(options) == "batch_first";
  const Shape few = batch_first ? Shape{2, 3, test::kInput} : Shape{3, 2, test::kInput};
  const nn::State begin = layer.forward(recipe(4, few)).state.detach();
  for (const Index time : {0, 1, 3}) {
    const Tensor x =
        recipe(1, batch_first ? Shape{2, time, test::kInput} : Shape{time, 2, test::kInput});
    const Tensor reset = zeros(batch_first ? Shape{2, time} : Shape{time, 2}, bool_);
    const std::vector<nn::Sequences> ways = {
        {}, {.lengths = {time, std::min<Index>(time, 1)}}, {.reset = reset}};
    for (const nn::Sequences& way : ways) {
      for (const nn::State& state : {nn::State(), begin}) {
        const Tensors inputs = joined(joined({x, reset}, state.tensors()), layer.parameters());
        const auto [output, last] = layer.forward(x, state, way);
        check_apart(joined({output}, last.tensors()), inputs, options);
        const auto all = layer.all_states(x, state, way);
        Tensors results = joined({all.output}, all.state.tensors());
        for (const nn::State& one : all.layers) results = joined(results, one.tensors());
        check_apart(results, inputs, std::string("all_states, ") + options);
      }
    }
    if (time == 0) continue;
    const auto packed = nn::pack_padded_sequence(x, {time, time}, {.batch_first = batch_first});
    const auto [output, last] = layer.forward(packed, begin);
    check_apart(joined({output.data}, last.tensors()), joined({x, packed.data}, begin.tensors()),
                std::string("packed, ") + options);
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(recurrent_outputs_and_states_have_memory_of_their_own, test::every_layer(),
                     kind) {
  for (const auto& [name, options] : kOptions) {
    const auto layer = test::make(kind, options);
    check_layer(*layer, name);
    const NoGrad inference;
    check_layer(*layer, name);
  }
}

BOOST_AUTO_TEST_CASE(recurrent_state_of_a_single_sequence_has_memory_of_its_own) {
  const NoGrad inference;
  const nn::GRU gru({.input_size = 1, .hidden_size = 2});
  const auto [output, state] = gru(ones({2, 1}));
  const Tensor before = output * 1.0F;
  state.h.copy_(zeros({1, 2}));
  BOOST_TEST(close(output, before));
  const nn::GRUCell cell({.input_size = 1, .hidden_size = 2});
  const nn::State begin{.h = zeros({1, 2})};
  cell(ones({1, 1}), begin).h.copy_(ones({1, 2}));
  BOOST_TEST(close(begin.h, zeros({1, 2})));
}

BOOST_AUTO_TEST_CASE(packing_and_padding_copy_sequences_of_equal_length) {
  const Tensor x = recipe(1, {3, 2, 4});
  const auto packed = nn::pack_padded_sequence(x, {3, 3});
  const auto padded = nn::pad_packed_sequence(packed);
  check_apart({packed.data, padded.output}, {x}, "pack_padded_sequence");
  check_apart({padded.output}, {packed.data}, "pad_packed_sequence");
  const Tensor sequence = recipe(1, {3, 4});
  check_apart({nn::pack_sequence({sequence}).data, nn::pad_sequence({sequence})}, {sequence},
              "pack_sequence and pad_sequence");
}

BOOST_AUTO_TEST_CASE(reset_flags_that_are_reused_leave_the_gradient_of_a_memory_budget_alone) {
  const auto gradient = [](bool reuse, bool bidirectional) {
    Generator generator(1);
    const nn::GRU gru({.input_size = 3,
                       .hidden_size = 4,
                       .bidirectional = bidirectional,
                       .memory_budget = 1,
                       .dtype = float64},
                      generator);
    const Tensor first = zeros({600, 3}, bool_);
    const Tensor x = randn({600, 3, 3}, float64, generator).requires_grad_();
    const Tensor loss = sum(square(gru(x, nn::Sequences{.reset = first}).output));
    if (reuse) first.copy_(ones({600, 3}, bool_));
    loss.backward();
    return x.grad();
  };
  for (const bool bidirectional : {false, true}) {
    BOOST_TEST(close(gradient(true, bidirectional), gradient(false, bidirectional)));
  }
}

BOOST_AUTO_TEST_CASE(inputs_of_a_memory_budget_that_are_overwritten_are_noticed) {
  const auto overwritten = [](bool classes, bool state) {
    const nn::LSTM lstm({.input_size = 3, .hidden_size = 4, .memory_budget = 1, .dtype = float64});
    const Tensor x = classes ? zeros({600, 3}, int64) : zeros({600, 3, 3}, float64);
    const nn::State begin{.h = zeros({1, 3, 4}, float64), .c = zeros({1, 3, 4}, float64)};
    const Tensor loss = sum(square(lstm(x, begin).output));
    const Tensor& target = state ? begin.c : x;
    target.copy_(ones(target.shape(), target.dtype()));
    loss.backward();
  };
  BOOST_CHECK_EXCEPTION(overwritten(false, false), GraphError, says("was changed after use"));
  BOOST_CHECK_EXCEPTION(overwritten(true, false), GraphError, says("was changed after use"));
  BOOST_CHECK_EXCEPTION(overwritten(false, true), GraphError, says("was changed after use"));
}

BOOST_AUTO_TEST_CASE(parameters_to_vector_copies_a_single_parameter) {
  const nn::Linear one(2, 1, {.bias = false, .dtype = float64});
  const Tensor start = nn::parameters_to_vector(one.parameters()).detach();
  const Tensor before = start * 1.0;
  one.weight.set_data(zeros({1, 2}, float64));
  BOOST_TEST(close(start, before));
}

BOOST_AUTO_TEST_CASE(vector_to_parameters_reads_a_vector_of_the_parameters_before_it_writes) {
  Tensor all = recipe(1, {6});
  const Tensor a = narrow(all, 0, 0, 3).requires_grad_(), b = narrow(all, 0, 3, 3).requires_grad_();
  const Tensor expected = flip(all, {0}) * 1.0;
  nn::vector_to_parameters(flip(all, {0}), {a, b});
  BOOST_TEST(close(all, expected));
  const Tensor expanded = expand(zeros({1}, float64), {3}).requires_grad_();
  BOOST_CHECK_THROW(nn::vector_to_parameters(recipe(2, {6}), {a, expanded}), ValueError);
  BOOST_TEST(close(all, expected));
}

BOOST_AUTO_TEST_CASE(load_state_dict_reads_the_modules_own_tensors_before_it_writes) {
  const nn::Linear a(3, 3, {.bias = false, .dtype = float64}),
      b(3, 3, {.bias = false, .dtype = float64});
  struct Two : nn::Module<Two> {
    Two(const nn::Linear& first, const nn::Linear& second)
        : a(register_module("a", first)), b(register_module("b", second)) {}
    Tensor forward(const Tensor& x) const { return b(a(x)); }
    nn::Linear a, b;
  };
  const Two two(a, b);
  const Tensor old_a = a.weight.tensor().detach() * 1.0, old_b = b.weight.tensor().detach() * 1.0;
  two.load_state_dict({{"a.weight", transpose(b.weight.tensor().detach(), 0, 1)},
                       {"b.weight", a.weight.tensor().detach()}});
  BOOST_TEST(close(a.weight, transpose(old_b, 0, 1)));
  BOOST_TEST(close(b.weight, old_a));

  b.weight.tensor().replace_storage(expand(zeros({1, 3}, float64), {3, 3}).array());
  const Tensor before = a.weight.tensor().detach() * 1.0;
  BOOST_CHECK_EXCEPTION(two.load_state_dict({{"a.weight", old_a}, {"b.weight", old_b}}), ValueError,
                        says("load_state_dict: 'b.weight': cannot write into float64 [3, 3]"));
  BOOST_TEST(close(a.weight, before));
}

BOOST_AUTO_TEST_CASE(init_refuses_expanded_tensors_before_it_draws) {
  using namespace nn::init;
  Generator generator(3), untouched(3);
  const Tensor one = zeros({1, 4}, float64), target = expand(one, {4, 4});
  const auto refuses = says("several of its elements share one place in memory");
  BOOST_CHECK_EXCEPTION(uniform_(target, 0, 1, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(normal_(target, 0, 1, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(truncated_normal_(target, 0, 1, -2, 2, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(orthogonal_(target, 1, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(orthogonal_blocks_(target, 4, 1, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(sparse_(target, 0.5, 1, generator), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(constant_(target, 1), ValueError, refuses);
  BOOST_CHECK_EXCEPTION(eye_(target), ValueError, refuses);
  BOOST_TEST(close(one, zeros({1, 4}, float64)));
  BOOST_TEST(close(randn({3}, float64, generator), randn({3}, float64, untouched)));
}

BOOST_AUTO_TEST_CASE(unfreeze_keeps_the_way_of_gradients_recorded_before_freeze) {
  const nn::Linear layer(2, 1, {.dtype = float64});
  const Tensor loss = sum(layer(ones({3, 2}, float64)));
  optim::SGD sgd(layer.parameters(), {.lr = 1});
  layer.freeze();
  layer.unfreeze();
  loss.backward();
  BOOST_REQUIRE(layer.weight.grad().defined());
  BOOST_TEST(close(layer.weight.grad(), full({1, 2}, 3, float64)));
  const Tensor before = layer.bias.tensor().detach() * 1.0;
  sgd.step();
  BOOST_TEST(close(layer.bias, before - 3.0));
  // A gradient that came before freeze is gone after it: no step uses it.
  layer.freeze();
  layer.unfreeze();
  BOOST_TEST(!layer.weight.grad().defined());
}

BOOST_AUTO_TEST_SUITE_END()
