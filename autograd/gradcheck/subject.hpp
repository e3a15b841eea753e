// What is checked: a function at a point, with its values and gradients as plain vectors.
#pragma once

#include <xgrad/autograd/gradcheck/differences.hpp>

#include <functional>
#include <optional>

namespace xgrad::check {

/// A function of the variables of a point. All its floating outputs together are one vector.
class Subject {
 public:
  using Function = std::function<std::vector<Tensor>()>;

  /// Calls the function once. Throws DTypeError for outputs of type float32.
  Subject(const char* op, Function function, Point& point);

  Point& point() const { return point_; }
  /// Number of elements of all outputs.
  std::size_t size() const { return size_; }
  std::size_t outputs() const { return shapes_.size(); }
  /// Which output an element belongs to, and where it stands in it.
  std::size_t output_of(std::size_t element) const;
  Dims index_of(std::size_t element) const;

  /// The outputs where the point is now, computed without recording. Throws ValueError when they
  /// have other shapes than at first.
  Vector values();
  /// Derivatives of the outputs along a direction.
  Slopes slopes(const Vector& direction, double step);

  /// Gradient of the weighted sum of the outputs for all variables, by pullbacks.
  Vector gradient(const Vector& weights);
  /// `gradient` for one variable, with nothing asked for the others.
  Vector gradient_alone(const Vector& weights, std::size_t variable);
  /// `gradient` for all variables, from one output alone.
  Vector gradient_from(const Vector& weights, std::size_t output);
  /// True when a pullback wrote to the gradient it was given.
  bool gradients_overwritten() const { return gradients_overwritten_; }
  /// True when outputs had a history under NoGrad.
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
  std::vector<Tensor> graph_;  // outputs with their history; stale once the point has moved
  bool gradients_overwritten_ = false, recorded_under_no_grad_ = false;
};

}  // namespace xgrad::check
