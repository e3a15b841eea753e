// Every schedule with every option, by the Python program that makes it, and optimizers for them.
#pragma once

#include <xgrad/optim/optim.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct ScheduleCase {
  const char* program;
  xgrad::optim::Schedule schedule;
};
inline std::ostream& operator<<(std::ostream& stream, const ScheduleCase& one) {
  return stream << one.program;
}

struct PlateauCase {
  const char* program;
  xgrad::optim::ReduceLROnPlateauOptions options;
};
inline std::ostream& operator<<(std::ostream& stream, const PlateauCase& one) {
  return stream << one.program;
}

/// The schedules of golden::schedules.
const std::vector<ScheduleCase>& every_schedule();
const std::vector<PlateauCase>& every_plateau();

/// The metric of golden::schedules::plateaus.
double plateau_metric(int epoch);

/// Two groups with the rates 0.5 and 0.02: Adam if the program names it, otherwise SGD with
/// momentum 0.8.
std::unique_ptr<xgrad::optim::Optimizer> optimizer_for(std::string_view program);

/// The rates of all groups, then the momenta.
std::vector<double> rates_of(const xgrad::optim::Optimizer& optimizer);

/// The elements of a state dict in the order of its names.
std::vector<double> values_of(const xgrad::StateDict& state);

}  // namespace test
