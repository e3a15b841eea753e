// Names of metrics, checked.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/training/metrics.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace xgrad::nn::training {
namespace {

// Names are written to CSV and JSON as they are.
bool is_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> kReserved = {"step", "epoch", "kind"};
  const auto refused = [](unsigned char c) {
    return c < 0x20 || c == 0x7F || c == '"' || c == ',' || c == '\\';
  };
  return !name.empty() && io::is_utf8(name) && std::ranges::none_of(name, refused) &&
         std::ranges::find(kReserved, name) == kReserved.end();
}

}  // namespace

Metric::Metric(std::string metric_name, double metric_value)
    : name(std::move(metric_name)), value(metric_value) {
  if (!is_name(name)) {
    throw ValueError(fmt::format("Metric: '{}' cannot be the name of a metric", name),
                     "names have no control characters, quotes, commas or backslashes; step, epoch "
                     "and kind are reserved");
  }
}

Metric::Metric(std::string metric_name, const Tensor& metric_value)
    : Metric(std::move(metric_name), metric_value.item<double>()) {}

std::string Metric::text() const {
  return std::isnan(value) ? "nan" : fmt::format("{}", value);
}

Metrics::Metrics(std::vector<Metric> metrics) : metrics_(std::move(metrics)) {
  for (auto metric = metrics_.begin(); metric != metrics_.end(); ++metric) {
    if (std::find_if(metrics_.begin(), metric,
                     [&](const Metric& other) { return other.name == metric->name; }) != metric) {
      throw ValueError(fmt::format("Metrics: '{}' is the name of two metrics", metric->name));
    }
  }
}

double Metrics::at(std::string_view name) const {
  std::string names;
  for (const Metric& metric : metrics_) {
    if (metric.name == name) return metric.value;
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", metric.name);
  }
  throw ValueError(fmt::format("Metrics: there is no metric '{}'", name),
                   names.empty() ? "there are no metrics" : "the metrics are " + names);
}

}  // namespace xgrad::nn::training
