// Statistics of features, and the maps that they define.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/scalers.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace xgrad::nn::data {
namespace {

double element(const Tensor& statistic, Index feature) {
  return statistic.data<double>()[feature];
}

void check_data(std::string_view op, const Tensor& data) {
  const Shape& shape = data.shape(op.data());
  if (!is_floating(data.dtype()))
    throw DTypeError(
        fmt::format("{}: the data are {}, must be float32 or float64", op, data.dtype()));
  if (shape.size() < 2)
    throw ShapeError(fmt::format("{}: the data are {}, expected [..., features]", op, shape),
                     "unsqueeze(data, -1) makes a vector one feature");
}

// The values of a feature; those of row-major data [rows, features] are at distances of `features`.
std::vector<double> column(std::string_view op, const Array& data, Index feature,
                           bool nan_is_missing) {
  const Index features = data.shape().back();
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(data.numel() / features));
  for (Index i = feature; i < data.numel(); i += features) {
    const double value = data.data<double>()[i];
    if (std::isnan(value) && nan_is_missing) continue;
    if (!std::isfinite(value))
      throw NumericError(
          fmt::format("{}: feature {} holds {} in row {}", op, feature, value, i / features),
          std::isnan(value) ? "pass nan_is_missing = true to skip NaN" : "");
    values.push_back(value);
  }
  if (values.empty())
    throw ValueError(
        fmt::format("{}: feature {} has no values in data {}", op, feature, data.shape()));
  return values;
}

}  // namespace

FeatureScaler::FeatureScaler(std::string_view name, std::array<std::string_view, 2> statistics,
                             const ScalerOptions& options, double low)
    : name_(name),
      statistic_names_(statistics),
      nan_is_missing_(options.nan_is_missing),
      low_(low) {}

void FeatureScaler::fit(const Tensor& data) {
  with_out_of_memory([&]() -> void {
    const std::string op = fmt::format("{}::fit", name_);
    check_data(op, data);
    const Array values = kernels::contiguous(kernels::cast(data.array(), float64));
    const Index features = values.shape().back();
    std::array<Array, 2> statistics = {Array::empty({features}, float64),
                                       Array::empty({features}, float64)};
    for (Index feature = 0; feature < features; ++feature) {
      const Statistics measured = measure(column(op, values, feature, nan_is_missing_));
      if (!is_possible(measured))
        throw NumericError(fmt::format(
            "{}: the values of feature {} are too large or too close to be scaled", op, feature));
      for (std::size_t i = 0; i < 2; ++i)
        statistics[i].mutable_data<double>()[feature] = measured[i];
    }
    set({Tensor(statistics[0]), Tensor(statistics[1])});
  });
}

void FeatureScaler::set(const std::array<Tensor, 2>& statistics) {
  Array center = Array::empty(statistics[0].shape(), float64);
  Array scale = Array::empty(statistics[0].shape(), float64);
  for (Index feature = 0; feature < center.numel(); ++feature) {
    const auto [shift, width] =
        center_and_scale({element(statistics[0], feature), element(statistics[1], feature)});
    center.mutable_data<double>()[feature] = shift;
    scale.mutable_data<double>()[feature] = width;
  }
  statistics_ = statistics;
  center_ = Tensor(center);
  scale_ = Tensor(scale);
}

Tensor FeatureScaler::in_float64(std::string_view op, const Tensor& data) const {
  if (!center_.defined())
    throw ValueError(fmt::format("{}: the scaler has no statistics", op),
                     "call fit or load_state_dict before");
  check_data(op, data);
  if (data.size(-1) != center_.size(0))
    throw ShapeError(fmt::format("{}: the data are {}, but the scaler was fitted to {} features",
                                 op, data.shape(), center_.size(0)));
  return to(data, float64);
}

Tensor FeatureScaler::transform(const Tensor& data) const {
  return with_out_of_memory([&]() -> Tensor {
    const Tensor x = in_float64(fmt::format("{}::transform", name_), data);
    return to((x - center_) / scale_ + low_, data.dtype());
  });
}

Tensor FeatureScaler::fit_transform(const Tensor& data) {
  fit(data);
  return transform(data);
}

Tensor FeatureScaler::inverse_transform(const Tensor& data) const {
  return with_out_of_memory([&]() -> Tensor {
    const Tensor y = in_float64(fmt::format("{}::inverse_transform", name_), data);
    return to((y - low_) * scale_ + center_, data.dtype());
  });
}

StateDict FeatureScaler::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    for (std::size_t i = 0; i < 2 && center_.defined(); ++i)
      state.emplace(statistic_names_[i], Tensor(kernels::copy(statistics_[i].array())));
    return state;
  });
}

void FeatureScaler::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    // A vector of any length fits, if both have the same.
    const auto first = state.find(std::string(statistic_names_[0]));
    const bool is_vector =
        first != state.end() && first->second.defined() && first->second.rank() == 1;
    const Shape shape = {is_vector ? first->second.size(0) : 1};
    std::vector<StateDiff::Entry> expected;
    expected.reserve(2);
    for (const std::string_view name : statistic_names_)
      expected.push_back({std::string(name), float64, shape});
    StateDiff(state, expected, "scaler")
        .check(name_, "load the state of a scaler of this kind after fit");
    std::array<Tensor, 2> loaded;
    for (std::size_t i = 0; i < 2; ++i)
      loaded[i] = Tensor(kernels::copy(state.at(std::string(statistic_names_[i])).array()));
    for (Index feature = 0; feature < shape[0]; ++feature) {
      const double a = element(loaded[0], feature), b = element(loaded[1], feature);
      if (!is_possible({a, b}))
        throw ValueError(
            fmt::format("{}: nothing was loaded, {} = {} and {} = {} of feature {} are "
                        "impossible",
                        name_, statistic_names_[0], a, statistic_names_[1], b, feature));
    }
    set(loaded);
  });
}

StandardScaler::StandardScaler(const ScalerOptions& options)
    : FeatureScaler("StandardScaler", {"mean", "var"}, options) {}

FeatureScaler::Statistics StandardScaler::center_and_scale(const Statistics& statistics) const {
  return {statistics[0], statistics[1] > 0 ? std::sqrt(statistics[1]) : 1};
}

FeatureScaler::Statistics StandardScaler::measure(const std::vector<double>& values) const {
  const auto [least, largest] = std::ranges::minmax(values);
  if (least == largest) return {least, 0};  // the mean would be rounded
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  const double squares = std::accumulate(
      values.begin(), values.end(), 0.0,
      [&](double sum, double value) { return sum + (value - mean) * (value - mean); });
  // Of equal values that were computed differently, only the rounding errors differ (scikit-learn's
  // bound).
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double variance = squares / count, error = count * mean * eps;
  const bool constant =
      std::isfinite(variance) && variance <= count * eps * variance + error * error;
  return {mean, constant ? 0 : variance};
}

bool StandardScaler::is_possible(const Statistics& statistics) const {
  return std::isfinite(statistics[0]) && statistics[1] >= 0 && std::isfinite(statistics[1]);
}

MinMaxScaler::MinMaxScaler(const MinMaxOptions& options)
    : FeatureScaler("MinMaxScaler", {"data_min", "data_max"},
                    {.nan_is_missing = options.nan_is_missing}, options.feature_range[0]),
      width_(options.feature_range[1] - options.feature_range[0]) {
  const auto [low, high] = options.feature_range;
  if (!(low < high) || !std::isfinite(width_))
    throw ValueError(
        fmt::format("MinMaxScaler: feature_range is [{}, {}], expected finite limits in "
                    "increasing order",
                    low, high));
}

FeatureScaler::Statistics MinMaxScaler::center_and_scale(const Statistics& statistics) const {
  const double range = statistics[1] - statistics[0];
  return {statistics[0], (range > 0 ? range : 1) / width_};
}

FeatureScaler::Statistics MinMaxScaler::measure(const std::vector<double>& values) const {
  const auto [least, largest] = std::ranges::minmax(values);
  return {least, largest};
}

bool MinMaxScaler::is_possible(const Statistics& statistics) const {
  const double scale = center_and_scale(statistics)[1];
  return statistics[0] <= statistics[1] && std::isfinite(statistics[1] - statistics[0]) &&
         scale > 0 && std::isfinite(scale);
}

}  // namespace xgrad::nn::data
