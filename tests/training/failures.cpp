// Signals during training, losses that are not finite, logs and checkpoints of other trainings.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "training/setting.hpp"
#include <algorithm>
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(failures)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// All that a training leaves: its parameters, its logs and its evaluations.
struct Result {
  std::vector<float> parameters;
  std::string csv, json;
  std::vector<double> evaluations;
  int signal;
};

// Trains to step 10 with a checkpoint, logs and evaluations; `after_step(step)` may interrupt.
Result train(const TemporaryDirectory& directory, const std::function<void(Index)>& after_step) {
  const Setting setting;
  Trainer* self = nullptr;
  TrainerOptions options =
      silent({.steps = 10,
              .evaluate = [&] { return Metrics(setting.loss(setting.inputs)); },
              .evaluate_every = 2,
              .checkpoint = directory / "model",
              .save_every = 3,
              .resume = true,
              .logs = {directory / "log.csv", directory / "log.jsonl"},
              .after_step = [&](const Metrics&) { after_step(self->step()); }});
  Trainer trainer = setting.trainer(options);
  self = &trainer;
  const int signal = setting.run(trainer);
  Result result = {setting.parameters(),
                   read_bytes(directory / "log.csv"),
                   read_bytes(directory / "log.jsonl"),
                   {},
                   signal};
  for (const Evaluation& evaluation : trainer.history())
    result.evaluations.push_back(evaluation.metrics.at("loss"));
  return result;
}

void check_equal(const Result& resumed, const Result& whole) {
  BOOST_TEST(resumed.parameters == whole.parameters);
  BOOST_TEST(resumed.csv == whole.csv);
  BOOST_TEST(resumed.json == whole.json);
  BOOST_TEST(resumed.evaluations == whole.evaluations);
}

void no_interruption(Index) {}

struct Logarithm : nn::Module<Logarithm> {
  nn::Linear linear = register_module("linear", nn::Linear(3, 1));
  Tensor forward(const Tensor& x) const { return mean(log(linear(x) - 100)); }
};

}  // namespace

BOOST_DATA_TEST_CASE(a_signal_ends_training_after_the_running_step,
                     boost::unit_test::data::make({SIGINT, SIGTERM, SIGPIPE}) *
                         boost::unit_test::data::make({1, 2, 3, 4, 6, 10}),
                     signal, stop) {
  const TemporaryDirectory whole, parts;
  const Result expected = train(whole, no_interruption);
  BOOST_TEST(expected.signal == 0);
  const Result interrupted = train(parts, [&](Index step) {
    if (step == stop) std::raise(signal);
  });
  BOOST_TEST(interrupted.signal == signal);
  Index saved = 0;
  StateDict file = read_state(parts / "model");
  saved = file.at("trainer.step").item<Index>();
  BOOST_TEST(saved == stop);
  const Result resumed = train(parts, no_interruption);
  BOOST_TEST(resumed.signal == 0);
  check_equal(resumed, expected);
}

// As for a process that is killed: the logs are ahead of the checkpoint.
BOOST_DATA_TEST_CASE(rows_after_the_checkpoint_are_written_once,
                     boost::unit_test::data::make({1, 2, 4, 5, 8, 10}), stop) {
  const TemporaryDirectory whole, parts;
  const Result expected = train(whole, no_interruption);
  BOOST_TEST(std::ranges::count(expected.csv, '\n') == 1 + 10 + 5);
  BOOST_TEST(std::ranges::count(expected.json, '\n') == 10 + 5);
  BOOST_CHECK_THROW(train(parts,
                          [&](Index step) {
                            if (step == stop) throw std::runtime_error("killed");
                          }),
                    std::runtime_error);
  check_equal(train(parts, no_interruption), expected);
}

BOOST_AUTO_TEST_CASE(handle_signals_false_leaves_the_handlers) {
  static int calls = 0;
  const auto before = std::signal(SIGINT, [](int) { ++calls; });
  const Setting setting;
  TrainerOptions options = silent({.steps = 3, .handle_signals = false});
  options.after_step = [](const Metrics&) { std::raise(SIGINT); };
  Trainer trainer = setting.trainer(options);
  BOOST_TEST(setting.run(trainer) == 0);
  BOOST_TEST(calls == 3);
  std::signal(SIGINT, before);
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_names_step_and_parameter) {
  const Setting setting;
  Trainer* self = nullptr;
  TrainerOptions options = silent({.steps = 5});
  options.after_step = [&](const Metrics&) {
    if (self->step() == 2) setting.model->parameters()[3].set_data(full({1}, kNaN));
  };
  Trainer trainer = setting.trainer(options);
  self = &trainer;
  check_message(
      [&] {
        trainer.run(*setting.loader, [&](const auto& batch) { return setting.loss(batch[0]); });
      },
      "Trainer: in step 3 the loss is nan: 1 of the 1 numbers in the parameter '2.bias' are not "
      "finite");
  BOOST_TEST(trainer.step() == 2);
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_names_a_gradient) {
  const Setting setting;
  Trainer trainer = setting.trainer(silent({.steps = 5}));
  check_message(
      [&] {
        trainer.run([&] {
          const Tensor loss = setting.loss(setting.inputs) * kNaN;
          loss.backward();
          return loss;
        });
      },
      "Trainer: in step 1 the loss is nan: 6 of the 6 numbers in the gradient of the parameter "
      "'0.weight'");
  Trainer plain = setting.trainer(silent({.steps = 5}));
  setting.optimizer->zero_grad();
  check_message([&] { plain.run([] { return kNaN; }); }, "Trainer: in step 1 the loss is nan\n");
}

BOOST_AUTO_TEST_CASE(detect_anomaly_names_the_operation_and_restores_the_state) {
  manual_seed(1);
  const Logarithm model;
  optim::Adam optimizer(model.named_parameters(), {.lr = 0.1});
  Index calls = 0;
  Trainer trainer(model, {{"optimizer", optimizer}, {"calls", calls}},
                  silent({.steps = 5, .detect_anomaly = true}));
  const auto before = nn::parameters_to_vector(model.parameters()).to_vector<float>();
  check_message(
      [&] {
        trainer.run([&] {
          ++calls;
          const Tensor loss = model(ones({2, 3}));
          optimizer.zero_grad();
          loss.backward();
          optimizer.step();
          return loss;
        });
      },
      "Trainer: in step 1 the loss is nan: model (Logarithm): log: the result ");
  BOOST_TEST(calls == 0);
  BOOST_TEST(nn::parameters_to_vector(model.parameters()).to_vector<float>() == before);
}

BOOST_AUTO_TEST_CASE(a_model_that_is_not_finite_replaces_no_checkpoint) {
  const TemporaryDirectory directory;
  write_bytes(directory / "model", "kept");
  const Setting setting(1e300);
  Trainer trainer = setting.trainer(silent({.steps = 1, .checkpoint = directory / "model"}));
  check_message([&] { setting.run(trainer); }, "Trainer: the checkpoint of step 1 is not saved: ");
  BOOST_TEST(read_bytes(directory / "model") == "kept");
}

BOOST_AUTO_TEST_CASE(unusable_checkpoints_are_refused_before_training) {
  const TemporaryDirectory directory;
  const std::string path = directory / "model";
  const auto run = [](TrainerOptions options) {
    const Setting setting;
    const auto before = setting.parameters();
    options.steps = 2;
    Trainer trainer = setting.trainer(silent(std::move(options)));
    try {
      setting.run(trainer);
    } catch (...) {
      BOOST_TEST(trainer.step() == 0);
      BOOST_TEST(setting.parameters() == before);
      throw;
    }
  };
  BOOST_CHECK_THROW(run({.checkpoint = directory / "missing/model"}), IoError);
  run({.checkpoint = path, .metadata = {{"lr", "0.1"}}});
  check_message(
      [&] {
        run({.checkpoint = path, .resume = true, .metadata = {{"lr", "0.2"}}});
      },
      "Trainer: cannot resume '" + path + "': its lr is '0.1', now it is '0.2'");
  check_message(
      [&] {
        run({.checkpoint = path, .resume = true, .metadata = {{"seed", "1"}}});
      },
      "Trainer: cannot resume '" + path + "', which has no metadata 'seed'");
  write_bytes(path, "no checkpoint");
  BOOST_CHECK_THROW(run({.checkpoint = path, .resume = true}), FormatError);
}

BOOST_AUTO_TEST_SUITE_END()
