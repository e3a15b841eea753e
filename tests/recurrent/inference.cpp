// Without a graph: bitwise identical results, and packed weights that follow every write.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
#include <xgrad/optim/rules/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <atomic>
#include <functional>
#include <thread>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(inference)

namespace {

using Values = std::vector<float>;

void append(Values& values, const Tensor& tensor) {
  if (!tensor.defined()) return;
  const Values more = tensor.to_vector<float>();
  values.insert(values.end(), more.begin(), more.end());
}

Values all(const nn::State& state) {
  Values values;
  append(values, state.h);
  append(values, state.c);
  return values;
}

Values all(const nn::RecurrentOutput& result) {
  Values values = all(result.state);
  append(values, result.output);
  return values;
}

// What a module makes of its arguments, with a graph and without.
template <class Module, class... Arguments>
void check_same_bits(const Module& module, const Arguments&... arguments) {
  const auto recorded = module(arguments...);
  const NoGrad no_grad;
  BOOST_TEST(all(module(arguments...)) == all(recorded));
}

template <class Layer, class Cell>
void check_kind(Index batch, Generator& generator) {
  const Layer layer({.input_size = 20, .hidden_size = 33, .num_layers = 2, .bidirectional = true},
                    generator);
  const Cell cell({.input_size = 20, .hidden_size = 33}, generator);
  const Tensor x = randn({45, batch, 20}, float32, generator), step = select(x, 0, 0);
  Array classes = Array::empty({45, batch}, int64);
  for (Index i = 0; i < classes.numel(); ++i) classes.mutable_data<std::int64_t>()[i] = i % 20;
  check_same_bits(layer, x);
  check_same_bits(layer, Tensor(classes));
  check_same_bits(cell, step);
  check_same_bits(cell, select(Tensor(classes), 0, 0));
}

// A layer that has just been called, and then is changed, gives what one gives that is new.
void check_follows(const std::function<void(const nn::LSTM&)>& change) {
  const nn::RecurrentOptions options{.input_size = 5, .hidden_size = 40};
  const nn::LSTM layer(options), fresh(options);
  const Tensor x = randn({6, 3, 5});
  const auto run = [&](const nn::LSTM& module) {
    const NoGrad no_grad;
    return all(module(x));
  };
  const Values before = run(layer);
  change(layer);
  const Values after = run(layer);
  fresh.load_state_dict(layer.state_dict());
  BOOST_TEST(after == run(fresh));
  BOOST_TEST(after != before);
}

}  // namespace

BOOST_AUTO_TEST_CASE(inference_is_bitwise_a_recorded_pass) {
  Generator generator(1);
  for (const Index batch : {1, 3, 8, 50}) {
    check_kind<nn::LSTM, nn::LSTMCell>(batch, generator);
    check_kind<nn::GRU, nn::GRUCell>(batch, generator);
    check_kind<nn::RNN, nn::RNNCell>(batch, generator);
  }
}

BOOST_AUTO_TEST_CASE(inference_uses_weights_after_every_write) {
  check_follows([](const nn::LSTM& layer) {
    for (const Tensor& p : layer.parameters()) p.set_data(mul(p.detach(), 2.0));
  });
  check_follows([](const nn::LSTM& layer) {
    optim::SGD optimizer(layer.parameters(), {.lr = 0.1});
    sum(layer(ones({2, 3, 5})).output).backward();
    optimizer.step();
  });
  const nn::LSTM other({.input_size = 5, .hidden_size = 40});
  check_follows([&](const nn::LSTM& layer) { layer.load_state_dict(other.state_dict()); });
  check_follows([&](const nn::LSTM& layer) {
    const test::TemporaryDirectory directory;
    nn::save(other, directory / "other.safetensors");
    nn::load(layer, directory / "other.safetensors");
  });
  check_follows([&](const nn::LSTM& layer) {
    layer.to(float64);
    for (const Tensor& p : layer.parameters()) p.set_data(mul(p.detach(), 2.0));
    layer.to(float32);
  });
}

BOOST_AUTO_TEST_CASE(a_clone_has_packed_weights_of_its_own) {
  const NoGrad no_grad;
  const nn::GRU layer({.input_size = 5, .hidden_size = 40});
  const Tensor x = randn({6, 3, 5});
  const Values before = all(layer(x));
  const nn::GRU copy = clone(layer);
  BOOST_TEST(all(copy(x)) == before);
  for (const Tensor& p : copy.parameters()) p.set_data(mul(p, 2.0));
  BOOST_TEST(all(copy(x)) != before);
  BOOST_TEST(all(layer(x)) == before);
}

BOOST_AUTO_TEST_CASE(weights_are_packed_once) {
  const nn::LSTMCell cell({.input_size = 40, .hidden_size = 40});
  const NoGrad no_grad;
  const Tensor x = randn({2, 40});
  nn::State state = cell(x);
  const LiveCounts after_one = live_counts();
  for (int step = 0; step < 3; ++step) state = cell(x, state);
  BOOST_TEST(live_counts() == after_one);
}

BOOST_AUTO_TEST_CASE(threads_share_a_module) {
  const nn::LSTMCell cell({.input_size = 16, .hidden_size = 32});
  const Tensor x = randn({1, 16});
  const auto stream = [&x](const nn::LSTMCell& module) {
    const NoGrad no_grad;
    nn::State state;
    for (int step = 0; step < 100; ++step) state = module(x, state);
    return all(state);
  };
  const Values expected = stream(clone(cell));  // so that the threads find nothing packed
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { wrong += stream(cell) != expected; });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
