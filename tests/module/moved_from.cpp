// Modules and other handles after a move: a move copies the handle, so both are the same module.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "support/tensors.hpp"
#include <utility>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(moved_from)

namespace {

struct Net : nn::Module<Net> {
  nn::Sequential body = register_module("body", nn::Sequential(nn::Linear(2, 3), xgrad::tanh));
  nn::SelectOutput select = register_module(
      "select",
      nn::SelectOutput(nn::GRU({.input_size = 3, .hidden_size = 2}), {.last_step = true}));
  nn::ModuleList<nn::Linear> heads = register_module("heads", nn::ModuleList<nn::Linear>({{2, 1}}));

  Tensor forward(const Tensor& x) const { return heads[0](select(body(x))); }
};

// Everything that a module of any class can be asked, on the one that was moved from and on the one
// that it was moved to.
template <class M, class Call>
void check_both(const M& from, const M& to, const Call& call) {
  BOOST_TEST_CONTEXT(to.description()) {
    BOOST_TEST(test::values<float>(call(from)) == test::values<float>(call(to)));
    BOOST_TEST(from.description() == to.description());
    BOOST_TEST(from.extra_repr() == to.extra_repr());
    BOOST_TEST(from.to_string() == to.to_string());
    BOOST_TEST(from.parameters().size() == to.parameters().size());
    BOOST_TEST(from.named_buffers().size() == to.named_buffers().size());
    BOOST_TEST(from.named_children().size() == to.named_children().size());
    BOOST_TEST(from.named_modules().size() == to.named_modules().size());
    from.train();
    BOOST_TEST(to.is_training());
    from.eval();
    BOOST_TEST(!to.is_training());
    from.freeze();
    for (const Tensor& parameter : to.parameters()) BOOST_TEST(!parameter.requires_grad());
    from.unfreeze();
    from.zero_grad();
    from.load_state_dict(to.state_dict());
    for (const auto& [name, parameter] : to.named_parameters()) {
      BOOST_TEST(from.get_parameter(name).body() == parameter.body());
    }
    int seen = 0;
    from.apply([&](const nn::ModuleBase&) { ++seen; });
    BOOST_TEST(seen > 0);
    int calls = 0;
    const HookHandle hook = from.register_forward_pre_hook([&](const nn::ModuleBase&) { ++calls; });
    (void)call(to);
    hook.remove();
    (void)call(to);
    BOOST_TEST(calls == (to.name() == "ModuleList" ? 0 : 1));  // which is never called itself
    const M copy = nn::clone(from);
    BOOST_TEST(test::values<float>(call(copy)) == test::values<float>(call(to)));
    from.to(float64);
    from.to(float32);
  }
}

template <class M, class Call>
void check(M made, const Call& call) {
  const auto original = std::make_unique<M>(std::move(made));
  auto moved = std::make_unique<M>(std::move(*original));
  made.eval();
  check_both(*original, *moved, call);
  check_both(made, *moved, call);
  moved.reset();  // the one moved from lives on alone
  BOOST_TEST(test::values<float>(call(*original)) == test::values<float>(call(made)));
}

Tensor sequence() {
  Generator generator(1);
  return randn({3, 2, 2}, float32, generator);
}

template <class M>
void check_on_sequence(M made) {
  check(std::move(made), [x = sequence()](const M& module) { return Tensor(module(x)); });
}

template <class Layer>
void check_layer() {
  check(Layer({.input_size = 2, .hidden_size = 3, .bidirectional = true}),
        [x = sequence()](const Layer& layer) {
          (void)layer.options();
          (void)layer.output_size();
          (void)layer.recurrent_weights();
          (void)layer.all_states(x);
          return layer(x).output;
        });
}

template <class Cell>
void check_cell() {
  check(Cell({.input_size = 2, .hidden_size = 3}),
        [x = select(sequence(), 0, 0)](const Cell& cell) { return cell(x).h; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(layers_work_as_before) {
  check_on_sequence(nn::Linear(2, 3));
  check_on_sequence(nn::LayerNorm(2));
  check_on_sequence(nn::Dropout(0.5));
  check_on_sequence(nn::LockedDropout(0.5));
  check_on_sequence(nn::Tanh());
  check_on_sequence(nn::Sigmoid());
  check_on_sequence(nn::ReLU());
  check_on_sequence(nn::SiLU());
  check_on_sequence(nn::Softplus());
  check_on_sequence(nn::GELU());
  check_on_sequence(nn::LeakyReLU());
  check_on_sequence(nn::ELU());
  check(nn::Embedding(4, 2), [](const nn::Embedding& table) { return table(tensor({0, 3})); });
}

BOOST_AUTO_TEST_CASE(containers_work_as_before) {
  check_on_sequence(nn::Sequential(nn::Linear(2, 3), xgrad::tanh, nn::Linear(3, 1)));
  check_on_sequence(nn::Lambda([](const Tensor& x) { return x * 2.0; }, "twice"));
  check_on_sequence(nn::SelectOutput(nn::GRU({.input_size = 2, .hidden_size = 2})));
  check_on_sequence(
      nn::SelectOutput(nn::LSTM({.input_size = 2, .hidden_size = 2}), {.last_step = true}));
  check(nn::ModuleList<nn::Linear>({nn::Linear(2, 3), nn::Linear(3, 1)}),
        [](const nn::ModuleList<nn::Linear>& list) {
          Tensor x = sequence();
          for (const nn::Linear& layer : list) x = layer(x);
          return x;
        });
}

BOOST_AUTO_TEST_CASE(recurrent_layers_work_as_before) {
  check_layer<nn::RNN>();
  check_layer<nn::LSTM>();
  check_layer<nn::GRU>();
  check_layer<nn::LayerNormLSTM>();
  check_layer<nn::LayerNormGRU>();
  check_layer<nn::PeepholeLSTM>();
  check_layer<nn::CoupledLSTM>();
  check_layer<nn::MGU>();
  check_layer<nn::IndRNN>();
  check_layer<nn::MinGRU>();
  check_layer<nn::MinLSTM>();
  check_layer<nn::SRU>();
  check_layer<nn::SLSTM>();
  check_cell<nn::RNNCell>();
  check_cell<nn::LSTMCell>();
  check_cell<nn::GRUCell>();
}

BOOST_AUTO_TEST_CASE(modules_of_users_work_as_before) {
  check_on_sequence(Net());
  check(toy::Pair(), [](const toy::Pair& pair) { return to(pair(true)(), float32); });
}

BOOST_AUTO_TEST_CASE(parameters_and_buffers_are_handles_after_a_move) {
  toy::Pair pair;
  const nn::Parameter parameter = std::move(pair.first.weight);
  BOOST_TEST((pair.first.weight.tensor().body() == parameter.tensor().body()));
  const nn::Buffer buffer = std::move(pair.count);
  BOOST_TEST((pair.count.tensor().body() == buffer.tensor().body()));
  const toy::Weight weight = std::move(pair.second);
  BOOST_TEST((pair.second().body() == weight().body()));
}

BOOST_AUTO_TEST_CASE(undefined_parameters_are_refused) {
  const nn::Parameter absent;
  const Tensor x = ones({2});
  BOOST_CHECK_THROW((void)absent.shape(), Error);
  BOOST_CHECK_THROW((void)absent.size(0), Error);
  BOOST_CHECK_THROW((void)absent.dtype(), Error);
  BOOST_CHECK_THROW((void)absent.grad(), Error);
  BOOST_CHECK_THROW(absent.set_data(x), Error);
  BOOST_CHECK_THROW((void)(x * absent.tensor()), Error);
  BOOST_CHECK_THROW((void)nn::Buffer().shape(), Error);
}

BOOST_AUTO_TEST_CASE(a_hook_handle_moved_from_removes_its_hook) {
  const nn::Linear layer(2, 1);
  int calls = 0;
  HookHandle handle = layer.register_forward_pre_hook([&](const nn::ModuleBase&) { ++calls; });
  const HookHandle moved = std::move(handle);
  handle.remove();
  (void)layer(ones({1, 2}));
  BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_generator_moved_from_keeps_its_stream) {
  Generator generator(3);
  Generator moved = std::move(generator);
  BOOST_TEST(test::values<float>(randn({4}, float32, generator)) ==
             test::values<float>(randn({4}, float32, moved)));
}

BOOST_AUTO_TEST_CASE(a_packed_sequence_moved_from_is_refused) {
  nn::PackedSequence packed = nn::pack_sequence({ones({2, 3}), ones({1, 3})});
  const nn::PackedSequence moved = std::move(packed);
  BOOST_CHECK_THROW(nn::pad_packed_sequence(packed), Error);
  BOOST_CHECK_THROW(packed.check("test"), Error);
  BOOST_TEST(moved.batch() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
