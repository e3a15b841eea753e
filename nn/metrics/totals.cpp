// What metrics add up over batches, and checks of their states.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/metric_state.hpp>
#include <xgrad/nn/metrics/totals.hpp>

#include <cmath>
#include <concepts>

namespace xgrad::nn {
namespace {

std::string fault_of_weight(const Tensor& saved) {
  const auto weight = saved.item<double>();
  if (weight >= 0 && std::isfinite(weight)) return "";
  return fmt::format(" is {}, must be at least 0 and finite", weight);
}

}  // namespace

std::string entry_name(std::string_view metric, std::string_view entry) {
  return fmt::format("{}.{}", metric, entry);
}

std::string fault_of_counts(const Tensor& counts) {
  const std::vector<Index> values = counts.to_vector<Index>();
  Index total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) {
      return fmt::format(" holds {} at element {}, must be at least 0", values[i], i);
    }
    total = saturating_sum(total, values[i]);
  }
  if (total <= kMostCounted) return "";
  return fmt::format(" holds {} in total, must be at most {}", total, kMostCounted);
}

StateDiff::Entry option_entry(std::string_view metric, std::string_view option, Index value) {
  return {entry_name(metric, option), int64, {}, [value](const Tensor& saved) -> std::string {
            const auto given = saved.item<Index>();
            if (given == value) return "";
            return fmt::format(" is {}, that of this metric is {}", given, value);
          }};
}

void check_state_of(std::string_view metric, const StateDict& state,
                    const std::vector<StateDiff::Entry>& expected, std::string_view hint) {
  StateDiff(state, expected, "metric").check(metric, hint);
}

template <class Sum, class Count>
MetricTotals<Sum, Count>::MetricTotals(const char* metric, const char* sum_name,
                                       const char* count_name, Options options)
    : metric_(metric), sum_name_(sum_name), count_name_(count_name), options_(options) {}

template <class Sum, class Count>
void MetricTotals<Sum, Count>::set(Sum sum, Count count) {
  sum_ = sum;
  count_ = count;
}

template <class Sum, class Count>
void MetricTotals<Sum, Count>::reset() {
  set(0, 0);
}

template <class Sum, class Count>
StateDict MetricTotals<Sum, Count>::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    state.emplace(entry_name(metric_, sum_name_), full({}, sum_, dtype_of<Sum>()));
    state.emplace(entry_name(metric_, count_name_), full({}, count_, dtype_of<Count>()));
    for (const auto& [name, value] : options_) {
      if (name) state.emplace(entry_name(metric_, name), full({}, value, int64));
    }
    return state;
  });
}

template <class Sum, class Count>
void MetricTotals<Sum, Count>::load_state_dict(const StateDict& state) {
  with_out_of_memory([&] {
    StateDiff::Entry sum{entry_name(metric_, sum_name_), dtype_of<Sum>(), {}};
    if (std::same_as<Sum, Index>) sum.fault_of = fault_of_counts;
    const StateDiff::Entry count{entry_name(metric_, count_name_),
                                 dtype_of<Count>(),
                                 {},
                                 std::same_as<Count, Index> ? fault_of_counts : fault_of_weight};
    std::vector<StateDiff::Entry> expected = {sum, count};
    for (const auto& [name, value] : options_) {
      if (name) expected.push_back(option_entry(metric_, name, value));
    }
    check_state_of(metric_, state, expected,
                   "load the state of a metric of this class, with the same options");
    set(state.at(sum.name).template item<Sum>(), state.at(count.name).template item<Count>());
  });
}

template class MetricTotals<Index, Index>;
template class MetricTotals<double, Index>;
template class MetricTotals<double, double>;

}  // namespace xgrad::nn
