// The code that docs/metrics.md quotes, and its table of metrics.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(metrics_page)

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The functions and classes with `update` that the headers of metrics declare.
std::set<std::string> declared() {
  const std::regex declaration(
      R"(\n(?:(?:double|Index|Tensor|std::vector<\S*) (\w+)\(|class (\w+)))");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("nn/metrics")) {
    const std::string text = entry.path().extension() == ".hpp" ? text_of(entry.path()) : "";
    if (text.substr(0, text.find('\n')).find("Internal.") != text.npos) continue;
    for (std::sregex_iterator match(text.begin(), text.end(), declaration), end; match != end;
         ++match)
      names.insert((*match)[1].str() + (*match)[2].str());
  }
  names.erase("MetricTotals");  // a base class
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_metric_has_a_place_in_the_table) {
  const std::string page = text_of("docs/metrics.md");
  const std::set<std::string> names = declared();
  BOOST_TEST(names.size() > 15U);
  for (const std::string& name : names) {
    const std::regex row("\n\\|[^|\n]*\\|?[^|\n]*`" + name + "`");  // in the first two cells
    BOOST_TEST(std::regex_search(page, row), "docs/metrics.md lacks " << name);
  }
}

BOOST_AUTO_TEST_CASE(an_evaluation) {
  const nn::Linear model(4, 3);
  const Tensor inputs = randn({50, 4}), targets = randint(0, 3, {50});
  nn::data::DataLoader loader(nn::data::TensorDataset(inputs, targets), {.batch_size = 16});

  const NoGrad no_grad;
  nn::Accuracy accuracy;
  nn::ConfusionMatrix confusion(3);
  nn::Perplexity loss;
  for (const auto& [input, target] : loader) {
    const Tensor logits = model(input);
    accuracy.update(logits, target);
    confusion.update(logits, target);
    loss.update(logits, target);
  }
  const double share = accuracy.compute();
  const double f1 = confusion.f1(nn::Average::macro);
  const std::vector<double> recall = confusion.recall();  // of each class
  const double nats = loss.loss(), bits = loss.bits_per_token();

  BOOST_TEST(share == nn::accuracy(model(inputs), targets));
  BOOST_TEST(f1 == nn::f1_score(model(inputs), targets, 3));
  BOOST_TEST(recall.size() == 3U);
  BOOST_TEST(close(nats, nn::cross_entropy(model(inputs), targets), {.relative = 1e-6}));
  BOOST_TEST(close(bits * std::log(2.0), nats, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(padding) {
  const std::vector<Index> lengths = {3, 1};
  const Tensor logits = randn({3, 2, 5}), target = zeros({3, 2}, int64);
  const Tensor mask = nn::sequence_mask(lengths);  // [3, 2], false in the padding
  const double share = nn::accuracy(logits, target, {.top_k = 2}, mask);
  nn::Perplexity perplexity({.ignore_index = 0});
  perplexity.update(logits, target, mask);
  BOOST_TEST(share >= 0);
  BOOST_TEST(perplexity.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_resumed_evaluation) {
  const test::TemporaryDirectory folder;
  const std::string path = folder / "evaluation";
  const Tensor scores = randn({20}), targets = randint(0, 2, {20});

  nn::AUROC area;
  area.update(scores.narrow(0, 0, 8), targets.narrow(0, 0, 8));
  save_checkpoint(path, {{"area", area}});

  nn::AUROC resumed;
  load_checkpoint(path, {{"area", resumed}});
  resumed.update(scores.narrow(0, 8, 12), targets.narrow(0, 8, 12));

  BOOST_TEST(close(resumed.compute(), nn::auroc(scores, targets)));
}

BOOST_AUTO_TEST_CASE(known_sums) {
  const Index tokens = 200, characters = 900;
  const double nll = 400;
  const double perplexity = nn::perplexity(nll, tokens);
  const double bits = nn::bits_per_token(nll, characters);  // per character
  BOOST_TEST(close(perplexity, std::exp(2.0)));
  BOOST_TEST(close(bits, 400 / std::log(2.0) / 900, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_SUITE_END()
