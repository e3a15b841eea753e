// All paths of connectionist temporal classification, one by one.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace test {

using Labels = std::vector<std::int64_t>;

/// The labels of a path: equal neighbours are merged, then blanks are removed.
inline Labels labels_of(const Labels& path, std::int64_t blank) {
  Labels labels;
  for (std::size_t t = 0; t < path.size(); ++t) {
    if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) labels.push_back(path[t]);
  }
  return labels;
}

/// The log-probability of every sequence of labels, as the sum over all classes^time paths.
/// log_probs is float64 [time, classes]
inline std::map<Labels, double> log_probabilities(const xgrad::Tensor& log_probs,
                                                  std::int64_t blank) {
  const auto time = static_cast<std::size_t>(log_probs.size(0));
  const std::int64_t classes = log_probs.size(1);
  const std::vector<double> logs = log_probs.to_vector<double>();
  std::map<Labels, double> sums;
  Labels path(time, 0);
  for (bool more = true; more;) {
    double log_probability = 0;
    for (std::size_t t = 0; t < time; ++t)
      log_probability +=
          logs[t * static_cast<std::size_t>(classes) + static_cast<std::size_t>(path[t])];
    sums[labels_of(path, blank)] += std::exp(log_probability);
    more = false;
    for (std::size_t t = time; t-- > 0 && !more;) {
      more = ++path[t] < classes;
      if (!more) path[t] = 0;
    }
  }
  for (auto& [labels, sum] : sums) sum = std::log(sum);
  return sums;
}

}  // namespace test
