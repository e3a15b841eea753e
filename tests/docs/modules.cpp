// The code that docs/modules.md quotes, and the outputs that it shows.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include <fstream>
#include <sstream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(modules_page)

namespace {

struct Tagger : nn::Module<Tagger> {
  nn::Embedding embed = register_module("embed", nn::Embedding(1000, 16));
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 16, .hidden_size = 32}));
  nn::Linear head = register_module("head", nn::Linear(32, 5));

  nn::RecurrentOutput forward(const Tensor& words, const nn::State& state) const {
    const auto [output, next] = lstm(embed(words), state);
    return {head(output), next};
  }
};

struct Forgetful : nn::Module<Forgetful> {
  nn::Linear head{32, 5};  // an unregistered layer

  Tensor forward(const Tensor& x) const { return head(x); }
};

std::string page() {
  std::ifstream file("docs/modules.md");
  BOOST_REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A text as the page shows it, indented by four spaces.
std::string shown(const std::string& text) {
  std::string block, line;
  for (std::istringstream lines(text); std::getline(lines, line);) block += "    " + line + "\n";
  return block;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_module_is_called) {
  const Tagger model;
  const Tensor words = zeros({20, 8}, int64);  // 20 time steps, a batch of 8
  const auto [scores, state] = model(words, {});
  BOOST_TEST((scores.shape() == Shape{20, 8, 5}));
  BOOST_TEST((state.h.shape() == Shape{1, 8, 32}));
}

BOOST_AUTO_TEST_CASE(outputs_are_those_of_the_page) {
  const Tagger model;
  BOOST_TEST(page().find(shown(model.to_string())) != std::string::npos, model);
  const std::string message = test::message_of([] { Forgetful()(zeros({1, 32})); });
  BOOST_TEST(page().find(shown(message)) != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(the_summary_is_that_of_the_page) {
  const Tagger model;
  const Tensor words = zeros({20, 8}, int64);
  const std::string table = nn::summary(model, words, nn::State{}).to_string();
  // Without the activation bytes, which depend on how recurrent layers are computed.
  std::string line;
  for (std::istringstream lines(shown(table)); std::getline(lines, line);) {
    line.erase(line.find_last_of(' '));
    line.erase(line.find_last_not_of(' ') + 1);
    BOOST_TEST(page().find(line) != std::string::npos, table);
  }
}

BOOST_AUTO_TEST_CASE(teachers_are_frozen) {
  struct Distilled : nn::Module<Distilled> {
    nn::Linear student = register_module("student", nn::Linear(4, 2));
    nn::Linear teacher{4, 2};
    Distilled() { teacher.freeze(); }
    Tensor forward(const Tensor& x) const { return nn::mse_loss(student(x), teacher(x)); }
  };
  BOOST_TEST(Distilled()(ones({3, 4})).item<float>() > 0);
}

BOOST_AUTO_TEST_SUITE_END()
