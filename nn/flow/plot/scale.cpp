// Axis ranges that contain all values, and round ticks.
#include <xgrad/nn/flow/plot/scale.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::nn::plot {
namespace {

constexpr double kBand = 0.1;  // of the height, for zero, infinity or NaN
constexpr int kMostNumbers = 4;

// The smallest distance of 1, 2 or 5 times a power of ten that gives at most `most` ticks. `length`
// is positive.
double round_distance(double length, int most) {
  const double least = length / most;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1, 2, 5}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

// As round_distance, but at least 1.
double whole_distance(double length, int most) {
  return round_distance(std::max(length, static_cast<double>(most)), most);
}

// Calls `receive` with the values of all lines and bands that are not marked as NaN.
template <class Receive>
void for_each_value(const Panel& panel, const Receive& receive) {
  for (const Line& line : panel.lines) {
    for (const auto* values : {&line.values, &line.lower, &line.upper}) {
      for (std::size_t time = 0; time < values->size(); ++time) {
        if (!line.is_nan(time)) receive((*values)[time]);
      }
    }
  }
}

bool has_nan(const Line& line) {
  for (std::size_t time = 0; time < line.values.size(); ++time) {
    if (line.is_nan(time)) return true;
  }
  return false;
}

}  // namespace

Scale::Scale(const Panel& panel) : axis_(panel.axis) {
  if (axis_ == Axis::shares) return;
  if (axis_ == Axis::numbers) {
    span_numbers(panel);
  } else {
    span_powers(panel);
  }
}

void Scale::span_powers(const Panel& panel) {
  low_ = std::numeric_limits<double>::infinity();
  high_ = -low_;
  has_nan_ = std::ranges::any_of(panel.lines, has_nan);
  for_each_value(panel, [this](double value) {
    has_zero_ = has_zero_ || value == 0;
    has_infinity_ = has_infinity_ || std::isinf(value);
    if (!(value > 0) || std::isinf(value)) return;
    low_ = std::min(low_, std::floor(std::log10(value)));
    high_ = std::max(high_, std::ceil(std::log10(value)));
  });
  if (low_ > high_) low_ = high_ = 0;  // no values
  if (low_ == high_) ++high_;
  if (has_zero_) bottom_ = kBand;
  if (has_nan_) infinity_ = 1 - kBand;
  height_ = infinity_ - bottom_ - (has_infinity_ ? kBand : 0);
}

void Scale::span_numbers(const Panel& panel) {
  low_ = high_ = 0;
  for_each_value(panel, [this](double value) {
    if (!std::isfinite(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  });
  if (low_ == high_) ++high_;  // no values
  distance_ = round_distance(high_ - low_, kMostNumbers);
  low_ = std::floor(low_ / distance_) * distance_;
  high_ = std::ceil(high_ / distance_) * distance_;
}

std::optional<double> Scale::place(const Line& line, std::size_t time) const {
  if (time >= line.values.size()) return std::nullopt;
  if (line.is_nan(time)) return 1;
  return place(line.values[time]);
}

std::optional<double> Scale::place(double value) const {
  if (std::isnan(value)) return std::nullopt;
  if (axis_ == Axis::shares) return std::clamp(value, 0.0, 1.0);
  if (axis_ == Axis::numbers) return std::clamp((value - low_) / (high_ - low_), 0.0, 1.0);
  if (value <= 0) return 0;
  if (std::isinf(value)) return infinity_;
  return bottom_ + height_ * (std::log10(value) - low_) / (high_ - low_);
}

std::vector<Tick> Scale::ticks() const {
  if (axis_ == Axis::shares) return {{0, "0 %"}, {0.5, "50 %"}, {1, "100 %"}};
  std::vector<Tick> ticks;
  if (axis_ == Axis::numbers) {
    const auto last = std::lround((high_ - low_) / distance_);
    for (long k = 0; k <= last; ++k) {
      const double place = static_cast<double>(k) / static_cast<double>(last);
      ticks.push_back({place, fmt::format("{:.4g}", low_ + place * (high_ - low_))});
    }
    return ticks;
  }
  if (has_zero_) ticks.push_back({0, "0"});
  const double distance = whole_distance(high_ - low_, 5);
  for (double power = std::ceil(low_ / distance) * distance; power <= high_; power += distance) {
    ticks.push_back({bottom_ + height_ * (power - low_) / (high_ - low_),
                     fmt::format("1e{:+03}", static_cast<int>(power))});
  }
  if (has_infinity_) ticks.push_back({infinity_, "inf"});
  if (has_nan_) ticks.push_back({1, "NaN"});
  return ticks;
}

std::size_t time_steps(const Figure& figure) {
  std::size_t count = 0;
  for (const Panel& panel : figure.panels) {
    for (const Line& line : panel.lines) count = std::max(count, line.values.size());
  }
  return count;
}

double time_place(std::size_t time, std::size_t count) {
  return count > 1 ? static_cast<double>(time) / static_cast<double>(count - 1) : 0.5;
}

std::vector<Tick> time_ticks(std::size_t count) {
  std::vector<Tick> ticks;
  const double last = count > 1 ? static_cast<double>(count - 1) : 0;
  const auto distance = static_cast<std::size_t>(whole_distance(last, 8));
  for (std::size_t time = 0; time < count; time += distance) {
    ticks.push_back({time_place(time, count), fmt::format("{}", time)});
  }
  return ticks;
}

}  // namespace xgrad::nn::plot
