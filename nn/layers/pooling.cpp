// AvgPool1d, MaxPool1d and AdaptiveAvgPool1d: checks and descriptions.
#include <xgrad/nn/layers/pooling.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <fmt/format.h>

namespace xgrad::nn {
namespace {

template <class Options>
void check_window(const char* layer, Index kernel_size, const Options& options) {
  check_positive(layer, "kernel_size", kernel_size);
  check_positive(layer, "stride", options.stride.value_or(kernel_size));
  if (options.padding < 0 || options.padding > kernel_size / 2) {
    throw ValueError(fmt::format("{}: padding is {}, must be from 0 to half of kernel_size {}",
                                 layer, options.padding, kernel_size));
  }
}

template <class Options>
std::string sizes_and_options(Index kernel_size, const Options& options) {
  return fmt::format("{}{}{}{}", kernel_size,
                     options.stride ? fmt::format(", stride {}", *options.stride) : "",
                     options.padding == 0 ? "" : fmt::format(", padding {}", options.padding),
                     options.ceil_mode ? ", ceil mode" : "");
}

}  // namespace

AvgPool1d::AvgPool1d(Index kernel_size, const AvgPool1dOptions& options)
    : kernel_size_(kernel_size), options_(options) {
  check_window("AvgPool1d", kernel_size, options);
}

Tensor AvgPool1d::forward(const Tensor& input) const {
  return avg_pool1d(input, kernel_size_, options_);
}

std::string AvgPool1d::extra_repr() const {
  return sizes_and_options(kernel_size_, options_) +
         (options_.count_include_pad ? "" : ", padding not counted");
}

MaxPool1d::MaxPool1d(Index kernel_size, const MaxPool1dOptions& options)
    : kernel_size_(kernel_size), options_(options) {
  check_window("MaxPool1d", kernel_size, options);
  check_positive("MaxPool1d", "dilation", options.dilation);
}

Tensor MaxPool1d::forward(const Tensor& input) const {
  return max_pool1d(input, kernel_size_, options_);
}

std::string MaxPool1d::extra_repr() const {
  return sizes_and_options(kernel_size_, options_) +
         (options_.dilation == 1 ? "" : fmt::format(", dilation {}", options_.dilation));
}

AdaptiveAvgPool1d::AdaptiveAvgPool1d(Index output_size) : output_size_(output_size) {
  check_positive("AdaptiveAvgPool1d", "output_size", output_size);
}

Tensor AdaptiveAvgPool1d::forward(const Tensor& input) const {
  return adaptive_avg_pool1d(input, output_size_);
}

std::string AdaptiveAvgPool1d::extra_repr() const {
  return fmt::format("{}", output_size_);
}

}  // namespace xgrad::nn
