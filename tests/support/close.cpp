// The comparison of elements, and what it reports.
#include "support/close.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

namespace test {
namespace {

// The multi-index of the element at a row-major position; the position where there is no shape.
std::string index_of(std::size_t position, const std::optional<xgrad::Shape>& shape) {
  if (!shape) return to_string(xgrad::Shape{static_cast<xgrad::Index>(position)});
  xgrad::Shape index = *shape;
  auto rest = static_cast<xgrad::Index>(position);
  for (std::size_t axis = shape->size(); axis-- > 0;) {
    index[axis] = rest % (*shape)[axis];
    rest /= (*shape)[axis];
  }
  return to_string(index);
}

std::string size_of(const Elements& x) {
  return x.shape ? "shape " + to_string(*x.shape) : std::to_string(x.values.size()) + " elements";
}

}  // namespace

Elements::Elements(const xgrad::Tensor& x)
    : shape(x.shape()), values(xgrad::to(x, xgrad::float64).to_vector<double>()) {}

boost::test_tools::assertion_result close(const Elements& actual, const Elements& expected,
                                          const Tolerance& tolerance) {
  boost::test_tools::assertion_result result(true);
  const bool other_shape = actual.shape && expected.shape && *actual.shape != *expected.shape;
  if (other_shape || actual.values.size() != expected.values.size()) {
    result = false;
    result.message() << size_of(actual) << ", expected " << size_of(expected);
    return result;
  }

  std::size_t worst = 0, failures = 0;
  double most = 0;  // the largest error beyond its tolerance
  const auto error_at = [&](std::size_t i) {
    const double a = actual.values[i], e = expected.values[i];
    return a == e ? 0 : std::abs(a - e);
  };
  const auto allowed_at = [&](std::size_t i) {
    const double e = expected.values[i];
    return std::isfinite(e) ? tolerance.absolute + tolerance.relative * std::abs(e) : 0;
  };
  for (std::size_t i = 0; i < actual.values.size(); ++i) {
    const double error = error_at(i), allowed = allowed_at(i);
    if (error <= allowed) continue;
    const double beyond =
        std::isnan(error) ? std::numeric_limits<double>::infinity() : error - allowed;
    if (++failures == 1 || beyond > most) worst = i, most = beyond;
  }
  if (failures > 0) {
    result = false;
    result.message().stream().precision(17);
    result.message() << "element " << index_of(worst, actual.shape ? actual.shape : expected.shape)
                     << " is " << actual.values[worst] << ", expected " << expected.values[worst];
    result.message().stream().precision(3);
    result.message() << ": differs by " << error_at(worst) << ", allowed " << allowed_at(worst)
                     << "; " << failures << " of " << actual.values.size()
                     << " elements differ by more than allowed";
  }
  return result;
}

boost::test_tools::assertion_result close(const std::vector<xgrad::Tensor>& actual,
                                          const std::vector<xgrad::Tensor>& expected,
                                          const Tolerance& tolerance) {
  boost::test_tools::assertion_result result(false);
  if (actual.size() != expected.size()) {
    result.message() << actual.size() << " tensors, expected " << expected.size();
    return result;
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    auto one = close(actual[i], expected[i], tolerance);
    if (one) continue;
    result.message() << "tensor " << i << ": " << one.message().str();
    return result;
  }
  return true;
}

}  // namespace test
