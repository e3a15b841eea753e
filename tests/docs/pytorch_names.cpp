// The tables of docs/from-pytorch.md that name xgrad's counterparts of PyTorch's names: the code in them is compiled
// here, and no name of PyTorch is left out.
#include <boost/test/unit_test.hpp>

#include "docs/pytorch/names.hpp"
#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <sstream>

BOOST_AUTO_TEST_SUITE(pytorch_names)

namespace {

using namespace xgrad;

struct Net : nn::Module<Net> {
  nn::Parameter scale = register_parameter("scale", ones({2}));
  nn::Buffer offset = register_buffer("offset", zeros({2}));
  nn::Linear head = register_module("head", nn::Linear(2, 2));
  Tensor forward(const Tensor& x) const { return head(x) * scale + offset; }
  std::string extra_repr() const override { return "2 -> 2"; }
};

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  BOOST_REQUIRE(file);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> code_of(const std::string& text) {
  static const std::regex code("`([^`]+)`");
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), code), end; match != end; ++match)
    found.push_back((*match)[1]);
  return found;
}

// The lines of the page behind the heading of the tables.
std::vector<std::string> lines_of_names() {
  std::vector<std::string> found;
  bool behind = false;
  for (const std::string& line : lines_of("docs/from-pytorch.md")) {
    behind = behind || line == "## Names";
    if (behind) found.push_back(line);
  }
  BOOST_REQUIRE(!found.empty());
  return found;
}

// The code of the second column of all tables.
std::vector<std::string> counterparts() {
  std::vector<std::string> found;
  for (const std::string& line : lines_of_names()) {
    if (!line.starts_with("| ") || line.starts_with("| PyTorch")) continue;
    const auto middle = line.find(" | ");
    BOOST_REQUIRE(middle != line.npos);
    for (const std::string& code : code_of(line.substr(middle))) found.push_back(code);
  }
  return found;
}

std::string listed(const std::vector<std::string>& offenders) {
  std::string text;
  for (const std::string& offender : offenders) text += "\n  " + offender;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(code_of_the_tables_is_compiled) {
  std::string code;
  for (const char* path : {"tests/docs/pytorch/names.hpp", "tests/docs/pytorch_names.cpp"})
    for (const std::string& line : lines_of(path)) code += line + "\n";
  const std::regex name("[A-Za-z_][A-Za-z_0-9]*(::[A-Za-z_][A-Za-z_0-9]*)*");
  std::vector<std::string> offenders;
  for (const std::string& counterpart : counterparts()) {
    const bool declared = std::regex_match(counterpart, name);
    const std::string needed = declared ? "using xgrad::" + counterpart + ";" : counterpart;
    if (code.find(needed) == code.npos) offenders.push_back(needed);
  }
  BOOST_TEST(counterparts().size() > 200);
  BOOST_TEST(offenders.empty(), listed(offenders));
}

// tests/golden/generate/generate_pytorch_names.py lists the names.
BOOST_AUTO_TEST_CASE(every_name_of_pytorch_is_on_the_page) {
  std::set<std::string> named;
  for (const std::string& line : lines_of_names())
    for (const std::string& code : code_of(line)) named.insert(code);
  std::vector<std::string> offenders;
  const std::vector<std::string> expected = lines_of("tests/docs/pytorch/names.txt");
  for (const std::string& name : expected)
    if (!name.empty() && !named.contains(name)) offenders.push_back(name);
  BOOST_TEST(expected.size() > 300);
  BOOST_TEST(offenders.empty(), listed(offenders));
}

// The code that is no declaration runs, too.
BOOST_AUTO_TEST_CASE(members_of_modules_run) {
  manual_seed(1);
  const Net model;
  const auto before = [](const nn::ModuleBase&) {};
  const auto after = [](const nn::ModuleBase&, Tensor& y) { y = y + 1.0; };
  const auto initialise = [](const nn::Linear& layer) { nn::init::zeros_(layer.weight); };
  BOOST_TEST(model.parameters().size() == 3);
  BOOST_TEST(model.named_parameters()[0].first == "scale");
  BOOST_TEST(model.get_parameter("scale").shape() == (Shape{2}));
  BOOST_TEST(model.buffers().size() == 1);
  BOOST_TEST(model.named_buffers()[0].first == "offset");
  BOOST_TEST(model.named_children()[0].first == "head");
  BOOST_TEST(model.named_modules().size() == 2);
  model.eval();
  BOOST_TEST(!model.is_training());
  model.train();
  const Tensor weight = model.head.weight;
  model.freeze();
  BOOST_TEST(!weight.requires_grad());
  model.unfreeze();
  BOOST_TEST(weight.requires_grad());
  model.apply<nn::Linear>(initialise);

  const StateDict state = model.state_dict();
  BOOST_TEST(state.metadata.empty());
  model.load_state_dict(state);
  model.register_forward_pre_hook(before);
  model.register_forward_hook(after);
  const Tensor x = ones({1, 2}).requires_grad_();
  const auto after_backward = [](const Tensor& gradient) { return 2 * gradient; };
  x.register_hook(after_backward);
  const Tensor loss = sum(model(x));
  loss.backward();
  BOOST_TEST(grad_enabled());
  model.zero_grad();
  const Net copy = clone(model);
  model.to(float64);
  BOOST_TEST(model.get_parameter("scale").dtype() == float64);
  BOOST_TEST(copy.get_parameter("scale").dtype() == float32);

  std::ostringstream printed;
  auto* const terminal = std::cout.rdbuf(printed.rdbuf());
  std::cout << model;
  std::cout.rdbuf(terminal);
  BOOST_TEST(printed.str().find("Linear 2 -> 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(members_of_optimizers_and_schedulers_run) {
  const nn::Linear first(2, 2), model(2, 2);
  optim::Adam optimizer(first.parameters(), {.lr = 1e-3});
  optimizer.add_param_group(model.parameters(), {.lr = 1e-4});
  sum(model(first(ones({1, 2})))).backward();
  optim::StepLR scheduler(optimizer, {.step_size = 1});
  optimizer.step();
  optimizer.zero_grad();
  scheduler.step();
  BOOST_TEST(scheduler.last_epoch() == 1);
  BOOST_TEST(scheduler.get_last_lr()[0] == optimizer.lr());
  const StateDict optimizer_state = optimizer.state_dict();
  const StateDict scheduler_state = scheduler.state_dict();
  optimizer.load_state_dict(optimizer_state);
  scheduler.load_state_dict(scheduler_state);
  optimizer.set_lr(1e-4);
  BOOST_TEST(optimizer.lr() == 1e-4);
}

BOOST_AUTO_TEST_CASE(layers_and_data_run) {
  const nn::LSTM lstm({.input_size = 2,
                       .hidden_size = 3,
                       .memory_budget = 0,
                       .regularization = {.weight_norm = true}});
  const std::vector<Index> lengths = {1};
  const auto [output, state] = lstm(ones({1, 1, 2}), {}, {.lengths = lengths});
  BOOST_TEST(state.h.shape() == state.c.shape());
  const std::vector<double> dataset = {2, 3};
  nn::data::DataLoader loader(dataset, {.prefetch_factor = 2});
  const std::size_t index = 1;
  BOOST_TEST(loader.size() == 2);
  BOOST_TEST(dataset[index] == 3);
  const CheckpointParts parts = {{"generator", default_generator()}};
  BOOST_TEST(parts.front().name() == "generator");
}

// Expressions in place of functions that xgrad does not have, against those of PyTorch at -1, 0.25 and 2.
BOOST_AUTO_TEST_CASE(expressions_have_the_values_of_pytorch) {
  const Tensor x = tensor({-1.0, 0.25, 2.0});
  const Tensor weight = tensor(0.25);
  const auto has = [](const Tensor& y, const std::vector<float>& expected) {
    BOOST_TEST(y.to_vector<float>() == expected, boost::test_tools::tolerance(1e-6f)
                                                     << boost::test_tools::per_element());
  };
  has(clamp(x, 0, 6), {0, 0.25, 2});
  has(where(x > 0.1, x, 20), {20, 0.25, 2});
  has(where(x > 0, x, weight * x), {-0.25, 0.25, 2});
  has(where(abs(x) > 0.5, x, 0), {-1, 0, 2});
  has(x - clamp(x, -0.5, 0.5), {-0.5, 0, 1.5});
  has(softmax(-x, -1), {0.74833951f, 0.21440286f, 0.03725763f});
  has(x / norm(x, 2, {-1}, true), {-0.44444445f, 0.11111111f, 0.8888889f});
  has(nn::Lambda(mish, "mish")(x), {-0.30340146f, 0.16957241f, 1.9439590f});
  const Tensor near = tensor({0.5}), far = tensor({1.25});
  has(relu(near - far + 1.0), {0.25});
}

BOOST_AUTO_TEST_SUITE_END()
