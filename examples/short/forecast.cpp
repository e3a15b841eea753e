// Forecasts six hours of a series from the 24 before them: short_forecast DATA.csv SEED
#include <xgrad/nn/data/readers.hpp>
#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include <cstdio>

using namespace xgrad;

struct Forecaster : nn::Module<Forecaster> {
  nn::LSTM lstm =
      register_module("lstm", nn::LSTM({.input_size = 1, .hidden_size = 16, .batch_first = true}));
  nn::Linear head = register_module("head", nn::Linear(16, 6));

  // [batch, time, 1] -> [batch, 6, 1]
  Tensor forward(const Tensor& x) const {
    const auto [output, state] = lstm(x);
    return head(output.select(1, -1)).unsqueeze(-1);
  }
};

int main(int argc, char** argv) {
  using namespace nn::data;
  if (argc != 3) return std::fputs("usage: short_forecast DATA.csv SEED\n", stderr), 2;
  manual_seed(std::stoull(argv[2]));
  const Tensor series = read_csv(argv[1]).tensor({"temperature"});  // [time, 1]
  const Index split = series.size(0) * 8 / 10;
  StandardScaler scaler;
  scaler.fit(series.index({Slice(None, split)}));
  const Tensor scaled = scaler.transform(series);
  const ForecastOptions windows = {.lags = 24, .steps_ahead = 6};
  DataLoader loader(forecast_windows(scaled.index({Slice(None, split)}), windows),
                    {.batch_size = 32, .shuffle = true});
  const auto held_out = forecast_windows(scaled.index({Slice(split, None)}), windows);

  const Forecaster model;
  optim::AdamW optimizer(model.parameters(), {.lr = 1e-2});
  optim::CosineAnnealingLR scheduler(optimizer, {.T_max = 20});
  const auto evaluate = [&] {
    const auto [input, target] = held_out.tensors();
    return nn::l1_loss(scaler.inverse_transform(model(input)), scaler.inverse_transform(target));
  };
  nn::training::Trainer trainer(
      model, {{"optimizer", optimizer}, {"scheduler", scheduler}},
      {.epochs = 20, .evaluate = evaluate, .early_stopping = {.patience = 5}, .after_epoch = [&] {
         scheduler.step();
       }});
  const int signal = trainer.run(loader, [&](const auto& batch) {
    const auto& [input, target] = batch;
    const Tensor loss = nn::mse_loss(model(input), target);
    optimizer.zero_grad();
    loss.backward();
    optim::clip_grad_norm_(model.parameters(), 1.0);
    optimizer.step();
    return loss;
  });
  if (signal != 0) return nn::training::exit_code(signal);

  model.load_state_dict(trainer.best_model());
  const nn::training::EvaluationMode mode(model);
  const Tensor last_day = scaled.index({Slice(-24, None)}).unsqueeze(0);
  const Tensor forecast = scaler.inverse_transform(model(last_day));
  std::printf("next hours:");
  for (const float degrees : forecast.to_vector<float>()) std::printf(" %.1f", degrees);
  std::printf("\nmean absolute error: %.4f\n", trainer.best_metric());
}
