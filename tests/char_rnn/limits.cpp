// Trainings that no machine could hold are refused before they take memory.
#include "char_rnn/limits.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace char_rnn;
using test::says;

BOOST_AUTO_TEST_SUITE(limits)

BOOST_DATA_TEST_CASE(training_bytes_count_the_parameters,
                     boost::unit_test::data::make({"lstm", "gru", "rnn"}) *
                         boost::unit_test::data::make({0, 5}),
                     cell, embedding) {
  const ModelOptions options = {
      .cell = cell, .vocabulary = 30, .embedding = embedding, .hidden = 16, .layers = 3};
  double numbers = 0;
  for (const auto& [name, parameter] : CharModel(options).named_parameters()) {
    numbers += static_cast<double>(parameter.numel());
  }
  TrainingOptions none;
  none.batch = 0;
  BOOST_TEST(training_bytes(options, none) == 16 * numbers);
  none.optimizer = "sgd";
  BOOST_TEST(training_bytes(options, none) == 12 * numbers);
  BOOST_TEST(training_bytes(options, {}) > training_bytes(options, none));
}

BOOST_AUTO_TEST_CASE(check_memory_refuses_what_does_not_fit) {
  const ModelOptions small = {.vocabulary = 30, .hidden = 16};
  BOOST_CHECK_NO_THROW(check_memory(small, {}));
  BOOST_CHECK_NO_THROW(check_memory(small, {}, training_bytes(small, {})));
  BOOST_CHECK_EXCEPTION(check_memory(small, {}, training_bytes(small, {}) - 1), xgrad::ValueError,
                        says("take about"));
  const ModelOptions large = {.vocabulary = 100, .hidden = kMostUnits, .layers = kMostLayers};
  BOOST_CHECK_EXCEPTION(check_memory(large, {}), xgrad::ValueError, says("this machine has"));
}

BOOST_AUTO_TEST_SUITE_END()
