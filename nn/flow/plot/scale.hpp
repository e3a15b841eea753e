// Maps values and time steps to places in a panel. Internal.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>

#include <optional>

namespace xgrad::nn::plot {

/// A place on an axis, from 0 to 1, and its label.
struct Tick {
  double place;
  std::string label;
};

/// The vertical axis of a panel.
class Scale {
 public:
  explicit Scale(const Panel& panel);

  /// The place of a value, from 0 at the bottom to 1 at the top; nothing for a missing value.
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

/// The horizontal axis of a figure, from the smallest to the largest position of all lines.
class HorizontalScale {
 public:
  /// Throws ValueError for positions that are not finite, and for more values than positions.
  explicit HorizontalScale(const Figure& figure);

  /// The number of time steps of the longest line without positions.
  std::size_t time_steps() const { return time_steps_; }
  /// The place of the value with this index, from 0 at the left to 1 at the right.
  double place(const Line& line, std::size_t index) const;
  double place(double position) const;
  /// At most `most` ticks, and a further one, at round whole numbers.
  std::vector<Tick> ticks(int most) const;

 private:
  std::size_t time_steps_ = 0;
  double first_, last_;
};

}  // namespace xgrad::nn::plot
