// Lambda: checks that the function is not empty.
#include <xgrad/nn/containers/lambda.hpp>

namespace xgrad::nn {

Lambda::Lambda(Function function, std::string name)
    : function_(std::move(function)), name_(std::move(name)) {
  if (!function_) throw ValueError("Lambda: the function is empty");
}

}  // namespace xgrad::nn
