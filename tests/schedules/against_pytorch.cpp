// The rates of every schedule with every option, over 300 epochs, against PyTorch.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "golden/optim/schedules.hpp"
#include "schedules/every_schedule.hpp"
#include "support/close.hpp"
#include <algorithm>
#include <iterator>
#include <span>

using namespace test;
using namespace xgrad::optim;

BOOST_AUTO_TEST_SUITE(against_pytorch)

namespace {

constexpr Tolerance kRounding = {.absolute = 1e-16, .relative = 1e-12};

const golden::schedules::Trajectory& trajectory(
    std::span<const golden::schedules::Trajectory> table, std::string_view program) {
  const auto found = std::ranges::find(
      table, program, [](const auto& row) -> std::string_view { return row.program; });
  BOOST_REQUIRE(found != table.end());
  return *found;
}

// Compares the optimizer at the selected epochs; `step` receives the other ones, from 1.
template <class Step>
void check_trajectory(const golden::schedules::Trajectory& expected, const Optimizer& optimizer,
                      const Step& step) {
  int epoch = 0;
  for (std::size_t k = 0; k < std::size(golden::schedules::epochs); ++k) {
    while (epoch < golden::schedules::epochs[k]) step(++epoch);
    const double row[] = {std::data(expected.lr_0)[k], std::data(expected.lr_1)[k],
                          std::data(expected.momentum_0)[k], std::data(expected.momentum_1)[k]};
    BOOST_TEST_CONTEXT("epoch " << epoch) BOOST_TEST(close(rates_of(optimizer), row, kRounding));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(tables_of_schedules_are_complete) {
  BOOST_TEST(every_schedule().size() == std::size(golden::schedules::schedules));
  BOOST_TEST(every_plateau().size() == std::size(golden::schedules::plateaus));
}

BOOST_DATA_TEST_CASE(schedules_match_pytorch, every_schedule(), one) {
  const auto optimizer = optimizer_for(one.program);
  LRScheduler scheduler(*optimizer, one.schedule);
  check_trajectory(
      trajectory(golden::schedules::schedules, one.program), *optimizer, [&](int epoch) {
        scheduler.step();
        BOOST_TEST(scheduler.last_epoch() == epoch);
        BOOST_TEST(scheduler.get_last_lr() == (std::vector{optimizer->lr(0), optimizer->lr(1)}));
      });
}

BOOST_DATA_TEST_CASE(reduce_lr_on_plateau_matches_pytorch, every_plateau(), one) {
  const auto optimizer = optimizer_for(one.program);
  ReduceLROnPlateau scheduler(*optimizer, one.options);
  check_trajectory(
      trajectory(golden::schedules::plateaus, one.program), *optimizer, [&](int epoch) {
        scheduler.step(plateau_metric(epoch));
        BOOST_TEST(scheduler.last_epoch() == epoch);
        BOOST_TEST(scheduler.get_last_lr() == (std::vector{optimizer->lr(0), optimizer->lr(1)}));
      });
}

BOOST_AUTO_TEST_SUITE_END()
