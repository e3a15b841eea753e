// The contents of the records of an event file. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/training/metrics.hpp>

#include <string>

namespace xgrad::nn::training {

/// When and after which step something happened.
struct EventTime {
  double wall_time;  // seconds since 1970
  Index step = 0;
};

/// The first record of a file.
std::string version_event(double wall_time);
/// Readers discard earlier records of this step and of later ones.
std::string start_event(const EventTime& time);
/// A scalar with the tag PREFIX NAME for each metric.
std::string scalars_event(const EventTime& time, const std::string& prefix, const Metrics& metrics);
std::string scalar_event(const EventTime& time, const std::string& tag, double value);
/// Empty if no element is finite.
std::string histogram_event(const EventTime& time, const std::string& tag, const Tensor& values,
                            Index bins);
std::string text_event(const EventTime& time, const std::string& tag, const std::string& text);

}  // namespace xgrad::nn::training
