// Updates of averages, their state dicts, and parameters that hold them for a while.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/optim/averages.hpp>
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/option_state.hpp>
#include <xgrad/optim/state_faults.hpp>

namespace xgrad::optim {
namespace {

constexpr const char* kCount = "n_averaged";

std::string average_key(std::string_view parameter) {
  return fmt::format("average.{}", parameter);
}

bool matches(const Tensor& tensor, const Array& values) {
  return tensor.dtype() == values.dtype() && tensor.shape() == values.shape();
}

void check_matches(std::string_view owner, std::string_view name, const Tensor& tensor,
                   const Array& average) {
  if (matches(tensor, average)) return;
  throw DTypeError(fmt::format("{}: parameter '{}' is {}, its average is {}", owner, name,
                               tensor.array(), average),
                   "convert a module before making its average");
}

void check_writable(std::string_view owner, std::string_view name, const Tensor& tensor) {
  if (tensor.is_contiguous()) return;
  check_distinct_elements(fmt::format("{}: parameter '{}'", owner, name), tensor.array());
}

// average += weight * (value - average).
void move(Array& average, const Array& value, double weight) {
  visit_floating(average.dtype(), [&]<class T>(T) {
    T* const a = average.mutable_data<T>();
    const T* const p = value.data<T>();
    const T w = static_cast<T>(weight);
    for_elements<T>(average.numel(), [=](auto lanes, Index i) {
      const auto before = lanes.load(a + i);
      lanes.store(a + i, before + w * (lanes.load(p + i) - before));
    });
  });
}

}  // namespace

ParameterAverage::ParameterAverage(std::string name, const ParameterList& parameters)
    : name_(std::move(name)) {
  with_out_of_memory([&]() -> void {
    entries_.reserve(parameters.size());
    for (const auto& [given, tensor] : parameters) {
      const std::string shown = given.empty() ? std::to_string(entries_.size()) : given;
      if (!tensor.defined()) {
        throw ValueError(fmt::format("{}: '{}' is undefined", name_, shown));
      }
      if (!is_floating(tensor.dtype())) {
        throw DTypeError(
            fmt::format("{}: '{}' is {} and has no average", name_, shown, tensor.array()),
            "average floating tensors only, and copy counters such as num_batches_tracked");
      }
      for (const Entry& other : entries_) {
        if (other.parameter.body() != tensor.body() && other.name != shown) continue;
        throw ValueError(
            fmt::format("{}: '{}' has the tensor or the name of '{}'", name_, shown, other.name));
      }
      entries_.push_back({shown, tensor, kernels::copy(tensor.array())});
    }
  });
}

void ParameterAverage::update() {
  with_out_of_memory([&]() -> void {
    if (in_use_) {
      throw ValueError(fmt::format("{}: update() while the parameters hold the averages", name_),
                       "end the scope of AveragedParameters before training continues");
    }
    std::vector<Array> values;
    values.reserve(entries_.size());
    for (const auto& [name, parameter, average] : entries_) {
      check_matches(name_, name, parameter, average);
      values.push_back(kernels::contiguous(parameter.array()));
    }
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (n_averaged_ == 0) {
        kernels::copy_into(entries_[k].average, values[k]);
      } else {
        move(entries_[k].average, values[k], weight(n_averaged_));
      }
    }
    ++n_averaged_;
  });
}

void ParameterAverage::copy_to(const ParameterList& parameters) const {
  with_out_of_memory([&]() -> void {
    if (parameters.size() != entries_.size()) {
      throw ValueError(fmt::format("{}: copy_to: {} tensors for the averages of {} parameters",
                                   name_, parameters.size(), entries_.size()));
    }
    const std::string owner = name_ + ": copy_to";
    auto entry = entries_.begin();
    for (const auto& [name, tensor] : parameters) {
      if (!tensor.defined()) {
        throw ValueError(fmt::format("{}: tensor for '{}' is undefined", owner, entry->name));
      }
      check_matches(owner, entry->name, tensor, entry->average);
      check_writable(owner, entry->name, tensor);
      ++entry;
    }
    entry = entries_.begin();
    for (const auto& [name, tensor] : parameters) {
      kernels::copy_into(tensor.writable(), (entry++)->average);
    }
  });
}

StateDict ParameterAverage::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict result;
    result.emplace(kCount, option_tensor(n_averaged_));
    for (const auto& [name, parameter, average] : entries_) {
      result.emplace(average_key(name), Tensor(kernels::copy(average)));
    }
    return result;
  });
}

void ParameterAverage::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    std::vector<StateDiff::Entry> expected = {
        {kCount, int64, {}, [](const Tensor& count) { return fault_of_count(count, 0); }}};
    expected.reserve(entries_.size() + 1);
    for (const auto& [name, parameter, average] : entries_) {
      expected.push_back(
          {average_key(name), average.dtype(), average.shape(),
           [](const Tensor& tensor) { return fault_of_values(tensor, StateRange::finite); }});
    }
    StateDiff(state, expected, "average")
        .check(name_, "make the average with the parameters and names of the one that was saved");
    std::vector<Array> averages;
    averages.reserve(entries_.size());
    for (const Entry& entry : entries_) {
      averages.push_back(kernels::copy(state.at(average_key(entry.name)).array()));
    }
    for (std::size_t k = 0; k < averages.size(); ++k) entries_[k].average = averages[k];
    n_averaged_ = state.at(kCount).item<Index>();
  });
}

void ExponentialMovingAverageOptions::check() const {
  OptionCheck options("ExponentialMovingAverage");
  options.fraction("decay", decay);
  options.positive("warmup_gamma", warmup_gamma);
  options.positive("warmup_power", warmup_power);
  options.require(!bias_correction || !warmup, "bias_correction and warmup exclude each other");
  options.finish();
}

ExponentialMovingAverage::ExponentialMovingAverage(const ParameterList& parameters,
                                                   const Options& options)
    : ParameterAverage("ExponentialMovingAverage", parameters), options_(options) {
  with_out_of_memory([&] { options_.check(); });
}

double ExponentialMovingAverage::decay(Index n_averaged) const {
  const double decay = options_.decay, n = static_cast<double>(n_averaged);
  if (options_.bias_correction) {
    return decay * (1 - std::pow(decay, n)) / (1 - std::pow(decay, n + 1));
  }
  if (!options_.warmup) return decay;
  return std::min(decay, 1 - std::pow(1 + n / options_.warmup_gamma, -options_.warmup_power));
}

AveragedParameters::AveragedParameters(ParameterAverage& average) : average_(average) {
  with_out_of_memory([&]() -> void {
    if (average.in_use_) {
      throw ValueError(fmt::format("{}: the parameters hold the averages already", average.name_),
                       "AveragedParameters scopes do not nest");
    }
    before_.reserve(average.entries_.size());
    for (const auto& [name, parameter, values] : average.entries_) {
      check_matches(average.name_, name, parameter, values);
      check_writable(average.name_, name, parameter);
      before_.emplace_back(parameter, kernels::copy(parameter.array()));
    }
    for (const auto& [name, parameter, values] : average.entries_) {
      kernels::copy_into(parameter.writable(), values);
    }
    average.in_use_ = true;
  });
}

AveragedParameters::~AveragedParameters() {
  for (const auto& [parameter, values] : before_) {
    if (!matches(parameter, values) || has_coinciding_elements(parameter.array())) continue;
    kernels::copy_into(parameter.writable(), values);
  }
  average_.in_use_ = false;
}

}  // namespace xgrad::optim
