// The programs that docs/from-pytorch.md shows beside those in PyTorch, and their numbers of lines.
#include <xgrad/autograd/distributions/distributions.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

using namespace xgrad;
using namespace xgrad::distributions;

BOOST_AUTO_TEST_SUITE(from_pytorch_page)

namespace {

struct VAE : nn::Module<VAE> {
  nn::Sequential encoder =
      register_module("encoder", nn::Sequential{nn::Linear(64, 64), nn::ReLU(), nn::Linear(64, 8)});
  nn::Sequential decoder =
      register_module("decoder", nn::Sequential{nn::Linear(4, 64), nn::ReLU(), nn::Linear(64, 64)});

  std::pair<Tensor, Normal> forward(const Tensor& images) const {
    const auto parameters = encoder(images.flatten(1)).chunk(2, -1);
    const Normal posterior(parameters[0], parameters[1].exp());
    return {decoder(posterior.rsample()).view_as(images), posterior};
  }
};

// Images [count, 8, 8] of a disc at a random position.
Tensor discs(int count) {
  const Tensor center = 7 * rand({2, count, 1, 1});
  const auto yx = meshgrid({arange(8.0), arange(8.0)});
  return (square(yx[1] - center[0]) + square(yx[0] - center[1]) < 4).to(float32);
}

double train_vae(int steps) {
  manual_seed(1);
  const VAE model;
  optim::Adam optimizer(model.parameters(), {.lr = 3e-3});
  Tensor loss;
  for (int step = 0; step < steps; ++step) {
    const Tensor images = discs(64);
    const auto [logits, posterior] = model(images);
    const Tensor error =
        nn::binary_cross_entropy_with_logits(logits, images, {.reduction = nn::Reduction::sum});
    const Tensor kl = kl_divergence(posterior, Normal(0, 1)).sum();
    loss = (error + kl) / images.size(0);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 100 == 0) std::printf("step %d: loss %.3f\n", step, loss.item<double>());
  }
  return loss.item<double>();
}

struct Classifier : nn::Module<Classifier> {
  nn::Conv1d conv1 = register_module("conv1", nn::Conv1d(1, 16, 7, {.padding = 3}));
  nn::BatchNorm1d norm1 = register_module("norm1", nn::BatchNorm1d(16));
  nn::Conv1d conv2 = register_module("conv2", nn::Conv1d(16, 32, 5, {.padding = 2}));
  nn::BatchNorm1d norm2 = register_module("norm2", nn::BatchNorm1d(32));
  nn::Dropout dropout = register_module("dropout", nn::Dropout(0.2));
  nn::Linear head = register_module("head", nn::Linear(128, 3));

  Tensor forward(Tensor x) const {
    x = max_pool1d(relu(norm1(conv1(x))), 4);
    x = max_pool1d(relu(norm2(conv2(x))), 4);
    return head(dropout(x.flatten(1)));
  }
};

// Noisy sine, square and sawtooth waves [count, 1, 64], and their classes [count].
std::pair<Tensor, Tensor> waves(int count) {
  const Tensor frequency = 2 + 4 * rand({count, 1});
  const Tensor phase = frequency * linspace(0, 1, 64) + rand({count, 1});
  const Tensor sine = sin(2 * std::numbers::pi * phase);
  const Tensor label = randint(0, 3, {count});
  const Tensor clean =
      stack({sine, sine.sign(), 2 * phase.frac() - 1}).index({label, arange(count)});
  return {(clean + 0.6 * randn({count, 64})).unsqueeze(1), label};
}

double train_classifier(int steps) {
  manual_seed(2);
  const Classifier model;
  optim::SGD optimizer(model.parameters(), {.lr = 0.05, .momentum = 0.9, .weight_decay = 1e-4});
  for (int step = 0; step < steps; ++step) {
    const auto [x, label] = waves(64);
    const Tensor loss = nn::cross_entropy(model(x), label, {.label_smoothing = 0.05});
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 50 == 0) std::printf("step %d: loss %.3f\n", step, loss.item<double>());
  }
  model.eval();
  const NoGrad no_grad;
  const auto [x, label] = waves(500);
  const Tensor accuracy = (model(x).argmax(-1) == label).to(float32).mean();
  std::printf("accuracy %.3f\n", accuracy.item<double>());
  return accuracy.item<double>();
}

struct Reverser : nn::Module<Reverser> {
  // Embeds digits, and 10 as the start of a target.
  nn::Embedding embed = register_module("embed", nn::Embedding(11, 32));
  nn::GRU encoder = register_module("encoder", nn::GRU({.input_size = 32, .hidden_size = 64},
                                                       {.update_gate = nn::UpdateGate::keep}));
  nn::GRU decoder = register_module("decoder", nn::GRU({.input_size = 32, .hidden_size = 64},
                                                       {.update_gate = nn::UpdateGate::keep}));
  nn::MultiheadAttention attention = register_module("attention", nn::MultiheadAttention(64, 4));
  nn::Linear head = register_module("head", nn::Linear(128, 10));

  nn::RecurrentOutput decode(const Tensor& tokens, const Tensor& memory,
                             const nn::State& state) const {
    const auto [output, next] = decoder(embed(tokens), state);
    const Tensor context = attention(output, memory, memory).output;
    return {head(cat({output, context}, -1)), next};
  }

  Tensor forward(const Tensor& source, const Tensor& target) const {  // teacher forcing
    const auto [memory, state] = encoder(embed(source));
    const Tensor start = full_like(source.index({Slice(None, 1)}), 10);
    return decode(cat({start, target.index({Slice(None, -1)})}), memory, state).output;
  }

  Tensor predict(const Tensor& source) const {
    auto [memory, state] = encoder(embed(source));
    std::vector<Tensor> tokens = {full_like(source.index({Slice(None, 1)}), 10)};
    for (int i = 0; i < source.size(0); ++i) {
      const auto [logits, next] = decode(tokens.back(), memory, state);
      tokens.push_back(logits.argmax(-1));
      state = next;
    }
    return cat(tokens).index({Slice(1, None)});
  }
};

double train_reverser(int steps) {
  manual_seed(3);
  const Reverser model;
  optim::Adam optimizer(model.parameters(), {.lr = 5e-3});
  for (int step = 0; step < steps; ++step) {
    const Tensor source = randint(0, 10, {6, 64});
    const Tensor target = source.flip({0});
    const Tensor loss = nn::cross_entropy(model(source, target), target);
    optimizer.zero_grad();
    loss.backward();
    const double norm = optim::clip_grad_norm_(model.parameters(), 1.0);
    optimizer.step();
    if (step % 100 == 0) std::printf("step %d: norm %.3f\n", step, norm);
  }
  const NoGrad no_grad;
  const Tensor source = randint(0, 10, {6, 100});
  const Tensor accuracy = (model.predict(source) == source.flip({0})).to(float32).mean();
  std::printf("accuracy %.3f\n", accuracy.item<double>());
  return accuracy.item<double>();
}

// Poles on carts (Barto, Sutton & Anderson 1983): the next states [n, 4], and which poles stand.
std::pair<Tensor, Tensor> move_poles(const Tensor& state, const Tensor& action) {
  const auto s = state.unbind(-1);
  const Tensor &v = s[1], &w = s[3], sin = s[2].sin(), cos = s[2].cos();
  const Tensor push = (20 * action.to(float32) - 10 + 0.05 * w.square() * sin) / 1.1;
  const Tensor turn = (9.8 * sin - cos * push) / (0.5 * (4.0 / 3 - 0.1 * cos.square() / 1.1));
  const Tensor change = stack({v, push - 0.05 * turn * cos / 1.1, w, turn}, -1);
  const Tensor next = state + 0.02 * change;
  return {next, next.select(1, 0).abs() < 2.4 && next.select(1, 2).abs() < 0.21};
}

// Poles under a policy: states [100, n, 4], actions, and a reward of 1 while a pole stands.
std::array<Tensor, 3> play(const nn::Sequential& policy, int poles) {
  const NoGrad no_grad;
  Tensor state = 0.1 * rand({poles, 4}) - 0.05;
  Tensor standing = ones({poles}, bool_);
  std::vector<Tensor> states, actions, rewards;
  for (int step = 0; step < 100; ++step) {
    states.push_back(state);
    actions.push_back(Categorical({.logits = policy(state)}).sample());
    rewards.push_back(standing.to(float32));
    const auto [next, upright] = move_poles(state, actions.back());
    state = next;
    standing = standing && upright;
  }
  return {stack(states), stack(actions), stack(rewards)};
}

double train_policy(int iterations) {
  manual_seed(4);
  const nn::Sequential policy{nn::Linear(4, 32), nn::Tanh(), nn::Linear(32, 2)};
  const nn::Sequential value{nn::Linear(4, 32), nn::Tanh(), nn::Linear(32, 1)};
  optim::Adam optimizer(policy.parameters(), {.lr = 1e-2});
  optimizer.add_param_group(value.parameters(), {.lr = 1e-2});
  const Tensor discount = pow(0.98, arange(100.0).unsqueeze(1));
  double steps = 0;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    const auto [states, actions, rewards] = play(policy, 32);
    const Tensor returns = (discount * rewards).flip({0}).cumsum(0).flip({0}) / discount;
    const Tensor baseline = value(states).squeeze(-1);
    const Tensor advantage = (returns - baseline.detach()) * rewards;
    const Tensor log_prob = Categorical({.logits = policy(states)}).log_prob(actions);
    const Tensor error = nn::mse_loss(baseline * rewards, returns);
    const Tensor loss = 0.01 * error - (log_prob * advantage).mean();
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    steps = rewards.sum(0).mean().item<double>();
    if (iteration % 10 == 0) std::printf("iteration %d: %.1f steps\n", iteration, steps);
  }
  return steps;
}

// The language of each block of code on a page, and the number of its lines without empty ones and
// comments.
std::vector<std::pair<std::string, int>> lines_of_blocks(const std::string& path) {
  std::vector<std::pair<std::string, int>> blocks;
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    const std::string text = line.substr(begin);
    if (text.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.emplace_back(text.substr(3), 0);
    } else if (inside && !text.starts_with("//") && !text.starts_with("#")) {
      ++blocks.back().second;
    }
  }
  return blocks;
}

}  // namespace

// The numbers of few steps are those of the programs in PyTorch 1.13; later, rounding errors grow.

BOOST_AUTO_TEST_CASE(variational_autoencoder_learns, *boost::unit_test::tolerance(1e-3)) {
  BOOST_TEST(train_vae(21) == 31.451223);
  BOOST_TEST(train_vae(401) < 11.0);
}

BOOST_AUTO_TEST_CASE(convolutional_classifier_learns) {
  BOOST_TEST(std::abs(train_classifier(21) - 0.382) < 0.01);
  BOOST_TEST(train_classifier(151) > 0.95);
}

BOOST_AUTO_TEST_CASE(sequence_to_sequence_model_learns) {
  BOOST_TEST(std::abs(train_reverser(51) - 0.72) < 0.01);
  BOOST_TEST(train_reverser(301) > 0.95);
}

BOOST_AUTO_TEST_CASE(policy_gradient_learns) {
  BOOST_TEST(std::abs(train_policy(3) - 25.8125) < 0.5);
  BOOST_TEST(train_policy(51) > 90.0);
}

BOOST_AUTO_TEST_CASE(programs_have_at_most_1_3_times_the_lines_of_those_in_pytorch) {
  const auto blocks = lines_of_blocks("docs/from-pytorch.md");
  BOOST_TEST_REQUIRE(blocks.size() == 8);
  for (std::size_t i = 0; i < blocks.size(); i += 2) {
    const auto& [python, python_lines] = blocks[i];
    const auto& [cpp, cpp_lines] = blocks[i + 1];
    BOOST_TEST(python == "python");
    BOOST_TEST(cpp == "cpp");
    BOOST_TEST(cpp_lines <= 1.3 * python_lines, "program " << i / 2 + 1 << ": " << cpp_lines
                                                           << " lines of C++, " << python_lines
                                                           << " of Python");
  }
}

BOOST_AUTO_TEST_SUITE_END()
