// Which models are compared, and that no two of them share a file.
#include "long_range/setup.hpp"

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <set>

using namespace long_range;
using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(setup)

BOOST_AUTO_TEST_CASE(names_contain_every_difference) {
  const Task task = make_task("adding", 50);
  const Setup usual = {.cell = "gru", .init = "default"};
  BOOST_TEST(usual.file_name(task) == "adding-gru-default-50");
  std::set<std::string> names = {usual.file_name(task), usual.file_name(make_task("copy", 50)),
                                 usual.file_name(make_task("adding", 60))};
  const auto differs = [&](auto change) {
    Setup other = usual;
    change(other);
    BOOST_TEST(names.insert(other.file_name(task)).second, other.file_name(task) << " is taken");
  };
  differs([](Setup& setup) { setup.cell = "lstm"; });
  differs([](Setup& setup) { setup.init = "orthogonal"; });
  differs([](Setup& setup) { setup.gain = 1.5; });
  differs([](Setup& setup) { setup.hidden = 8; });
  differs([](Setup& setup) { setup.training.batch = 8; });
  differs([](Setup& setup) { setup.training.steps = 8; });
  differs([](Setup& setup) { setup.training.lr = 0.002; });
  differs([](Setup& setup) { setup.training.clip = 0; });
  differs([](Setup& setup) { setup.training.clip = 5; });
  differs([](Setup& setup) { setup.training.until = 0.5; });
  differs([](Setup& setup) { setup.training.seed = 2; });
  BOOST_TEST(names.size() == 14u);
}

BOOST_AUTO_TEST_CASE(lists_are_combined) {
  const auto labels = [](const Choice& choice) {
    std::vector<std::string> all;
    for (const Setup& setup : combinations(choice, {.hidden = 8})) {
      BOOST_TEST(setup.hidden == 8);
      all.push_back(setup.label());
    }
    return all;
  };
  BOOST_TEST(labels({}).size() == 8u);
  BOOST_TEST(labels({.clips = {1, 0}}).size() == 16u);
  const std::vector<std::string> expected = {"rnn, default", "rnn, orthogonal",
                                             "rnn, orthogonal, gain 2"};
  BOOST_TEST(labels({.cells = {"rnn"}, .gains = {1, 2}}) == expected,
             boost::test_tools::per_element());
  BOOST_CHECK_EXCEPTION(labels({.cells = {"rnn"}, .inits = {"chrono"}}), ValueError,
                        says("no gates"));
  BOOST_CHECK_EXCEPTION(labels({.inits = {"default"}, .gains = {2}}), ValueError,
                        says("has no orthogonal"));
}

BOOST_AUTO_TEST_CASE(gain_scales_the_growth_of_gradients) {
  const Task task = make_task("adding", 50);
  const auto growth = [&](double gain) {
    const Setup setup = {.cell = "rnn", .init = "orthogonal", .gain = gain, .hidden = 16};
    const std::vector<double> norms =
        gradient_flow(setup.model(task), task).layers[0].states[0].jacobian;
    return norms.front() / norms.back();
  };
  BOOST_TEST(growth(0.9) < growth(1));
  BOOST_TEST(growth(1) < 10);
  BOOST_TEST(growth(2) > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
