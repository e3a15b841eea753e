// The order of steps, epochs, evaluations, saves and callbacks, and the state of a Trainer.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "training/setting.hpp"
#include <filesystem>
#include <stdexcept>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(trainer)

namespace {

// Options that record each event with the number of steps before it: "s1 e4 v4 c4" for a step, the
// end of an epoch, an evaluation and a checkpoint.
TrainerOptions recording(TrainerOptions options, std::string& events,
                         const Trainer* const& trainer) {
  const auto add = [&events, &trainer](char event) {
    events += (events.empty() ? "" : " ") + (event + std::to_string(trainer->step()));
  };
  options.after_step = [add](const Metrics&) { add('s'); };
  options.after_evaluation = [add](const Metrics&) { add('v'); };
  options.after_epoch = [add] { add('e'); };
  options.after_save = [add] { add('c'); };
  return silent(std::move(options));
}

std::string events_of(TrainerOptions options) {
  const Setting setting;
  std::string events;
  const Trainer* self = nullptr;
  Trainer trainer = setting.trainer(recording(std::move(options), events, self));
  self = &trainer;
  setting.run(trainer);
  return events;
}

// An evaluation that returns these numbers, one after the other.
std::function<Metrics()> evaluations(std::vector<double> values) {
  return [values = std::move(values), i = std::size_t{0}]() mutable -> Metrics {
    return values.at(i++);
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(steps_and_epochs_end_training_whichever_comes_first) {
  BOOST_TEST(events_of({.steps = 3}) == "s1 s2 s3");
  BOOST_TEST(events_of({.epochs = 1}) == "s1 s2 s3 s4 e4");
  BOOST_TEST(events_of({.steps = 5, .epochs = 1}) == "s1 s2 s3 s4 e4");
  BOOST_TEST(events_of({.steps = 4, .epochs = 2}) == "s1 s2 s3 s4");
  BOOST_TEST(events_of({.steps = 0}).empty());
  BOOST_TEST(events_of({.epochs = 0}).empty());
}

BOOST_AUTO_TEST_CASE(evaluations_and_saves_are_at_the_end_of_epochs_or_after_steps) {
  const TemporaryDirectory directory;
  const auto evaluate = [] { return Metrics(1.0); };
  BOOST_TEST(events_of({.epochs = 2, .evaluate = evaluate}) ==
             "s1 s2 s3 s4 e4 v4 s5 s6 s7 s8 e8 v8");
  BOOST_TEST(events_of({.steps = 5, .evaluate = evaluate, .evaluate_every = 2}) ==
             "s1 s2 v2 s3 s4 v4 e4 s5");
  BOOST_TEST(events_of({.steps = 5, .checkpoint = directory / "a"}) == "s1 s2 s3 s4 e4 c4 s5 c5");
  BOOST_TEST(events_of({.steps = 4,
                        .evaluate = evaluate,
                        .evaluate_every = 3,
                        .checkpoint = directory / "b",
                        .save_every = 3}) == "s1 s2 s3 v3 c3 s4 c4");
}

BOOST_AUTO_TEST_CASE(step_functions_may_provide_their_own_data) {
  const Setting setting;
  Trainer trainer = setting.trainer(silent({.steps = 3}));
  BOOST_TEST(trainer.run([&] { return setting.step(setting.inputs); }) == 0);
  BOOST_TEST(trainer.step() == 3);
  BOOST_TEST(trainer.epoch() == 0);
}

BOOST_AUTO_TEST_CASE(training_equals_a_loop_bitwise) {
  const Setting by_hand;
  for (int epoch = 0; epoch < 3; ++epoch)
    for (const auto& batch : *by_hand.loader) by_hand.step(batch[0]);
  const Setting setting;
  Trainer trainer = setting.trainer(silent({.epochs = 3}));
  setting.run(trainer);
  BOOST_TEST(setting.parameters() == by_hand.parameters());
  BOOST_TEST(trainer.epoch() == 3);
  BOOST_TEST(trainer.step() == 12);
  BOOST_TEST(setting.loader->epoch() == 3);
}

BOOST_AUTO_TEST_CASE(evaluations_run_in_evaluation_mode_without_recording) {
  const Setting setting;
  Trainer trainer =
      setting.trainer(silent({.epochs = 1, .evaluate = [&]() -> Metrics {
                                BOOST_TEST(!setting.model->is_training());
                                BOOST_TEST(!setting.loss(setting.inputs).requires_grad());
                                return 1.0;
                              }}));
  setting.run(trainer);
  BOOST_TEST(setting.model->is_training());
  BOOST_TEST(trainer.history().size() == 1u);
}

BOOST_AUTO_TEST_CASE(early_stopping_keeps_the_best_model) {
  const TemporaryDirectory directory;
  const Setting setting;
  std::vector<std::vector<float>> models;
  TrainerOptions options = silent({.epochs = 10,
                                   .evaluate = evaluations({3, 1, 2, 1, 0}),
                                   .early_stopping = {.patience = 2},
                                   .checkpoint = directory / "model"});
  options.after_evaluation = [&](const Metrics&) { models.push_back(setting.parameters()); };
  Trainer trainer = setting.trainer(options);
  BOOST_TEST(setting.run(trainer) == 0);
  BOOST_TEST(trainer.epoch() == 4);
  BOOST_TEST(trainer.best_metric() == 1);
  BOOST_TEST(trainer.history()[2].metrics.at("loss") == 2);
  BOOST_TEST(trainer.history()[2].step == 12);

  const Setting best;
  load_checkpoint(directory / "model", {{"best", *best.model}});
  BOOST_TEST(best.parameters() == models[1]);
  best.model->load_state_dict(trainer.best_model());
  BOOST_TEST(best.parameters() == models[1]);
  BOOST_TEST(setting.parameters() == models[3]);

  // A resumed training has already stopped.
  const Setting again;
  Trainer resumed = again.trainer(silent({.epochs = 10,
                                          .evaluate = evaluations({}),
                                          .early_stopping = {.patience = 2},
                                          .checkpoint = directory / "model",
                                          .resume = true}));
  again.run(resumed);
  BOOST_TEST(resumed.step() == 16);
  BOOST_TEST(again.parameters() == models[3]);
}

BOOST_AUTO_TEST_CASE(monitor_chooses_the_metric) {
  const Setting setting;
  TrainerOptions options = {.epochs = 3,
                            .evaluate = [n = 0.0]() mutable -> Metrics {
                              ++n;
                              return {{"loss", n}, {"accuracy", n / 10}};
                            },
                            .monitor = "accuracy",
                            .early_stopping = {.mode = MetricMode::max}};
  Trainer trainer = setting.trainer(silent(options));
  setting.run(trainer);
  BOOST_TEST(trainer.best_metric() == 0.3);
  options.monitor = "recall";
  Trainer other = setting.trainer(silent(options));
  check_message([&] { setting.run(other); }, "Metrics: there is no metric 'recall'");
}

BOOST_AUTO_TEST_CASE(evaluations_with_other_metrics_are_refused) {
  const Setting setting;
  Trainer trainer = setting.trainer(
      silent({.epochs = 3, .evaluate = [n = 0]() mutable -> Metrics {
                return n++ == 0 ? Metrics(1.0) : Metrics{{"loss", 1}, {"accuracy", 1}};
              }}));
  check_message([&] { setting.run(trainer); },
                "Trainer: the evaluation after step 8 has the metrics loss 1.0000  accuracy 1, the "
                "one before it loss 1.0000");
}

BOOST_AUTO_TEST_CASE(stop_ends_training_after_the_step) {
  const Setting setting;
  TrainerOptions options = silent({.epochs = 3});
  Trainer* self = nullptr;
  options.after_step = [&](const Metrics&) {
    if (self->step() == 5) self->stop();
  };
  Trainer trainer = setting.trainer(options);
  self = &trainer;
  BOOST_TEST(setting.run(trainer) == 0);
  BOOST_TEST(trainer.step() == 5);
}

BOOST_AUTO_TEST_CASE(training_may_start_at_the_end_of_an_epoch) {
  const Setting setting;
  for (int i = 0; i < 4; ++i) setting.loader->next();
  Trainer trainer = setting.trainer(silent({.epochs = 1}));
  setting.run(trainer);
  BOOST_TEST(trainer.step() == 4);
  BOOST_TEST(trainer.epoch() == 1);
}

BOOST_AUTO_TEST_CASE(a_loader_without_batches_is_refused) {
  const Setting setting;
  nn::data::DataLoader empty(nn::data::TensorDataset(zeros({2, 3})),
                             {.batch_size = 3, .drop_last = true});
  Trainer trainer = setting.trainer(silent({.steps = 3}));
  check_message(
      [&] { trainer.run(empty, [&](const auto& batch) { return setting.step(batch[0]); }); },
      "Trainer: epoch 0 has no batches");
}

BOOST_AUTO_TEST_CASE(exceptions_of_callbacks_leave_run_and_the_checkpoint) {
  const TemporaryDirectory directory;
  const std::string path = directory / "model";
  const auto before = std::signal(SIGTERM, SIG_IGN);
  for (const int callback : {0, 1, 2, 3}) {
    const Setting setting;
    Trainer* self = nullptr;
    const auto fail = [&](int number) {
      if (callback == number && self->step() >= 6) throw std::runtime_error("callback");
    };
    TrainerOptions options = silent({.epochs = 3,
                                     .evaluate = [] { return Metrics(1.0); },
                                     .evaluate_every = 3,
                                     .checkpoint = path,
                                     .save_every = 3});
    options.after_step = [&](const Metrics&) { fail(0); };
    options.after_evaluation = [&](const Metrics&) { fail(1); };
    options.after_epoch = [&] { fail(2); };
    options.after_save = [&] { fail(3); };
    Trainer trainer = setting.trainer(options);
    self = &trainer;
    BOOST_CHECK_THROW(setting.run(trainer), std::runtime_error);
    BOOST_TEST(std::signal(SIGTERM, SIG_IGN) == SIG_IGN);

    // The checkpoint is the last one that was saved, and training can be resumed from it.
    Index saved = -1;
    const Setting again;
    options = silent({.steps = 0, .checkpoint = path, .resume = true});
    Trainer resumed = again.trainer(options);
    again.run(resumed);
    saved = resumed.step();
    BOOST_TEST(saved == (callback < 2 ? 3 : 6));
  }
  std::signal(SIGTERM, before);
}

BOOST_AUTO_TEST_CASE(a_failed_save_is_reported_and_made_up_for) {
  static std::string warnings;
  warnings.clear();
  const WarningHandler before =
      set_warning_handler([](std::string_view message) { warnings += message; });
  const TemporaryDirectory directory;
  const std::string folder = directory / "folder", away = directory / "away";
  std::filesystem::create_directory(folder);
  const Setting setting;
  Trainer* self = nullptr;
  TrainerOptions options = silent({.steps = 4, .checkpoint = folder + "/model", .save_every = 1});
  options.after_step = [&](const Metrics&) {
    if (self->step() == 2) std::filesystem::rename(folder, away);
    if (self->step() == 3) std::filesystem::create_directory(folder);
  };
  Trainer trainer = setting.trainer(options);
  self = &trainer;
  setting.run(trainer);
  BOOST_TEST(warnings.starts_with(
      "the checkpoint of step 2 is not saved, training goes on: cannot write '"));
  BOOST_TEST(std::filesystem::exists(folder + "/model"));

  options.after_step = [&](const Metrics&) { std::filesystem::remove_all(folder); };
  options.steps = 5;
  Trainer last = setting.trainer(options);
  BOOST_CHECK_THROW(setting.run(last), IoError);
  set_warning_handler(before);
}

BOOST_AUTO_TEST_CASE(invalid_options_are_refused) {
  const Setting setting;
  const auto refused = [&](const TrainerOptions& options, const char* message) {
    check_message([&] { setting.trainer(options); }, message);
  };
  const auto evaluate = [] { return Metrics(1.0); };
  refused({}, "Trainer: neither steps nor epochs are given");
  refused({.steps = -1}, "Trainer: steps = -1 is negative");
  refused({.epochs = -1}, "Trainer: epochs = -1 is negative");
  refused({.steps = 1, .evaluate = evaluate, .evaluate_every = -1},
          "Trainer: evaluate_every = -1 is negative");
  refused({.steps = 1, .save_every = -2}, "Trainer: save_every = -2 is negative");
  refused({.steps = 1, .early_stopping = {.patience = 1}},
          "Trainer: early stopping needs an evaluation");
  refused({.steps = 1, .evaluate = evaluate, .early_stopping = {.patience = 0}},
          "EarlyStopping: patience = 0");
  refused({.steps = 1, .resume = true}, "Trainer: there is no checkpoint to resume from");
  refused({.steps = 1, .logs = {"log.txt"}}, "TrainingLog: 'log.txt' ends with neither");
  refused({.steps = 1, .progress = {.log_every = 0}}, "Progress: log_every = 0");
  check_message(
      [&] {
        Trainer(*setting.model, {{"best", *setting.optimizer}}, {.steps = 1});
      },
      "Trainer: the name of the part 'best' is taken");
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_other_states_and_changes_nothing) {
  const Setting setting;
  Trainer trainer = setting.trainer(silent({.epochs = 2, .evaluate = evaluations({2, 1})}));
  setting.run(trainer);
  const StateDict valid = trainer.state_dict();
  const auto refused = [&](const char* name, const Tensor& value, const std::string& message) {
    StateDict state = valid;
    state[name] = value;
    check_message([&] { trainer.load_state_dict(state); }, message);
  };
  const std::string begin = "Trainer: nothing was loaded, 1 entries of the state do not fit\n  ";
  refused("step", tensor(Index{-1}), begin + "impossible: step is -1, must not be negative");
  refused("speed", tensor(Index{1}), begin + "unexpected: speed");
  refused("history.metrics.loss", zeros({1}, float64), begin + "different: history.metrics.loss");
  refused("history.epoch", zeros({2}), begin + "different: history.epoch");
  refused("history.step", Tensor(), "Trainer: nothing was loaded, ");
  refused("early_stopping.best", Tensor(), begin + "undefined: early_stopping.best");
  check_message([&] { trainer.load_state_dict({}); }, "Trainer: nothing was loaded, 7 entries");
  BOOST_TEST(trainer.step() == 8);
  trainer.load_state_dict(valid);
  BOOST_TEST(trainer.history().size() == 2u);
  BOOST_TEST(trainer.history()[1].epoch == 2);
}

BOOST_AUTO_TEST_SUITE_END()
