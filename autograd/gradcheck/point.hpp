// The point at which a function is checked: its variables as one vector that can be moved.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <utility>
#include <vector>

namespace xgrad::check {

using Vector = std::vector<double>;

/// True when both are bitwise identical: NaN equals itself, and 0 is not -0.
bool same_bits(const Vector& a, const Vector& b);

/// The multi-index of an element counted in row-major order.
Dims unravel(std::size_t flat, const Shape& shape);

/// The variables of a check; their original values return when it dies.
class Point {
 public:
  using Variables = std::vector<std::pair<std::string, Tensor>>;

  /// Throws GraphError, DTypeError or ValueError, naming `op`, for variables that cannot be moved.
  Point(const char* op, const Variables& variables);
  ~Point();
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

  /// Number of elements of all variables.
  std::size_t size() const { return entries_.size(); }
  const std::vector<Tensor>& variables() const { return variables_; }
  const std::string& name(std::size_t variable) const { return names_[variable]; }
  /// Which variable an element belongs to, and where it stands in it.
  std::size_t variable_of(std::size_t entry) const { return entries_[entry].variable; }
  Dims index_of(std::size_t entry) const;

  /// Where the elements are, without steps.
  const Vector& position() const { return position_; }
  /// Goes to `position() + length * direction`.
  void step(const Vector& direction, double length);
  /// Returns to `position()`.
  void step_back() { write(position_); }
  /// Takes a new position.
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
