// Maps values and time steps to positions in a panel. Internal.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>

#include <optional>

namespace xgrad::nn::plot {

/// A position on an axis, from 0 to 1, and its label.
struct Tick {
  double place;
  std::string label;
};

/// The vertical axis of a panel.
class Scale {
 public:
  explicit Scale(const Panel& panel);

  /// The position of a value, from 0 at the bottom to 1 at the top; nothing for a missing value.
  std::optional<double> place(const Line& line, std::size_t time) const;
  /// As above, for a value that is not marked as NaN.
  std::optional<double> place(double value) const;
  std::vector<Tick> ticks() const;

 private:
  void span_powers(const Panel& panel);
  void span_numbers(const Panel& panel);

  Axis axis_;
  bool has_zero_ = false, has_infinity_ = false, has_nan_ = false;
  double low_ = 0, high_ = 1;       // powers of ten, shares or numbers
  double bottom_ = 0, height_ = 1;  // the range that they span
  double infinity_ = 1;
  double distance_ = 0;  // of the ticks of numbers
};

/// The number of time steps of the longest line.
std::size_t time_steps(const Figure& figure);

/// The position of a time step, from 0 for the first of `count` to 1 for the last.
double time_place(std::size_t time, std::size_t count);

/// Ticks at round time steps.
std::vector<Tick> time_ticks(std::size_t count);

}  // namespace xgrad::nn::plot
