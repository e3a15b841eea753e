// Loggers of a Trainer, and the history that a resumed training continues.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "training/setting.hpp"

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(history)

namespace {

// Records the calls: "start 2/0", "s1", "v4", "sync".
struct Recorder : Logger {
  void start(const LogPosition& position) override {
    add("start " + std::to_string(position.step) + "/" + std::to_string(position.evaluation));
  }
  void add_step(Index step, Index /*epoch*/, const Metrics& /*metrics*/) override {
    add("s" + std::to_string(step));
  }
  void add_evaluation(Index step, Index /*epoch*/, const Metrics& /*metrics*/) override {
    add("v" + std::to_string(step));
  }
  void sync() override {
    add("sync");
    if (fails) throw IoError("no space");
  }
  void add(const std::string& event) { events += (events.empty() ? "" : " ") + event; }

  std::string events;
  bool fails = false;
};

TrainerOptions options_of(const std::string& checkpoint, Index steps, Logger& logger) {
  return silent({.steps = steps,
                 .evaluate = [] { return Metrics(0.5); },
                 .evaluate_every = 3,
                 .checkpoint = checkpoint,
                 .save_every = 4,
                 .resume = true,
                 .loggers = {&logger}});
}

std::vector<double> points(const TrainingHistory::Curves& curves, const std::string& name) {
  return curves.at(name).state_dict().at("points").to_vector<double>();
}

// Trains up to a step with a history that is part of the checkpoint.
std::string checkpoint_after(const std::string& path, Index steps) {
  const Setting setting;
  TrainingHistory history;
  TrainerOptions options = options_of(path, steps, history);
  const Trainer* self = nullptr;
  options.after_step = [&](const Metrics&) {
    if (self->step() % 5 == 0) {
      history.add_sample(self->step(), "step " + std::to_string(self->step()));
    }
  };
  Trainer trainer(*setting.model, {{"optimizer", *setting.optimizer}, {"history", history}},
                  options);
  self = &trainer;
  setting.run(trainer);
  return read_bytes(path);
}

}  // namespace

BOOST_AUTO_TEST_CASE(loggers_receive_rows_and_are_synced_before_a_save) {
  const TemporaryDirectory directory;
  const Setting setting;
  Recorder recorder;
  TrainerOptions options = options_of(directory / "model", 6, recorder);
  options.after_save = [&] { recorder.add("saved"); };
  Trainer trainer = setting.trainer(options);
  setting.run(trainer);
  BOOST_TEST(recorder.events == "start 0/0 s1 s2 s3 v3 s4 sync saved s5 s6 v6 sync saved");

  const Setting again;
  Recorder second;
  Trainer resumed = again.trainer(options_of(directory / "model", 7, second));
  again.run(resumed);
  BOOST_TEST(second.events == "start 6/6 s7 sync");
}

BOOST_AUTO_TEST_CASE(checkpoint_is_not_saved_when_a_logger_is_not_synced) {
  const TemporaryDirectory directory;
  const Setting setting;
  Recorder recorder;
  recorder.fails = true;
  TrainerOptions options = options_of(directory / "model", 5, recorder);
  set_warning_handler([](std::string_view) {});
  Trainer trainer = setting.trainer(options);
  BOOST_CHECK_THROW(setting.run(trainer), IoError);  // of the last save; the first one is a warning
  set_warning_handler(nullptr);
  BOOST_TEST(recorder.events == "start 0/0 s1 s2 s3 v3 s4 sync s5 sync");
  BOOST_TEST(directory.entries() == 0);
}

BOOST_AUTO_TEST_CASE(null_loggers_are_refused) {
  check_message([] { TrainerOptions{.steps = 1, .loggers = {nullptr}}.check(); },
                "Trainer: one of the loggers is nullptr");
}

BOOST_DATA_TEST_CASE(resumed_history_is_bitwise_identical,
                     boost::unit_test::data::make({1, 3, 4, 6, 11}), stop) {
  const TemporaryDirectory directory;
  const std::string whole = checkpoint_after(directory / "whole", 12);
  checkpoint_after(directory / "parts", stop);
  BOOST_TEST(checkpoint_after(directory / "parts", 12) == whole);
}

BOOST_AUTO_TEST_CASE(history_has_curves_and_samples) {
  const TemporaryDirectory directory;
  checkpoint_after(directory / "model", 12);
  TrainingHistory history;
  load_checkpoint(directory / "model", {{"history", history}});
  BOOST_TEST(history.steps().at("loss").points().size() == 12u);
  BOOST_TEST(points(history.evaluations(), "loss") ==
             (std::vector<double>{3, 3, 1, 0.5, 0.5, 0.5, 0, 6,  6,  1, 0.5, 0.5, 0.5, 0,
                                  9, 9, 1, 0.5, 0.5, 0.5, 0, 12, 12, 1, 0.5, 0.5, 0.5, 0}));
  BOOST_TEST_REQUIRE(history.samples().size() == 2u);
  BOOST_TEST(history.samples()[1].step == 10);
  BOOST_TEST(history.samples()[1].text == "step 10");
}

BOOST_AUTO_TEST_CASE(start_removes_what_is_after_the_position) {
  TrainingHistory history;
  for (Index step = 1; step <= 6; ++step) {
    history.add_step(step, 0, static_cast<double>(step));
    history.add_evaluation(step, 0, 1.0);
    history.add_sample(step, "text");
  }
  BOOST_TEST(!history.time().has_value());
  history.start({.step = 4, .evaluation = 3});
  BOOST_TEST(history.steps().at("loss").points().back().last == 4);
  BOOST_TEST(history.evaluations().at("loss").points().back().last == 3);
  BOOST_TEST(history.samples().size() == 4u);
  history.add_step(5, 0, 5.0);
  BOOST_TEST_REQUIRE(history.time().has_value());
  BOOST_TEST(history.time()->first_step == 5);
  BOOST_TEST(history.time()->last_step == 5);
  BOOST_TEST(history.time()->seconds >= 0);
}

BOOST_AUTO_TEST_CASE(samples_are_bounded) {
  TrainingHistory history;
  for (Index step = 1; step <= 1000; ++step) history.add_sample(step, std::to_string(step));
  BOOST_TEST(history.samples().size() <= TrainingHistory::kMostSamples);
  BOOST_TEST(history.samples().size() >= TrainingHistory::kMostSamples / 2);
  BOOST_TEST(history.samples().front().step == 1);
  BOOST_TEST(history.samples().back().step > 900);
  std::string text(TrainingHistory::kLongestSample - 1, 'a');
  TrainingHistory one;
  one.add_sample(1, text + "\u00e4\u00e4");
  BOOST_TEST(one.samples()[0].text == text);  // no half of a character
}

BOOST_AUTO_TEST_CASE(texts_of_any_bytes_are_restored) {
  TrainingHistory history, restored;
  const std::string bytes("\0\xFF\n", 3);
  history.add_sample(1, bytes);
  history.add_sample(2, "");
  history.add_sample(3, "twelve bytes");
  restored.load_state_dict(history.state_dict());
  BOOST_TEST_REQUIRE(restored.samples().size() == 3u);
  BOOST_TEST(restored.samples()[0].text == bytes);
  BOOST_TEST(restored.samples()[1].text == "");
  BOOST_TEST(restored.samples()[2].text == "twelve bytes");
}

BOOST_AUTO_TEST_CASE(names_of_metrics_may_have_dots_and_slashes) {
  TrainingHistory history, restored;
  history.add_step(1, 0, {{"loss", 1}, {"bits/char", 2}, {"a.points", 3}, {"a", 4}});
  restored.load_state_dict(history.state_dict());
  for (const char* name : {"loss", "bits/char", "a.points", "a"}) {
    BOOST_TEST(points(restored.steps(), name) == points(history.steps(), name), name);
  }
}

BOOST_AUTO_TEST_CASE(states_that_do_not_fit_change_nothing) {
  TrainingHistory history;
  history.add_step(1, 0, 0.5);
  history.add_sample(1, "text");
  const StateDict before = history.state_dict();
  const auto refused = [&](const std::string& name, const Tensor& value) {
    StateDict state = before;
    state.insert_or_assign(name, value);
    BOOST_CHECK_THROW(history.load_state_dict(state), ValueError);
    BOOST_TEST(history.samples().size() == 1u);
    BOOST_TEST(points(history.steps(), "loss") ==
               before.at("steps.loss.points").to_vector<double>());
  };
  refused("steps.loss.points", zeros({1, 3}, float64));
  refused("steps.loss", zeros({1}));
  refused("more", zeros({1}));
  refused("samples.size", full({1}, 100, int64));
  refused("samples.size", full({1}, -1, int64));
  refused("samples.step", full({2}, 1, int64));
  refused("samples.bytes", zeros({1}));
}

BOOST_AUTO_TEST_SUITE_END()
