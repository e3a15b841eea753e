// Every allocation of a training step, of saving and loading, and of each operation fails once: a
// typed error, or success; nothing is left behind, and what follows gives the right numbers.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/threads.hpp>
#include <xgrad/nn/nn.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "optim/two_parameters.hpp"
#include "out_of_memory/allocations.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"
#include <optional>

using namespace xgrad;
using test::After;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(every_allocation)

namespace {

// Calls `attempt` with each of its allocations failing, and `check` after each.
template <class Attempt, class Check>
void fail_each(std::int64_t count, const Attempt& attempt, const Check& check) {
  std::int64_t refused = 0;
  for (const After after : {After::enough, After::nothing}) {
    for (std::int64_t k = 1; k <= count; ++k) {
      const Outcome outcome = test::Failing{k, after}.call(attempt);
      if (outcome != Outcome::done && outcome != Outcome::out_of_memory) {
        BOOST_TEST(outcome == Outcome::out_of_memory,
                   "allocation " << k << " of " << count << ": " << outcome);
      }
      refused += outcome == Outcome::out_of_memory ? 1 : 0;
      check(outcome);
    }
  }
  BOOST_TEST(refused > 0);
}

struct Model : nn::Module<Model> {
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 2, .hidden_size = 3}));
  nn::Linear head = register_module("head", nn::Linear(3, 1));
  Tensor forward(const Tensor& x) const { return head(select(lstm(x).output, 0, -1)); }
};

// A model between two steps, with all that a step changes.
struct Training {
  Model model;
  Tensor x, y;
  std::optional<optim::Adam> adam;
  StateDict parameters, moments;

  Training() {
    Generator generator(1);
    x = randn({4, 2, 2}, float32, generator);
    y = randn({2, 1}, float32, generator);
    adam.emplace(model.named_parameters());
    step();
    adam->zero_grad();
    parameters = model.state_dict();
    moments = adam->state_dict();
  }

  void step() {
    nn::mse_loss(model(x), y).backward();
    optim::clip_grad_norm_(model.parameters(), 0.5);
    adam->step();
  }
  void rewind() {
    adam->zero_grad();
    model.load_state_dict(parameters);
    adam->load_state_dict(moments);
  }
  std::vector<float> values() const {
    return test::values<float>(nn::parameters_to_vector(model.parameters()));
  }
};

std::vector<float> values_of(const Model& model) {
  const NoGrad no_grad;
  return test::values<float>(nn::parameters_to_vector(model.parameters()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_training_step_changes_all_parameters_or_none) {
  set_num_threads(1);
  Training training;
  const std::vector<float> before = values_of(training.model);
  const std::int64_t count = test::allocations_of([&] {
    training.step();
    training.rewind();
  });
  training.step();
  const std::vector<float> after = values_of(training.model);
  training.rewind();
  const LiveCounts alive = live_counts();
  fail_each(
      count, [&] { training.step(); },
      [&](Outcome outcome) {
        const std::vector<float> now = values_of(training.model);
        BOOST_TEST(now == (outcome == Outcome::done ? after : before));
        training.adam->zero_grad();
        if (outcome != Outcome::done) {  // as if nothing had been tried
          training.step();
          BOOST_TEST(values_of(training.model) == after);
        }
        training.rewind();
        BOOST_TEST(live_counts() == alive);
      });
}

BOOST_DATA_TEST_CASE(an_optimizer_step_changes_all_or_nothing, test::every_rule(), rule) {
  for (const int steps_before : {0, 1}) {
    test::TwoParameters training(rule), before(rule), after(rule);
    before.steps(steps_before, 0.5);
    after.steps(steps_before, 0.5);
    after.steps(1, 0.5);
    const auto step = [&] { training.optimizer->step(); };
    const auto rewind = [&] {
      training.continue_from(before);
      training.set_gradients(0.5);
    };
    rewind();
    const std::int64_t count = test::allocations_of(step);
    rewind();
    const LiveCounts alive = live_counts();
    fail_each(count, step, [&](Outcome outcome) {
      test::check_same(training, outcome == Outcome::done ? after : before);
      rewind();
      BOOST_TEST(live_counts() == alive);
    });
  }
}

BOOST_AUTO_TEST_CASE(a_pass_writes_all_gradients_or_none) {
  const Tensor a = ones({3}).requires_grad_(), b = ones({3}).requires_grad_();
  const auto pass = [&] { sum(add(a, b)).backward(); };  // one gradient for both
  pass();
  const std::int64_t count = test::allocations_of(pass);
  const LiveCounts alive = live_counts();
  fail_each(count, pass, [&](Outcome) {
    BOOST_TEST(test::values<float>(a.grad()) == test::values<float>(b.grad()));
    BOOST_TEST(live_counts() == alive);
  });
}

BOOST_AUTO_TEST_CASE(save_and_load_do_all_or_nothing) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "model.safetensors";
  const Model model, other;
  nn::save(model, path);
  const std::string bytes = test::read_bytes(path);
  const auto save = [&] { nn::save(model, path); };
  const LiveCounts alive = live_counts();
  fail_each(test::allocations_of(save), save, [&](Outcome) {
    BOOST_TEST(test::read_bytes(path) == bytes);
    BOOST_TEST(directory.entries() == 1);
    BOOST_TEST(live_counts() == alive);
  });
  const std::vector<float> expected = values_of(model);
  const StateDict first = other.state_dict();
  const std::vector<float> before = values_of(other);
  const LiveCounts then = live_counts();
  const auto load = [&] { nn::load(other, path); };
  const std::int64_t count = test::allocations_of(load);
  other.load_state_dict(first);
  fail_each(count, load, [&](Outcome outcome) {
    BOOST_TEST(values_of(other) == (outcome == Outcome::done ? expected : before));
    other.load_state_dict(first);
    BOOST_TEST(live_counts() == then);
  });
}

BOOST_AUTO_TEST_CASE(to_converts_all_parameters_or_none) {
  const Model model;
  const auto there_and_back = [&] {
    model.to(float64);
    model.to(float32);
  };
  const std::int64_t count = test::allocations_of(there_and_back);
  fail_each(count, there_and_back, [&](Outcome) {
    const std::vector<Tensor> parameters = model.parameters();
    for (const Tensor& parameter : parameters) {
      BOOST_TEST(parameter.dtype() == parameters[0].dtype());
    }
    model.to(float32);
  });
}

BOOST_AUTO_TEST_CASE(modules_and_optimizers_are_made_or_not) {
  const auto make = [] {
    const Model model;
    const Model copy = nn::clone(model);
    const optim::SGD sgd(copy.named_parameters(), {.lr = 0.1, .momentum = 0.9});
    (void)copy.to_string();
    (void)sgd.state_dict();
  };
  const std::int64_t count = test::allocations_of(make);
  const LiveCounts alive = live_counts();
  fail_each(count, make, [&](Outcome) { BOOST_TEST(live_counts() == alive); });
}

BOOST_AUTO_TEST_CASE(schedulers_step_and_load_or_change_nothing) {
  optim::SGD sgd({ones({1}).requires_grad_()}, {.lr = 1, .momentum = 0.9});
  const optim::SequentialLROptions options = {
      .schedulers = {optim::LinearLROptions{},
                     optim::OneCycleLROptions{.max_lr = 1, .total_steps = 9}},
      .milestones = {1}};
  const optim::ReduceLROnPlateauOptions plateau_options = {.patience = 0, .min_lr = {0.5}};
  const auto train = [&] {
    optim::SequentialLR scheduler(sgd, options);
    scheduler.step();
    scheduler.load_state_dict(scheduler.state_dict());
    optim::ReduceLROnPlateau plateau(sgd, plateau_options);
    plateau.step(1);
    plateau.load_state_dict(plateau.state_dict());
    (void)plateau.get_last_lr();
  };
  const std::int64_t count = test::allocations_of(train);
  const LiveCounts alive = live_counts();
  fail_each(count, train, [&](Outcome) {
    // OneCycleLR sets the rate 0.04 and the momentum 0.95, both or none.
    BOOST_TEST((sgd.lr() < 0.1) == (sgd.momentum().value() > 0.9));
    BOOST_TEST(live_counts() == alive);
    sgd.set_options({.lr = 1, .momentum = 0.9});
  });
}

BOOST_DATA_TEST_CASE(operations_forward_and_backward, test::op_table(), op) {
  const test::Tensors inputs = test::inputs_of(op.samples.front());
  for (Tensor input : inputs) {
    if (op.differentiable()) input.requires_grad_();
  }
  const auto call = [&] {
    const test::Tensors outputs = op.function(inputs);
    if (!op.differentiable()) return;
    for (const Tensor& output : outputs) {
      if (output.requires_grad()) {
        output.backward(ones_like(output), {.retain_graph = true});
      }
    }
  };
  const auto reset = [&] {
    for (const Tensor& input : inputs) {
      if (input.requires_grad()) input.set_grad({});
    }
  };
  const std::int64_t count = test::allocations_of(call);
  reset();
  const LiveCounts alive = live_counts();
  fail_each(count, call, [&](Outcome) {
    reset();
    BOOST_TEST(live_counts() == alive);
  });
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(a_batch_beyond_all_memory) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3});
  const Tensor x = expand(ones({1, 1, 2}), {1, Index{1} << 40, 2});
  BOOST_CHECK_THROW(lstm(x), OutOfMemory);
  BOOST_CHECK_THROW(lstm(expand(ones({1, 1, 2}), {Index{1} << 40, 1, 2})), OutOfMemory);
  BOOST_CHECK_THROW(unbind(expand(ones({1}), {Index{1} << 50})), OutOfMemory);
  BOOST_CHECK_THROW(split(expand(ones({1}), {Index{1} << 50}), 1), OutOfMemory);
  BOOST_CHECK_THROW(zeros({Index{1} << 45}), OutOfMemory);
}
#endif

BOOST_AUTO_TEST_CASE(an_error_is_made_without_memory) {
  const std::string long_message(1000, 'x');
  const Outcome outcome =
      test::Failing{1, After::nothing}.call([&] { throw OutOfMemory(long_message, long_message); });
  BOOST_TEST(outcome == Outcome::out_of_memory);
  BOOST_TEST(std::string(OutOfMemory("two words", "a hint").what()) == "two words\n  hint: a hint");
}

BOOST_AUTO_TEST_SUITE_END()
