// Logs: their rows, and the rows that remain on resume.
#include <xgrad/nn/training/log.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <filesystem>
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(training_log)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const std::string kHeader = "step,epoch,kind,name,value\n";

// Steps 1 to `last`, with evaluations after every second one.
void add_rows(TrainingLog& log, Index first, Index last) {
  for (Index step = first; step <= last; ++step) {
    log.add_step(step, step / 4, {{"loss", 1.0 / static_cast<double>(step)}, {"lr", 0.1}});
    if (step % 2 == 0) log.add_evaluation(step, step / 4, {{"loss", 0.25}});
  }
}

std::string log_of(const std::string& path, Index last) {
  TrainingLog log(path);
  add_rows(log, 1, last);
  return read_bytes(path);
}

}  // namespace

BOOST_AUTO_TEST_CASE(csv_has_a_line_per_metric) {
  const TemporaryDirectory directory;
  BOOST_TEST(log_of(directory / "log.csv", 2) == kHeader +
                                                     "1,0,step,loss,1\n1,0,step,lr,0.1\n"
                                                     "2,0,step,loss,0.5\n2,0,step,lr,0.1\n"
                                                     "2,0,evaluation,loss,0.25\n");
}

BOOST_AUTO_TEST_CASE(json_lines_have_an_object_per_row) {
  const TemporaryDirectory directory;
  BOOST_TEST(log_of(directory / "log.jsonl", 2) ==
             "{\"step\": 1, \"epoch\": 0, \"kind\": \"step\", \"loss\": 1, \"lr\": 0.1}\n"
             "{\"step\": 2, \"epoch\": 0, \"kind\": \"step\", \"loss\": 0.5, \"lr\": 0.1}\n"
             "{\"step\": 2, \"epoch\": 0, \"kind\": \"evaluation\", \"loss\": 0.25}\n");
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_are_nan_or_null) {
  const TemporaryDirectory directory;
  TrainingLog csv(directory / "log.csv"), json(directory / "log.jsonl");
  for (TrainingLog* log : {&csv, &json}) log->add_step(1, 0, -kNaN);
  BOOST_TEST(read_bytes(directory / "log.csv") == kHeader + "1,0,step,loss,nan\n");
  BOOST_TEST(read_bytes(directory / "log.jsonl") ==
             "{\"step\": 1, \"epoch\": 0, \"kind\": \"step\", \"loss\": null}\n");
}

BOOST_DATA_TEST_CASE(values_are_exact, boost::unit_test::data::make({0.1, 1.0 / 3, 1e-300, 5e22}),
                     value) {
  const TemporaryDirectory directory;
  TrainingLog log(directory / "log.csv");
  log.add_step(1, 0, value);
  const std::string text = read_bytes(directory / "log.csv");
  BOOST_TEST(std::stod(text.substr(text.rfind(',') + 1)) == value);
}

// Every byte at which a process may have been killed, and every position of a checkpoint.
BOOST_DATA_TEST_CASE(resumed_logs_have_each_row_once,
                     boost::unit_test::data::make({"log.csv", "log.jsonl"}), name) {
  const TemporaryDirectory directory;
  const std::string path = directory / name, expected = log_of(directory / name, 6);
  for (Index step = 0; step <= 6; ++step) {
    const std::size_t synced = log_of(path, step).size();
    for (std::size_t size = synced; size <= expected.size(); ++size) {
      write_bytes(path, expected.substr(0, size));
      TrainingLog log(path, {.step = step, .evaluation = step});
      BOOST_TEST(read_bytes(path) == expected.substr(0, synced));
      add_rows(log, step + 1, 6);
      BOOST_TEST(read_bytes(path) == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_evaluation_that_the_checkpoint_does_not_have_is_removed) {
  const TemporaryDirectory directory;
  const std::string path = directory / "log.csv", whole = log_of(path, 4);
  TrainingLog log(path, {.step = 4, .evaluation = 2});
  BOOST_TEST(read_bytes(path) == whole.substr(0, whole.rfind("4,1,evaluation")));
  log.add_evaluation(4, 1, 0.25);
  BOOST_TEST(read_bytes(path) == whole);
}

BOOST_AUTO_TEST_CASE(files_that_are_no_logs_are_unchanged) {
  const TemporaryDirectory directory;
  const auto refused = [&](const char* name, const std::string& text, Index line) {
    const std::string path = directory / name;
    write_bytes(path, text);
    check_message([&] { TrainingLog log(path); }, "TrainingLog: line " + std::to_string(line) +
                                                      " of '" + path +
                                                      "' is not a line of a training log");
    BOOST_CHECK_THROW(TrainingLog log(path), FormatError);
    BOOST_TEST(read_bytes(path) == text);
  };
  refused("a.csv", "time,price\n1,2\n", 1);
  refused("b.csv", kHeader + "1,0,test,loss,3\n", 2);
  refused("c.csv", kHeader + "-1,0,step,loss,3\n", 2);
  refused("a.jsonl", "{\"price\": 1}\n", 1);
  refused("b.jsonl", "a line without an end", 1);
}

BOOST_AUTO_TEST_CASE(unusable_paths_are_refused) {
  const TemporaryDirectory directory;
  check_message([&] { TrainingLog log(directory / "log.txt"); }, "TrainingLog: '");
  BOOST_CHECK_THROW(TrainingLog::check_path("log"), ValueError);
  BOOST_CHECK_THROW(TrainingLog log(directory / "missing/log.csv"), IoError);
  std::filesystem::create_directory(directory / "folder.csv");
  BOOST_CHECK_THROW(TrainingLog log(directory / "folder.csv"), IoError);
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
