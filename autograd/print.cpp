// Prints tensors like arrays, and shapes and dtypes as messages name them.
#include <xgrad/autograd/print.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/print.hpp>

#include <ostream>

namespace xgrad {

std::string to_string(const Tensor& x) {
  return with_out_of_memory([&]() -> std::string {
    if (!x.defined()) return "undefined";
    return to_string(x.array()) + (x.requires_grad() ? ", requires grad" : "");
  });
}

std::ostream& operator<<(std::ostream& stream, const Tensor& x) {
  return stream << to_string(x);
}

std::ostream& operator<<(std::ostream& stream, const Dims& dims) {
  return stream << to_string(dims);
}

std::ostream& operator<<(std::ostream& stream, DType dtype) {
  return stream << name_of(dtype);
}

}  // namespace xgrad
