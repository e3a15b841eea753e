// The point at which a function is checked: its variables as one vector that can be perturbed.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <utility>
#include <vector>

namespace xgrad::check {

using Vector = std::vector<double>;

/// True when both are bitwise identical: NaN equals itself, and 0 is not -0.
bool same_bits(const Vector& a, const Vector& b);

/// The variables of a check; the destructor restores their original values.
class Point {
 public:
  using Variables = std::vector<std::pair<std::string, Tensor>>;

  /// Throws GraphError, DTypeError or ValueError, naming `op`, for variables that cannot be
  /// perturbed.
  Point(const char* op, const Variables& variables);
  ~Point();
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

  /// Total number of elements of the variables.
  std::size_t size() const { return entries_.size(); }
  const std::vector<Tensor>& variables() const { return variables_; }
  const std::string& name(std::size_t variable) const { return names_[variable]; }
  /// The variable that contains an element, and the position of the element in it.
  std::size_t variable_of(std::size_t entry) const { return entries_[entry].variable; }
  Dims index_of(std::size_t entry) const;

  /// The unperturbed position.
  const Vector& position() const { return position_; }
  /// Moves the variables to `position() + length * direction`.
  void step(const Vector& direction, double length);
  /// Moves the variables back to `position()`.
  void step_back() { write(position_); }
  /// Sets a new position.
  void shift(Vector position);
  /// True while all variables are bitwise identical to `position()`.
  bool in_place() const;

 private:
  struct Entry {
    std::size_t variable;
    double* element;
  };
  void write(const Vector& values);

  std::vector<std::string> names_;
  std::vector<Tensor> variables_;
  std::vector<std::size_t> first_;
  std::vector<Entry> entries_;
  Vector original_, position_;
};

}  // namespace xgrad::check
