// Files of a SummaryWriter, as a reader in Python sees them.
#include <xgrad/nn/training/tensorboard/summary_writer.hpp>

#include <boost/test/unit_test.hpp>

#include "flow/svg.hpp"
#include "support/misuse.hpp"
#include "training/setting.hpp"
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(summary_writer)

namespace {

// The output of a command; nothing if it fails.
std::optional<std::string> output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  std::string text;
  for (int letter = std::fgetc(pipe); letter != EOF; letter = std::fgetc(pipe)) {
    text += static_cast<char>(letter);
  }
  return ::pclose(pipe) == 0 ? std::optional(text) : std::nullopt;
}

// Tests that need Debian's python3-protobuf.
boost::test_tools::assertion_result python(boost::unit_test::test_unit_id /*test*/) {
  boost::test_tools::assertion_result result(
      output_of("/usr/bin/python3 -c 'import google.protobuf' 2> /dev/null").has_value());
  result.message() << "there is no python3-protobuf";
  return result;
}

std::string events_in(const std::string& path) {
  return output_of("/usr/bin/python3 tests/tensorboard/read_events.py '" + path + "'").value();
}

// The size from which the process may not extend a file.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    struct rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  struct rlimit before_ = {};
  void (*handler_)(int);
};

const std::string kVersion = "version brain.Event:2\n";

}  // namespace

BOOST_AUTO_TEST_CASE(files_are_named_by_time_host_and_process) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "runs/first";
  const SummaryWriter one(folder), two(folder);
  BOOST_TEST(one.path() != two.path());
  const std::string begin = folder + "/events.out.tfevents.";
  for (const std::string& path : {one.path(), two.path()}) {
    BOOST_TEST(std::filesystem::exists(path));
    BOOST_TEST(path.starts_with(begin));
    const auto digits = path.find_first_not_of("0123456789", begin.size()) - begin.size();
    BOOST_TEST(digits == 10u);
    BOOST_TEST(path.find("." + std::to_string(::getpid()), begin.size()) != path.npos);
  }
}

BOOST_AUTO_TEST_CASE(unusable_folders_are_refused) {
  const TemporaryDirectory directory;
  write_bytes(directory / "file", "text");
  BOOST_CHECK_THROW(SummaryWriter(directory / "file"), IoError);
  check_message([&] { SummaryWriter writer(directory / "file/runs"); },
                "SummaryWriter: cannot create the folder '");
  BOOST_CHECK_THROW(SummaryWriter("/proc/runs"), IoError);
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(records_are_visible_at_once, *boost::unit_test::precondition(python)) {
  const TemporaryDirectory directory;
  SummaryWriter writer(directory / "runs");
  std::string expected = kVersion;
  BOOST_TEST(events_in(writer.path()) == expected);
  writer.add_scalar("lr", 0.25, 3);
  expected += "step 3: lr: scalar 0.25\n";
  BOOST_TEST(events_in(writer.path()) == expected);
  writer.add_text("sample", "In the beginning", 4);
  expected += "step 4: sample: tensor of text dtype 7 shape [1] ['In the beginning']\n";
  writer.add_histogram("weights", from_vector(std::vector<double>{1, 2, 2, 5}), 5, 2);
  expected +=
      "step 5: weights: histogram min 1 max 5 num 4 sum 10 squares 34 limits [3.0, 5.0] "
      "counts [3.0, 1.0]\n";
  writer.add_histogram("constant", ones({3}), 6);
  expected +=
      "step 6: constant: histogram min 1 max 1 num 3 sum 3 squares 3 limits [1.0] counts [3.0]\n";
  writer.sync();
  BOOST_TEST(events_in(writer.path()) == expected);
}

BOOST_AUTO_TEST_CASE(readers_skip_an_incomplete_last_record,
                     *boost::unit_test::precondition(python)) {
  const TemporaryDirectory directory;
  std::string whole;
  {
    SummaryWriter writer(directory / "runs");
    writer.add_scalar("a", 1, 1);
    writer.add_scalar("a", 2, 2);
    whole = read_bytes(writer.path());
  }
  const std::string expected = kVersion + "step 1: a: scalar 1\n";
  for (std::size_t removed = 1; removed < 8; ++removed) {
    write_bytes(directory / "torn", whole.substr(0, whole.size() - 5 * removed));
    BOOST_TEST(events_in(directory / "torn").starts_with(expected + "damaged from byte "));
  }
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_leaves_whole_records) {
  const TemporaryDirectory directory;
  SummaryWriter writer(directory / "runs");
  writer.add_scalar("a", 1, 1);
  const std::string before = read_bytes(writer.path());
  {
    const FileSizeLimit limit(before.size() + 20);
    BOOST_CHECK_THROW(writer.add_scalar("a", 2, 2), IoError);
    BOOST_TEST(read_bytes(writer.path()) == before);
  }
  writer.add_scalar("a", 3, 3);
  BOOST_TEST(read_bytes(writer.path()).starts_with(before));
  BOOST_TEST(read_bytes(writer.path()).size() > before.size());
}

BOOST_AUTO_TEST_CASE(invalid_values_change_no_file) {
  const TemporaryDirectory directory;
  SummaryWriter writer(directory / "runs");
  const std::string before = read_bytes(writer.path());
  BOOST_CHECK_THROW(writer.add_scalar("", 1, 1), ValueError);
  BOOST_CHECK_THROW(writer.add_text("a", "\xFF", 1), ValueError);
  BOOST_CHECK_THROW(writer.add_histogram("a", ones({2}), 1, -1), ValueError);
  writer.add_histogram("a", zeros({0}), 1);
  BOOST_TEST(read_bytes(writer.path()) == before);
}

BOOST_AUTO_TEST_CASE(trainer_adds_its_metrics, *boost::unit_test::precondition(python)) {
  const TemporaryDirectory directory;
  const auto train = [&](Index steps) {
    SummaryWriter writer(directory / "runs");
    const Setting setting;
    Trainer trainer = setting.trainer(silent({.steps = steps,
                                              .evaluate = [] { return Metrics(0.5); },
                                              .evaluate_every = 2,
                                              .checkpoint = directory / "model",
                                              .resume = true,
                                              .loggers = {&writer}}));
    trainer.run([&]() -> Metrics { return {{"loss", 0.25}, {"lr", 0.1}}; });
    return events_in(writer.path());
  };
  const auto row = [](int step) {
    const std::string start = "step " + std::to_string(step) + ": train/";
    return start + "loss: scalar 0.25\n" + start + "lr: scalar 0.100000001\n";
  };
  BOOST_TEST(train(3) ==
             kVersion + row(1) + row(2) + "step 2: evaluation/loss: scalar 0.5\n" + row(3));
  // Readers discard steps from 4, of which there are none here.
  BOOST_TEST(train(4) ==
             kVersion + "step 4: session 1\n" + row(4) + "step 4: evaluation/loss: scalar 0.5\n");
}

// The code that docs/training.md quotes.
BOOST_AUTO_TEST_CASE(callbacks_add_histograms_and_texts, *boost::unit_test::precondition(python)) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "runs/1";
  const Setting setting;
  const nn::Sequential& model = *setting.model;
  optim::SGD& optimizer = *setting.optimizer;
  namespace training = xgrad::nn::training;

  training::SummaryWriter writer(folder);
  training::Trainer trainer(
      model, {{"optimizer", optimizer}},
      {.steps = 10, .loggers = {&writer}, .after_step = [&](const training::Metrics&) {
         if (trainer.step() % 5 != 0) return;
         writer.add_parameters(model, trainer.step());
         writer.add_text("sample", "In the beginning", trainer.step());
       }});

  setting.run(trainer);
  const std::string events = events_in(writer.path());
  const auto count = [&](const std::string& text) { return occurrences(events, text); };
  BOOST_TEST(count(": train/loss: scalar ") == 10u);
  BOOST_TEST(count("step 5: parameters/0.weight: histogram ") == 1u);
  BOOST_TEST(count("step 10: gradients/2.bias: histogram ") == 1u);
  BOOST_TEST(count(": sample: tensor of text ") == 2u);
}

BOOST_AUTO_TEST_CASE(parameters_and_gradients_have_histograms,
                     *boost::unit_test::precondition(python)) {
  const TemporaryDirectory directory;
  SummaryWriter writer(directory / "runs");
  const nn::Linear model(2, 1);
  model.weight.set_data(from_vector(std::vector<float>{1, 2}, {1, 2}));
  model.bias.set_data(zeros({1}));
  writer.add_parameters(model, 1);
  sum(model(full({1, 2}, 3.0))).backward();
  writer.add_parameters(model, 2);
  const std::string events = events_in(writer.path());
  const auto has = [&](const std::string& text) {
    BOOST_TEST(events.find(text) != events.npos, text << " is not in " << events);
  };
  has("step 1: parameters/weight: histogram min 1 max 2 num 2 ");
  has("step 1: parameters/bias: histogram min 0 max 0 num 1 ");
  has("step 2: gradients/weight: histogram min 3 max 3 num 2 sum 6 squares 18 ");
  BOOST_TEST(events.find("step 1: gradients") == events.npos);
}

BOOST_AUTO_TEST_SUITE_END()
