// The code that docs/training.md quotes.
#include <xgrad/nn/data/readers.hpp>
#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <cmath>
#include <fstream>

using namespace xgrad;
namespace training = xgrad::nn::training;

BOOST_AUTO_TEST_SUITE(training_page)

namespace {

struct Forecaster : nn::Module<Forecaster> {
  nn::LSTM lstm =
      register_module("lstm", nn::LSTM({.input_size = 1, .hidden_size = 16, .batch_first = true}));
  nn::Dropout dropout = register_module("dropout", nn::Dropout(0.1));
  nn::Linear head = register_module("head", nn::Linear(16, 6));

  // [batch, time, 1] -> [batch, 6, 1]
  Tensor forward(const Tensor& x) const {
    const auto [output, state] = lstm(x);
    return unsqueeze(head(dropout(select(output, 1, -1))), -1);
  }
};

// The temperature of every hour for some weeks.
std::string weather() {
  std::string text = "hour,temperature\n";
  for (int hour = 0; hour < 480; ++hour)
    text += std::to_string(hour) + "," + std::to_string(15 + 5 * std::sin(hour * 0.2618)) + "\n";
  return text;
}

struct Result {
  std::vector<float> parameters;
  Index epochs;
  double best;
};

Result train(const std::string& data_path, const std::string& folder, Index epochs) {
  const std::string path = folder + "/model.safetensors";
  const std::vector<std::string> logs = {folder + "/run.csv"};
  manual_seed(1);

  using namespace nn::data;
  const Tensor series = read_csv(data_path).tensor({"temperature"});  // [time, 1]
  const Index split = series.size(0) * 8 / 10;
  StandardScaler scaler;
  scaler.fit(narrow(series, 0, 0, split));
  const Tensor scaled = scaler.transform(series);
  const ForecastOptions windows = {.lags = 24, .steps_ahead = 6};
  DataLoader loader(forecast_windows(narrow(scaled, 0, 0, split), windows),
                    {.batch_size = 32, .shuffle = true});
  const auto held_out = forecast_windows(narrow(scaled, 0, split, series.size(0) - split), windows);

  const Forecaster model;
  optim::AdamW optimizer(model.named_parameters(), {.lr = 1e-2});
  optim::CosineAnnealingLR scheduler(optimizer, {.T_max = 20});

  training::TrainingHistory history;
  const CheckpointParts parts = {
      {"optimizer", optimizer}, {"scheduler", scheduler}, {"scaler", scaler}, {"history", history}};
  training::Trainer trainer(model, parts,
                            {.epochs = epochs,
                             .evaluate = [&]() -> training::Metrics {
                               const auto [input, target] = held_out.tensors();
                               const Tensor error = model(input) - target;
                               return {{"loss", mean(error * error)}, {"mae", mean(abs(error))}};
                             },
                             .early_stopping = {.patience = 5},
                             .checkpoint = path,
                             .resume = true,
                             .logs = logs,
                             .loggers = {&history},
                             .after_epoch = [&] { scheduler.step(); }});

  const int signal = trainer.run(loader, [&](const auto& batch) -> training::Metrics {
    const auto& [input, target] = batch;
    const Tensor loss = nn::mse_loss(model(input), target);
    optimizer.zero_grad();
    loss.backward();
    const double norm = optim::clip_grad_norm_(model.parameters(), 1.0);
    optimizer.step();
    return {{"loss", loss}, {"gradient", norm}, {"lr", optimizer.lr()}};
  });
  BOOST_TEST(training::exit_code(signal) == 0);

  const std::string report_path = folder + "/report.html";
  const auto [held_out_input, held_out_target] = held_out.tensors();

  const nn::GradientFlow flow(model.lstm);
  nn::mse_loss(model(held_out_input), held_out_target).backward();

  training::RunReport report = training::RunReport::of(trainer, history);
  report.title = "Temperature of the next six hours";
  report.flows.push_back(flow.report());
  training::write_report(report_path, report);

  BOOST_TEST(test::read_bytes(report_path).find("<dt>best loss</dt>") != std::string::npos);
  return {nn::parameters_to_vector(model.parameters()).to_vector<float>(), trainer.epoch(),
          trainer.best_metric()};
}

// The text of a file without lines that are empty or hold only a comment.
std::vector<std::string> code_of(std::istream& file, const std::string& end = {}) {
  std::vector<std::string> code;
  for (std::string line; std::getline(file, line) && (end.empty() || line != end);) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == line.npos) continue;
    const std::string text = line.substr(begin);
    if (!text.starts_with("//") && !text.starts_with("# ")) code.push_back(line);
  }
  return code;
}

std::vector<std::string> code_of_file(const std::string& path) {
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  return code_of(file);
}

}  // namespace

BOOST_AUTO_TEST_CASE(short_programs_have_at_most_1_3_times_the_lines_of_their_twins) {
  std::ifstream page("docs/training.md");
  BOOST_REQUIRE(page);
  for (const std::string name : {"forecast", "names", "char_model"}) {
    const auto cpp = code_of_file("examples/short/" + name + ".cpp"),
               python = code_of_file("examples/short/" + name + ".py");
    BOOST_TEST(python.size() > 40);
    BOOST_TEST(static_cast<double>(cpp.size()) <= 1.3 * static_cast<double>(python.size()),
               name << ": " << cpp.size() << " lines of C++, " << python.size() << " of Python");
    // The page has both as they are, the twin first.
    for (const auto& [fence, code] : {std::pair{"```python", python}, std::pair{"```cpp", cpp}}) {
      std::string line;
      while (std::getline(page, line)) {
        if (line == fence && code_of(page, "```") == code) break;
      }
      BOOST_TEST(!page.fail(), name << ": the page has no " << fence << " like its file");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_model_is_trained_saved_resumed_loaded_and_served) {
  const test::TemporaryDirectory whole, parts;
  const std::string data_path = whole / "weather.csv";
  test::write_bytes(data_path, weather());
  const Result expected = train(data_path, whole / ".", 4);
  BOOST_TEST(expected.best < 0.5);
  train(data_path, parts / ".", 2);
  const Result resumed = train(data_path, parts / ".", 4);
  BOOST_TEST(resumed.parameters == expected.parameters);
  BOOST_TEST(resumed.best == expected.best);
  BOOST_TEST(test::read_bytes(parts / "run.csv") == test::read_bytes(whole / "run.csv"));

  const std::string path = parts / "model.safetensors";
  const Tensor last_day = full({1, 24, 1}, 20.0);  // degrees

  const Forecaster model;
  nn::data::StandardScaler scaler;
  load_checkpoint(path, {{"best", model}, {"scaler", scaler}});
  const training::EvaluationMode mode(model);
  const Tensor forecast = scaler.inverse_transform(model(scaler.transform(last_day)));
  BOOST_TEST(forecast.shape() == (Shape{1, 6, 1}));
}

BOOST_AUTO_TEST_CASE(components_work_in_a_loop_of_your_own) {
  manual_seed(1);
  const nn::Linear model(3, 1);
  optim::SGD optimizer(model.named_parameters(), {.lr = 0.1});
  const Tensor input = randn({20, 3}), target = sum(input, -1, true);
  const test::TemporaryDirectory directory;
  const std::string path = directory / "run.jsonl";
  Index step = 0;

  const training::Interruption interruption;
  training::Progress progress(0, 100);
  training::TrainingLog log(path);
  training::EarlyStopping stopping({.patience = 3, .min_delta = 1e-4});
  while (step < 100 && !stopping.should_stop() && training::Interruption::signal() == 0) {
    const Tensor loss = nn::mse_loss(model(input), target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    log.add_step(++step, 0, loss);
    progress.update(step, loss);
    stopping.step(loss.item<double>());
  }
  BOOST_TEST(step > 10);
  BOOST_TEST(step < 100);
}

BOOST_AUTO_TEST_SUITE_END()
