// Where numbers and time steps lie in a panel. Internal.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>

#include <optional>

namespace xgrad::nn::plot {

/// A place on an axis, from 0 to 1, and what is written there.
struct Tick {
  double place;
  std::string label;
};

/// The vertical axis of a panel.
class Scale {
 public:
  explicit Scale(const Panel& panel);

  /// From 0 at the bottom to 1 at the top; nothing where the line has no number.
  std::optional<double> place(const Line& line, std::size_t time) const;
  std::vector<Tick> ticks() const;

 private:
  Axis axis_;
  bool has_zero_ = false, has_infinity_ = false, has_nan_ = false;
  double low_ = 0, high_ = 1;       // powers of ten, or shares
  double bottom_ = 0, height_ = 1;  // where those lie
  double infinity_ = 1;
};

/// Time steps of the longest line.
std::size_t time_steps(const Figure& figure);

/// From 0 at the first of `count` time steps to 1 at the last.
double time_place(std::size_t time, std::size_t count);

/// Round time steps.
std::vector<Tick> time_ticks(std::size_t count);

}  // namespace xgrad::nn::plot
