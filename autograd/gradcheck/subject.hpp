// The function under check, with its values and gradients as plain vectors.
#pragma once

#include <xgrad/autograd/gradcheck/point.hpp>

#include <functional>
#include <optional>

namespace xgrad::check {

/// A function of the variables of a point. All its floating outputs form one vector.
class Subject {
 public:
  using Function = std::function<std::vector<Tensor>()>;

  /// Calls the function once. Throws DTypeError for float32 outputs.
  Subject(const char* op, Function function, Point& point);

  Point& point() const { return point_; }
  /// Total number of elements of the outputs.
  std::size_t size() const { return size_; }
  std::size_t outputs() const { return shapes_.size(); }
  /// The output that contains an element, and the position of the element in it.
  std::size_t output_of(std::size_t element) const;
  Dims index_of(std::size_t element) const;

  /// Computes the outputs at the current position without recording. Throws ValueError when their
  /// shapes have changed.
  Vector values();
  /// Computes the outputs after a step of the point, which moves back.
  Vector values_after(const Vector& direction, double length);

  /// The gradient of the weighted sum of the outputs with respect to all variables, by pullbacks.
  Vector gradient(const Vector& weights);
  /// The gradient with respect to one variable, computed without the others.
  Vector gradient_alone(const Vector& weights, std::size_t variable);
  /// The gradient with respect to all variables, computed from one output alone.
  Vector gradient_from(const Vector& weights, std::size_t output);
  /// True when a pullback modified an incoming gradient.
  bool gradients_overwritten() const { return gradients_overwritten_; }
  /// True when outputs had a graph under NoGrad.
  bool recorded_under_no_grad() const { return recorded_under_no_grad_; }

 private:
  std::vector<Tensor> call() const;
  Vector pull(const Vector& weights, const std::vector<Tensor>& variables,
              std::optional<std::size_t> only_output);

  const char* op_;
  Function function_;
  Point& point_;
  std::vector<Shape> shapes_;
  std::vector<std::size_t> first_;
  std::size_t size_ = 0;
  std::vector<Tensor> graph_;  // outputs with their graph; stale after a move of the point
  bool gradients_overwritten_ = false, recorded_under_no_grad_ = false;
};

}  // namespace xgrad::check
