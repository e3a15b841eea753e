// Conversion of scalars to int64 and to text.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <cmath>

namespace xgrad {

std::int64_t Scalar::to_int64(const char* op) const {
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  if (real_ >= -kBeyond && real_ < kBeyond) return static_cast<std::int64_t>(real_);
  throw ValueError(fmt::format("{}: {} is outside the range of int64, [-2^63, 2^63)", op, real_),
                   "use float32 or float64 elements");
}

std::string to_string(const Scalar& scalar) {
  return scalar.is_integer() ? fmt::format("{}", scalar.integer())
                             : fmt::format("{}", scalar.real());
}

void check_finite(std::string_view op, std::string_view argument, const Scalar& value) {
  if (std::isfinite(value.real())) return;
  throw ValueError(fmt::format("{}: {} is {}, must be finite", op, argument, value));
}

void throw_not_representable(const char* op, const Scalar& value, int bits) {
  throw ValueError(fmt::format("{}: an integer of {} bits cannot represent {}", op, bits, value));
}

}  // namespace xgrad
