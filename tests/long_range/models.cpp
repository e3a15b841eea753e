// Tasks, initialisation and training of the example.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "long_range/training.hpp"
#include "support/tensors.hpp"
#include <cmath>

using namespace long_range;
using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(models)

namespace {

Model small_model(const Task& task, const std::string& cell, const std::string& init = "default",
                  Index hidden = 12) {
  manual_seed(1);
  return Model({.cell = cell,
                .init = init,
                .hidden = hidden,
                .inputs = task.inputs,
                .outputs = task.outputs,
                .at_every_step = task.at_every_step,
                .time = 50});
}

// The tasks that need no data.
std::vector<std::string> drawn_tasks() {
  std::vector<std::string> names = task_names();
  std::erase(names, "digits");
  return names;
}

std::vector<double> parameter(const Model& model, const std::string& name) {
  for (const auto& [found, tensor] : model.layer().named_parameters())
    if (found == name) return test::values(to(tensor, float64));
  throw std::runtime_error("no parameter " + name);
}

}  // namespace

BOOST_DATA_TEST_CASE(every_task_fits_every_model, boost::unit_test::data::make(drawn_tasks()),
                     name) {
  const Task task = make_task(name, 40);
  BOOST_TEST(task.name == name);
  for (const char* cell : {"rnn", "lstm", "gru"}) {
    const Model model = small_model(task, cell);
    const double loss = evaluate(model, task);
    // A network that knows nothing guesses a little worse than one without memory, or much, where
    // that knows how often to answer what. Answers of 0 for sums cost 1 + 1/6.
    const double ignorant = task.outputs == 1 ? 7.0 / 6 : std::log(task.outputs);
    BOOST_TEST(loss > 0.9 * task.baseline);
    BOOST_TEST(loss < 2 * ignorant);
    BOOST_TEST(evaluate(model, task) == loss);
  }
}

BOOST_AUTO_TEST_CASE(gates_remember_after_chrono_initialisation) {
  const Task task = make_task("adding", 50);
  const auto bias = parameter(small_model(task, "lstm", "chrono"), "bias_ih_l0");
  const auto other = parameter(small_model(task, "lstm", "chrono"), "bias_hh_l0");
  for (std::size_t i = 0; i < 12; ++i) {
    BOOST_TEST(bias[12 + i] >= 0);
    BOOST_TEST(bias[12 + i] <= std::log(49));  // forget
    BOOST_TEST(bias[i] == -bias[12 + i]);      // input
    BOOST_TEST(other[i] == 0);
    BOOST_TEST(other[12 + i] == 0);
    BOOST_TEST(bias[24 + i] != 0);
  }
  const auto gru = parameter(small_model(task, "gru", "chrono"), "bias_ih_l0");
  for (std::size_t i = 12; i < 24; ++i) {
    BOOST_TEST(gru[i] <= 0);
    BOOST_TEST(gru[i] >= -std::log(49));
  }
  BOOST_CHECK_EXCEPTION(small_model(task, "rnn", "chrono"), ValueError, says("without gates"));
  BOOST_CHECK_EXCEPTION(small_model(task, "rnn", "luck"), ValueError,
                        says("no initialisation 'luck'"));
  BOOST_CHECK_EXCEPTION(small_model(task, "tree"), ValueError, says("no cell 'tree'"));
  BOOST_CHECK_EXCEPTION(make_task("tree", 50), ValueError, says("no task 'tree'"));
  BOOST_CHECK_EXCEPTION(make_task("copy", 20), ValueError, says("copy: 20 time steps"));
}

BOOST_DATA_TEST_CASE(default_lengths_are_valid_for_every_task,
                     boost::unit_test::data::make(drawn_tasks()), name) {
  const auto [look, to_train] = usual_times(name);
  Generator generator(1);
  BOOST_TEST(make_task(name, to_train).draw(2, generator).input.size(0) == to_train);
  for (const Index time : look)
    BOOST_TEST(make_task(name, time).draw(2, generator).input.size(0) == time);
}

BOOST_AUTO_TEST_CASE(recurrent_weights_can_be_orthogonal) {
  const Task task = make_task("adding", 50);
  const auto weight = parameter(small_model(task, "gru", "orthogonal"), "weight_hh_l0");
  for (std::size_t block = 0; block < 3; ++block)
    for (std::size_t i = 0; i < 12; ++i)
      for (std::size_t j = 0; j < 12; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < 12; ++k)
          product += weight[(12 * block + i) * 12 + k] * weight[(12 * block + j) * 12 + k];
        BOOST_TEST(std::abs(product - (i == j ? 1 : 0)) < 1e-5);
      }
}

BOOST_AUTO_TEST_CASE(a_sum_is_learnt_where_a_gradient_comes_back) {
  const Task task = make_task("adding", 30);
  const TrainingOptions options = {.batch = 20, .steps = 600, .lr = 1e-2, .until = 0.06};
  const Model gru = small_model(task, "gru", "default", 24);
  const Trained trained = train(gru, task, options);
  BOOST_TEST(trained.loss < 0.01);
  BOOST_TEST(trained.steps < 600);
  BOOST_TEST(trained.loss == evaluate(gru, task));
  BOOST_TEST(train(small_model(task, "rnn", "default", 24), task, options).loss > 0.1);
}

BOOST_AUTO_TEST_CASE(clipping_reaches_training) {
  const Task task = make_task("adding", 10);
  const auto loss = [&](double clip) {
    return train(small_model(task, "lstm"), task, {.steps = 5, .clip = clip}).loss;
  };
  const double unclipped = loss(0);
  BOOST_TEST(loss(1e-3) != unclipped);
  BOOST_TEST(loss(1e6) == unclipped);
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_ends_training) {
  const Task task = make_task("adding", 10);
  for (const double value : {NAN, INFINITY}) {
    const Model model = small_model(task, "rnn");
    model.named_parameters().back().second.set_data(full({1}, value));
    const Trained trained = train(model, task, {});
    BOOST_TEST(trained.steps == 0);
    BOOST_TEST(!std::isfinite(trained.loss));
    BOOST_TEST(!gradient_flow(model, task).csv().empty());
  }
}

BOOST_AUTO_TEST_CASE(gradient_flow_does_not_change_the_model) {
  const Task task = make_task("adding", 20);
  const Model model = small_model(task, "lstm");
  const double loss = evaluate(model, task);
  const nn::FlowReport report = gradient_flow(model, task);
  BOOST_TEST(report.layers[0].states[0].gradient.size() == 20u);
  BOOST_TEST(report.exact);
  BOOST_TEST(evaluate(model, task) == loss);
  for (const Tensor& weight : model.parameters()) BOOST_TEST(!weight.grad().defined());
}

BOOST_AUTO_TEST_SUITE_END()
