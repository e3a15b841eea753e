// The code that docs/data.md quotes.
#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <string>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(data_page)

namespace {

// Sentences of token ids, of different lengths, with a class each.
using Sentence = std::pair<Tensor, Index>;

std::vector<Sentence> make_sentences() {
  std::vector<Sentence> sentences;
  for (Index i = 0; i < 20; ++i) sentences.emplace_back(randint(1, 9, {3 + i * 5 % 7}), i % 2);
  return sentences;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_training_loop) {
  manual_seed(1);
  const nn::Linear model(3, 1);
  optim::SGD optimizer(model.parameters(), {.lr = 0.1});
  const Tensor inputs = randn({100, 3});
  const Tensor targets = sum(inputs, 1, true);

  nn::data::DataLoader loader(nn::data::TensorDataset(inputs, targets),
                              {.batch_size = 32, .shuffle = true});
  Tensor loss;
  for (int epoch = 0; epoch < 30; ++epoch) {
    for (const auto& [input, target] : loader) {
      loss = nn::mse_loss(model(input), target);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
  }
  BOOST_TEST(loss.item<double>() < 0.01);
}

BOOST_AUTO_TEST_CASE(combined_datasets) {
  const nn::data::TensorDataset first(randn({60, 3})), second(randn({40, 3}));
  // quote
  using namespace nn::data;
  const auto scaled = map(concat(first, second), [](const auto& row) { return 10 * row[0]; });
  Generator generator(7);
  const auto [training, validation] = random_split(scaled, {0.9, 0.1}, generator);
  DataLoader loader(training, {.batch_size = 30, .shuffle = true});
  // end
  BOOST_TEST(loader.size() == 3);
  BOOST_TEST(validation.size() == 10);
  BOOST_TEST((*loader.next()).shape() == (Shape{30, 3}));
}

BOOST_AUTO_TEST_CASE(sequences_of_different_lengths) {
  const std::vector<Sentence> sentences = make_sentences();
  const nn::Embedding embedding(9, 4);
  const nn::LSTM lstm({.input_size = 4, .hidden_size = 5});
  Index seen = 0;
  // quote
  std::vector<Index> lengths;
  for (const auto& [tokens, label] : sentences) lengths.push_back(tokens.size(0));

  using namespace nn::data;
  DataLoader loader(sentences, BucketBatchSampler(lengths, {.batch_size = 8}), pad_collate());
  for (const auto& [input, label] : loader) {
    const auto [output, state] = lstm(embedding(input.output), {}, {.lengths = input.lengths});
    // ...
    seen += label.size(0);
  }
  // end
  BOOST_TEST(seen == 20);
}

BOOST_AUTO_TEST_CASE(windows_of_a_series) {
  const Tensor series = randn({500, 2});
  using namespace nn::data;
  StandardScaler scaler;
  const Tensor scaled = scaler.fit_transform(narrow(series, 0, 0, 400));  // of the past only
  const auto windows = forecast_windows(scaled, {.lags = 24, .steps_ahead = 6});
  DataLoader loader(windows, {.batch_size = 32, .shuffle = true});
  for (const auto& [input, target] : loader) {
    BOOST_TEST(input.shape() == (Shape{input.size(0), 24, 2}));  // [batch, time, features]
    BOOST_TEST(target.shape() == (Shape{input.size(0), 6, 2}));
  }
  BOOST_TEST(close(scaler.inverse_transform(scaled), narrow(series, 0, 0, 400),
                   {.absolute = 1e-6, .relative = 1e-6}));
}

BOOST_AUTO_TEST_CASE(streams_through_a_file) {
  const test::TemporaryDirectory directory;
  std::string text;
  for (int line = 0; line < 60; ++line) text += "one two three four\n";
  test::write_bytes(directory / "text.txt", text);
  const std::string path = directory / "text.txt";
  manual_seed(1);
  const nn::LSTM lstm({.input_size = 256, .hidden_size = 16});
  const nn::Linear head(16, 256);
  std::vector<Tensor> parameters = lstm.parameters();
  for (const Tensor& parameter : head.parameters()) parameters.push_back(parameter);
  optim::Adam optimizer(parameters, {.lr = 0.01});
  double first = 0, last = 0;
  // quote
  using namespace nn::data;
  Streams streams(std::make_shared<FileSource>(path),
                  {.batch_size = 4, .k1 = 16, .separator = '\n'});
  nn::State state;
  for (const Segment& segment : streams) {
    const auto [output, next] = lstm(segment.input, state, {.reset = segment.reset});
    const Tensor loss = nn::cross_entropy(head(output), segment.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    state = next.detach();
    // end
    if (first == 0) first = loss.item<double>();
    last = loss.item<double>();
  }
  BOOST_TEST(first > 5);
  BOOST_TEST(last < 4.5);

  Streams overlapping(std::make_shared<FileSource>(path),
                      {.batch_size = 4, .k1 = 8, .k2 = 24, .burn_in = 4});
  for (const Segment& segment : overlapping) {
    const auto [output, next] = nn::data::run_segment(lstm, segment, state);
    const Tensor loss = nn::cross_entropy(head(output), segment.target);
    // ...
    state = next;
    BOOST_TEST(loss.item<double>() < 10);
  }
}

BOOST_AUTO_TEST_CASE(exact_resume) {
  const nn::data::TensorDataset dataset(randn({100, 3}));
  const test::TemporaryDirectory directory;
  const std::string path = directory / "loader.safetensors";
  const auto make_loader = [&] {
    return nn::data::DataLoader(dataset, {.batch_size = 8, .shuffle = true});
  };
  auto loader = make_loader();
  for (int i = 0; i < 5; ++i) loader.next();
  // After any batch:
  write_state(path, loader.state_dict());

  // In another run of the program:
  auto resumed = make_loader();
  resumed.load_state_dict(read_state(path));
  for (const auto& [batch] : resumed) {
    const auto expected = loader.next();
    BOOST_REQUIRE(expected);
    BOOST_TEST(close(batch, (*expected)[0]));
  }
  BOOST_TEST(!loader.next());
}

BOOST_AUTO_TEST_SUITE_END()
