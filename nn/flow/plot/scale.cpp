// Axis ranges that contain all values, and round ticks.
#include <xgrad/core/error.hpp>
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

// A whole number as "20000", or, on an axis to 100000 and beyond, "20k", "1.5M", "2G".
std::string short_number(double number, double largest) {
  const auto written = [&](double unit, const char* name) {
    return fmt::format("{:g}{}", number / unit, number == 0 ? "" : name);
  };
  if (largest < 1e5) return written(1, "");
  return largest < 1e6 ? written(1e3, "k") : largest < 1e9 ? written(1e6, "M") : written(1e9, "G");
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

void check_positions(const Line& line) {
  const std::size_t count = line.positions.size();
  for (const auto* numbers : {&line.values, &line.lower, &line.upper}) {
    if (numbers->size() <= count) continue;
    throw ValueError(fmt::format("Figure: line '{}' has {} values at {} positions", line.name,
                                 numbers->size(), count));
  }
  for (const double position : line.positions) {
    if (std::isfinite(position)) continue;
    throw ValueError(fmt::format("Figure: line '{}' has the position {}", line.name, position));
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
  if (axis_ == Axis::numbers || axis_ == Axis::range) {
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
  low_ = std::numeric_limits<double>::infinity();
  high_ = -low_;
  if (axis_ == Axis::numbers) low_ = high_ = 0;
  for_each_value(panel, [this](double value) {
    if (!std::isfinite(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  });
  if (low_ > high_) low_ = high_ = 0;  // no values
  // Values that are equal, or nearly, are in the middle.
  const double size = std::max(std::abs(low_), std::abs(high_));
  if (size == 0) {
    high_ = 1;
  } else if (high_ - low_ < 1e-5 * size) {
    low_ -= size / 2;
    high_ += size / 2;
  }
  distance_ = round_distance(high_ - low_, kMostNumbers);
  constexpr double kRounding = 1e-9;  // of the quotients
  low_ = std::floor(low_ / distance_ + kRounding) * distance_;
  high_ = std::ceil(high_ / distance_ - kRounding) * distance_;
}

std::optional<double> Scale::place(const Line& line, std::size_t time) const {
  if (time >= line.values.size()) return std::nullopt;
  if (line.is_nan(time)) return 1;
  return place(line.values[time]);
}

std::optional<double> Scale::place(double value) const {
  if (std::isnan(value)) return std::nullopt;
  if (axis_ == Axis::shares) return std::clamp(value, 0.0, 1.0);
  if (axis_ == Axis::numbers || axis_ == Axis::range)
    return std::clamp((value - low_) / (high_ - low_), 0.0, 1.0);
  if (value <= 0) return 0;
  if (std::isinf(value)) return infinity_;
  return bottom_ + height_ * (std::log10(value) - low_) / (high_ - low_);
}

std::vector<Tick> Scale::ticks() const {
  if (axis_ == Axis::shares) return {{0, "0 %"}, {0.5, "50 %"}, {1, "100 %"}};
  std::vector<Tick> ticks;
  if (axis_ == Axis::numbers || axis_ == Axis::range) {
    const double first = std::round(low_ / distance_), last = std::round(high_ / distance_);
    // Digits that distinguish the labels.
    const double size = std::max(std::abs(first), std::abs(last));
    const int digits = std::max(4, static_cast<int>(std::log10(size)) + 1);
    for (double k = first; k <= last; ++k) {
      ticks.push_back(
          {(k - first) / (last - first), fmt::format("{:.{}g}", k * distance_, digits)});
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

HorizontalScale::HorizontalScale(const Figure& figure)
    : first_(std::numeric_limits<double>::infinity()), last_(-first_) {
  const auto include = [this](double position) {
    first_ = std::min(first_, position);
    last_ = std::max(last_, position);
  };
  for (const Panel& panel : figure.panels) {
    for (const Line& line : panel.lines) {
      if (line.positions.empty()) {
        time_steps_ = std::max(time_steps_, line.values.size());
        continue;
      }
      check_positions(line);
      for (const double position : line.positions) include(position);
    }
  }
  if (time_steps_ > 0) {
    include(0);
    include(static_cast<double>(time_steps_ - 1));
  }
}

double HorizontalScale::place(const Line& line, std::size_t index) const {
  return place(line.positions.empty() ? static_cast<double>(index) : line.positions.at(index));
}

double HorizontalScale::place(double position) const {
  return first_ < last_ ? (position - first_) / (last_ - first_) : 0.5;
}

std::vector<Tick> HorizontalScale::ticks(int most) const {
  std::vector<Tick> ticks;
  if (first_ > last_) return ticks;  // no values
  const double distance = whole_distance(last_ - first_, most);
  const double start = first_ < last_ ? std::ceil(first_ / distance) * distance : first_;
  for (double position = start; position <= last_; position += distance) {
    ticks.push_back({place(position), short_number(position, last_)});
  }
  return ticks;
}

}  // namespace xgrad::nn::plot
