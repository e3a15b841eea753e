// Exact resume: stopped after any step, a training continues bitwise identical to an uninterrupted one.
#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <array>
#include <functional>
#include <memory>

using namespace xgrad;
using namespace xgrad::nn::training;

BOOST_AUTO_TEST_SUITE(resume)

namespace {

struct Model : nn::Module<Model> {
  explicit Model(double p) : dropout(register_module("dropout", nn::Dropout(p))) {}
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 2, .hidden_size = 3}));
  nn::Linear head = register_module("head", nn::Linear(3, 1));
  nn::Dropout dropout;

  nn::RecurrentOutput forward(const Tensor& x, const nn::State& state,
                              const nn::Sequences& sequences) const {
    auto [output, next] = lstm(x, state, sequences);
    return {head(dropout(output)), std::move(next)};
  }
};

struct Configuration {
  int optimizer, schedule;
  double dropout;
  int data;
};

using OptimizerPointer = std::unique_ptr<optim::Optimizer>;

OptimizerPointer make_optimizer(int kind, const Model& model) {
  const auto parameters = model.named_parameters();
  switch (kind) {
    case 0:
      return std::make_unique<optim::SGD>(parameters,
                                          optim::SGDOptions{.lr = 0.1, .momentum = 0.9});
    case 1:
      return std::make_unique<optim::Adam>(parameters, optim::AdamOptions{.lr = 0.01});
    case 2:
      return std::make_unique<optim::AdamW>(parameters,
                                            optim::AdamWOptions{.lr = 0.01, .amsgrad = true});
    case 3:
      return std::make_unique<optim::Adagrad>(parameters, optim::AdagradOptions{.lr = 0.1});
    default:
      return std::make_unique<optim::RMSprop>(
          parameters, optim::RMSpropOptions{.lr = 0.01, .momentum = 0.5, .centered = true});
  }
}

// What a training computed.
struct Record {
  std::vector<double> losses, rates, batches;  // of each step
  std::vector<double> evaluations;
  Index epoch_size = 0;
  std::vector<std::pair<std::string, std::vector<double>>> state;  // of all parts at the end
  std::vector<std::string> texts;                                  // such as generators
};

void add_state(Record& record, const std::string& part, const StateDict& state) {
  for (const auto& [name, tensor] : state)
    record.state.emplace_back(part + "." + name, tensor.to(float64).to_vector<double>());
  for (const auto& [key, text] : state.metadata) record.texts.push_back(text);
}

Tensor series(Index time) {
  Generator generator(3);
  return randn({time, 2}, float32, generator);
}

// Runs a training, with one of five optimizers, of four schedules and of three kinds of data.
template <class Loader, class Inputs>
Record train_on(Loader& loader, const Inputs& inputs_of, const Configuration& kind,
                TrainerOptions options) {
  const Model model(kind.dropout);
  const OptimizerPointer optimizer = make_optimizer(kind.optimizer, model);
  nn::State state;
  CheckpointParts parts = {{"optimizer", *optimizer}, {"state", state}};

  std::unique_ptr<optim::LRScheduler> scheduler;
  std::unique_ptr<optim::ReduceLROnPlateau> plateau;
  if (kind.schedule == 1) {
    scheduler = std::make_unique<optim::StepLR>(*optimizer, optim::StepLROptions{.step_size = 1});
  } else if (kind.schedule == 2) {
    scheduler = std::make_unique<optim::OneCycleLR>(
        *optimizer, optim::OneCycleLROptions{
                        .max_lr = 0.1, .total_steps = 60, .cycle_momentum = kind.optimizer != 3});
  } else if (kind.schedule == 3) {
    plateau = std::make_unique<optim::ReduceLROnPlateau>(
        *optimizer, optim::ReduceLROnPlateauOptions{.patience = 0, .threshold = 0.9});
  }
  if (scheduler) parts.emplace_back("scheduler", *scheduler);
  if (plateau) parts.emplace_back("scheduler", *plateau);

  Record record;
  record.epoch_size = loader.size();
  const Tensor held_out = reshape(series(8), {4, 2, 2});
  options.evaluate = [&]() -> Metrics {
    const auto [output, next] = model(held_out, nn::State(), nn::Sequences());
    return nn::mse_loss(output, sum(held_out, -1, true));
  };
  options.evaluate_every = 2;
  options.progress.stream = nullptr;
  options.after_epoch = [&] {
    if (kind.schedule == 1) scheduler->step();
  };
  options.after_evaluation = [&](const Metrics& metrics) {
    if (plateau) plateau->step(metrics.at("loss"));
  };
  options.after_step = [&](const Metrics& metrics) {
    record.losses.push_back(metrics.at("loss"));
    record.rates.push_back(optimizer->lr());
  };

  Trainer trainer(model, parts, options);
  trainer.run(loader, [&](const auto& batch) {
    const auto [input, sequences] = inputs_of(batch);
    record.batches.push_back(sum(input).template item<double>());
    const auto [output, next] =
        model(input, sequences.reset.defined() ? state : nn::State(), sequences);
    const Tensor loss = nn::mse_loss(output, sum(input, -1, true));
    optimizer->zero_grad();
    loss.backward();
    optim::clip_grad_norm_(model.parameters(), 1.0);
    optimizer->step();
    if (sequences.reset.defined()) state = next.detach();
    if (kind.schedule == 2) scheduler->step();
    return loss;
  });
  for (const Evaluation& evaluation : trainer.history())
    record.evaluations.push_back(evaluation.metrics.at("loss"));
  for (const CheckpointPart& part : parts) add_state(record, part.name(), part.state());
  add_state(record, "model", model.state_dict());
  add_state(record, "best", trainer.best_model());
  add_state(record, "data", loader.state_dict());
  add_state(record, "trainer", trainer.state_dict());
  record.texts.push_back(default_generator().state());
  return record;
}

struct Inputs {
  Tensor input;
  nn::Sequences sequences = {};
};

Record train(const Configuration& kind, const TrainerOptions& options, std::uint64_t seed) {
  manual_seed(seed);
  using namespace nn::data;
  if (kind.data == 0) {
    DataLoader loader(TensorDataset(reshape(series(100), {25, 4, 2})),
                      {.batch_size = 3, .shuffle = true});
    return train_on(
        loader, [](const auto& batch) -> Inputs { return {batch[0]}; }, kind, options);
  }
  if (kind.data == 1) {
    std::vector<Tensor> sequences;
    std::vector<Index> lengths;
    for (Index i = 0; i < 23; ++i) {
      lengths.push_back(1 + i * 7 % 5);
      sequences.push_back(narrow(series(40), 0, i, lengths.back()));
    }
    DataLoader loader(sequences, BucketBatchSampler(lengths, {.batch_size = 3, .pool_size = 9}),
                      pad_collate());
    return train_on(
        loader,
        [](const auto& batch) -> Inputs {
          return {batch.output, {.lengths = batch.lengths}};
        },
        kind, options);
  }
  Streams streams(series(73), {.batch_size = 2, .k1 = 4});
  return train_on(
      streams,
      [](const Segment& segment) -> Inputs {
        return {segment.input, {.reset = segment.reset}};
      },
      kind, options);
}

std::vector<double> from(const std::vector<double>& values, std::size_t first) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first), values.end()};
}

void check_equal(const Record& resumed, const Record& whole, std::size_t stop) {
  BOOST_TEST(resumed.batches == from(whole.batches, stop));
  BOOST_TEST(resumed.losses == from(whole.losses, stop));
  BOOST_TEST(resumed.rates == from(whole.rates, stop));
  BOOST_TEST(resumed.evaluations == whole.evaluations);
  BOOST_TEST((resumed.state == whole.state));
  BOOST_TEST(resumed.texts == whole.texts);
}

}  // namespace

BOOST_DATA_TEST_CASE(resumed_training_is_bitwise_identical,
                     boost::unit_test::data::xrange(5) * boost::unit_test::data::xrange(4) *
                         boost::unit_test::data::make({0.0, 0.3}) *
                         boost::unit_test::data::xrange(3),
                     optimizer, schedule, dropout, data) {
  const Configuration kind = {optimizer, schedule, dropout, data};
  // In memory, because flushing files to a disk would take most of the time.
  const bool has_memory_files = std::filesystem::exists("/dev/shm");
  const test::TemporaryDirectory directory(
      has_memory_files ? "/dev/shm" : std::filesystem::temp_directory_path());
  TrainerOptions options = {.steps = 21};
  const Record whole = train(kind, options, 1);
  BOOST_TEST_REQUIRE(whole.losses.size() == 21u);
  BOOST_TEST_REQUIRE((whole.epoch_size > 7 && whole.epoch_size < 11));
  const Index epoch = whole.epoch_size;
  for (const Index stop : {Index{0}, Index{1}, Index{7}, epoch - 1, epoch, epoch + 1}) {
    BOOST_TEST_CONTEXT("stopped after " << stop << " of " << epoch << " steps") {
      options.checkpoint = directory / "checkpoint";
      options.save_every = 100;
      options.steps = stop;
      options.resume = false;
      train(kind, options, 1);
      options.steps = 21;
      options.resume = true;
      check_equal(train(kind, options, 2), whole, static_cast<std::size_t>(stop));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
