// Reports: their content, escaping, size and files.
#include <boost/test/unit_test.hpp>

#include "flow/svg.hpp"
#include "support/misuse.hpp"
#include "training/setting.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using namespace test;

BOOST_AUTO_TEST_SUITE(report)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The page of a report, which must be well-formed and load nothing.
std::string page_of(const RunReport& report) {
  const std::string page = report.html();
  const std::string kType = "<!DOCTYPE html>\n";
  BOOST_TEST(page.starts_with(kType));
  BOOST_TEST(malformed(page.substr(kType.size())) == "");
  const std::string name = "http://www.w3.org/2000/svg";  // of a namespace
  BOOST_TEST(occurrences(page, "://") == occurrences(page, name));
  for (const char* text : {"<script", "src=", "href=", "@import", "url("}) {
    BOOST_TEST(occurrences(page, text) == 0u, text);
  }
  return page;
}

std::string page_of(const TrainingHistory& history) {
  RunReport report;
  report.history = history;
  return page_of(report);
}

TrainingHistory history_of(Index steps) {
  TrainingHistory history;
  for (Index step = 1; step <= steps; ++step) {
    history.add_step(step, 0,
                     {{"loss", 4.0 / static_cast<double>(step)}, {"lr", 0.1}, {"gradient", 2}});
    if (step % 10 == 0) history.add_evaluation(step, 0, {{"loss", 0.25}, {"accuracy", 0.5}});
  }
  return history;
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != page.npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(report_of_a_trainer_has_facts_curves_samples_and_configuration) {
  const Setting setting;
  TrainingHistory history;
  std::vector<double> losses = {3, 1, 2};
  Trainer trainer = setting.trainer(silent({.epochs = 3,
                                            .evaluate = [&, i = 0]() mutable -> Metrics {
                                              return losses.at(static_cast<std::size_t>(i++));
                                            },
                                            .metadata = {{"hidden", "128"}},
                                            .loggers = {&history}}));
  setting.run(trainer);
  history.add_sample(12, "In the beginning");
  RunReport report = RunReport::of(trainer, history);
  report.title = "A run";
  report.texts.emplace_back("Model", "LSTM 3 -> 4");
  const std::string page = page_of(report);
  for (const char* text :
       {"<title>A run</title>", "<h1>A run</h1>", "<dt>steps</dt><dd>12</dd>",
        "<dt>epochs</dt><dd>3</dd>", "<dt>best loss</dt><dd>1</dd>",
        "<dt>best at step</dt><dd>8</dd>", "<dt>time</dt><dd>0:0", ">training steps</text>",
        ">evaluations</text>", ">step</text>", "<h3>after step 12</h3>", ">In the beginning</pre>",
        "<h2>Model</h2>", ">LSTM 3 -&gt; 4</pre>", "<th>hidden</th><td>128</td>",
        "<tr><td class=\"number\">8</td><td class=\"number\">1</td></tr>"}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(!has(page, "class=\"status\""));
}

BOOST_AUTO_TEST_CASE(metrics_other_than_the_loss_are_in_a_grid) {
  const std::string page = page_of(history_of(20));
  BOOST_TEST(occurrences(page, "<svg ") == 2u);
  for (const char* name : {"loss", "accuracy", "gradient", "lr"}) {
    BOOST_TEST(occurrences(page, std::string(">") + name + "</text>") == 1u, name);
  }
}

BOOST_AUTO_TEST_CASE(gradient_flow_is_a_section) {
  manual_seed(1);
  const nn::RNN rnn({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(rnn);
  const auto [output, state] = rnn(ones({5, 1, 2}));
  sum(output).backward();
  RunReport report;
  report.flows.push_back(flow.report());
  const std::string page = page_of(report);
  BOOST_TEST(has(page, "<h2>Gradient flow</h2>"));
  BOOST_TEST(has(page, "norm of the gradient dL/dh at each time step"));
}

BOOST_AUTO_TEST_CASE(every_text_is_escaped) {
  const std::string bad = "<script>alert('1')</script>&\"", shown = "&lt;script&gt;";
  RunReport report;
  report.title = report.status = bad;
  report.facts.emplace_back(bad, bad);
  report.configuration.emplace(bad, bad);
  report.texts.emplace_back(bad, bad);
  report.history.add_sample(1, bad);
  report.history.add_step(1, 0, {{"loss", 1}, {"<script>", kNaN}});
  report.history.add_evaluation(1, 0, {{"<script>", 1}});
  const std::string page = page_of(report);
  BOOST_TEST(occurrences(page, shown) == 13u);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_replaced) {
  RunReport report;
  report.history.add_sample(1, std::string("a\0b\x1b[2J\xFF\xC3(\x7F\tz\n", 14));
  const std::string page = page_of(report);
  BOOST_TEST(has(page, ">a\uFFFDb\uFFFD[2J\uFFFD\uFFFD(\uFFFD\tz\n</pre>"));
}

BOOST_AUTO_TEST_CASE(empty_history_is_stated) {
  const std::string page = page_of(RunReport());
  BOOST_TEST(has(page, "No steps were recorded."));
  BOOST_TEST(occurrences(page, "<svg ") == 0u);
  BOOST_TEST(occurrences(page, "<section>") == 1u);
}

BOOST_AUTO_TEST_CASE(one_step_is_a_dot) {
  TrainingHistory history;
  history.add_step(1, 0, 0.5);
  const std::string page = page_of(history);
  BOOST_TEST(occurrences(page, "<circle ") == 1u);
  BOOST_TEST(occurrences(page, ">1</text>") == 1u);  // the step
  BOOST_TEST(!has(page, "nan"));
  BOOST_TEST(!has(page, "inf"));
}

BOOST_AUTO_TEST_CASE(losses_that_are_not_finite_are_gaps_and_named) {
  TrainingHistory history;
  for (Index step = 1; step <= 6; ++step) {
    history.add_step(step, 0, step == 3 || step == 5 ? kNaN : static_cast<double>(step));
    history.add_evaluation(step, 0, -std::numeric_limits<double>::infinity());
  }
  const std::string page = page_of(history);
  BOOST_TEST(has(page, "loss of steps is NaN or infinite 2 times, first at step 3."));
  BOOST_TEST(has(page, "loss of evaluations is NaN or infinite 6 times, first at step 1."));
  BOOST_TEST(occurrences(page, "<circle ") == 2u);  // steps 4 and 6
  BOOST_TEST(occurrences(page, ">nan</td>") == 6u);
  BOOST_TEST(!has(page, "Lnan"));
  BOOST_TEST(!has(page, " nan"));
}

BOOST_AUTO_TEST_CASE(losses_over_several_powers_of_ten_have_a_logarithmic_axis) {
  TrainingHistory history;
  for (Index step = 1; step <= 4; ++step) {
    history.add_step(step, 0, {{"loss", std::pow(10, -step)}, {"lr", 0.1}});
  }
  const std::string page = page_of(history);
  for (const char* label : {">1e-01</text>", ">1e-04</text>", ">0.1</text>"}) {
    BOOST_TEST(has(page, label), label);
  }
}

BOOST_AUTO_TEST_CASE(size_of_a_page_does_not_grow_with_the_steps) {
  const std::string small = page_of(history_of(1000)), large = page_of(history_of(300000));
  BOOST_TEST(large.size() < 2 * small.size());
  BOOST_TEST(large.size() < 100000u);
  BOOST_TEST(has(large, ">250k</text>"));
}

BOOST_AUTO_TEST_CASE(file_is_replaced_or_unchanged) {
  const TemporaryDirectory directory;
  const std::string path = directory / "report.html";
  write_report(path, RunReport());
  BOOST_TEST(read_bytes(path).ends_with("</html>\n"));
  RunReport other;
  other.title = "Other";
  write_report(path, other);
  BOOST_TEST(has(read_bytes(path), "<h1>Other</h1>"));
  BOOST_TEST(directory.entries() == 1);
  BOOST_CHECK_THROW(write_report(directory / "missing/report.html", other), IoError);
  BOOST_CHECK_THROW(write_report(directory / ".", other), IoError);
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
