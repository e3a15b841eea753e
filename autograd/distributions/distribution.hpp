// Distribution: what all distributions have in common.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <array>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <variant>

namespace xgrad::distributions {

/// A parameter: a tensor, or a number, which takes the dtype of the other parameters, or float32.
class TensorOrNumber {
 public:
  template <class T>
  requires std::is_convertible_v<const T&, Tensor> TensorOrNumber(const T& tensor)
      : value_(static_cast<Tensor>(tensor)) {}
  template <class T>
  requires std::is_arithmetic_v<T> TensorOrNumber(T number) : value_(static_cast<double>(number)) {}

  /// The tensor, or null for a number.
  const Tensor* tensor() const { return std::get_if<Tensor>(&value_); }
  double number() const { return std::get<double>(value_); }

 private:
  std::variant<Tensor, double> value_;
};

/// A condition on every element of a tensor.
struct Constraint {
  const char* expected;
  /// The bool tensor of the elements that fulfil it.
  Tensor (*holds)(const Tensor& x);
};

/// True for all numbers, also infinite ones, but not for NaN.
extern const Constraint kReal;
extern const Constraint kPositive, kNonnegative, kUnitInterval, kBoolean;

/// Throws ValueError, naming the first element of `x` for which `holds`, of its shape, is false.
void check_elements(std::string_view subject, const Tensor& x, const Tensor& holds,
                    std::string_view expected);

/// A random variable for each position of `batch_shape()`. As in torch.distributions, constructors
/// throw ValueError for parameters, and `log_prob` for values, outside their domain, unless they were
/// given `validate_args = false`; then results may be NaN.
class Distribution {
 public:
  virtual ~Distribution() = default;

  /// The common shape of the parameters.
  const Shape& batch_shape() const { return batch_shape_; }

  /// The logarithm of the density, or of the probability, of values that broadcast with the batch.
  /// [...] -> [...]
  /// Throws ShapeError, DTypeError.
  virtual Tensor log_prob(const Tensor& value) const = 0;
  /// The entropy in nats.   -> batch_shape
  virtual Tensor entropy() const = 0;
  /// The expected value, possibly a parameter itself.   -> batch_shape
  virtual Tensor mean() const = 0;
  /// The variance.   -> batch_shape
  virtual Tensor variance() const = 0;

  /// Random values without gradient, `shape` of them for each position of the batch.
  /// -> shape + batch_shape
  Tensor sample(const Shape& shape = {}, Generator& generator = default_generator()) const;

 protected:
  Distribution(const char* name, bool validate_args) : name_(name), validates_(validate_args) {}
  Distribution(const Distribution&) = default;
  Distribution& operator=(const Distribution&) = default;

  bool validates() const { return validates_; }
  void set_batch_shape(const Shape& shape) { batch_shape_ = shape; }
  /// `shape` followed by the batch shape.
  Shape extended(const Shape& shape) const;
  /// Throws DTypeError unless a value has the dtype, and ShapeError unless it broadcasts with the
  /// batch.
  void check_value(const Tensor& x, DType dtype) const;
  /// Throws ValueError unless all elements of a parameter or value fulfil the constraint, or `this`
  /// does not validate.
  void check(const char* what, const Tensor& x, const Constraint& constraint) const;

  /// Draws of the given shape, which ends with the batch shape.
  virtual Tensor draw(const Shape& shape, Generator& generator) const = 0;

 private:
  const char* name_;
  bool validates_;
  Shape batch_shape_;
};

/// A distribution whose draws are differentiable functions of its parameters.
class ReparameterizedDistribution : public Distribution {
 public:
  /// Random values with gradients of the parameters, from the draws of `sample`.
  /// -> shape + batch_shape
  Tensor rsample(const Shape& shape = {}, Generator& generator = default_generator()) const;

 protected:
  struct NamedParameter {
    const char* name;
    const TensorOrNumber& value;
    const Constraint& constraint;
  };
  /// Expands one or two parameters to their common shape. Throws ShapeError, and DTypeError unless all have
  /// one floating dtype.
  ReparameterizedDistribution(const char* name, std::initializer_list<NamedParameter> parameters,
                              bool validate_args);

  const Tensor& parameter(std::size_t i) const { return parameters_[i]; }
  DType dtype() const { return parameters_[0].dtype(); }

 private:
  std::array<Tensor, 2> parameters_;
};

}  // namespace xgrad::distributions
