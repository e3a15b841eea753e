// Adds rows to curves, and stores curves and texts in tensors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/training/report/history.hpp>
#include <xgrad/nn/training/state_check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace xgrad::nn::training {
namespace {

constexpr std::string_view kSteps = "steps.", kEvaluations = "evaluations.";
constexpr const char *kSampleSteps = "samples.step", *kSampleSizes = "samples.size",
                     *kSampleBytes = "samples.bytes";

void remove_after(TrainingHistory::Curves& curves, Index step) {
  for (auto& [name, curve] : curves) curve.remove_after(step);
}

void add_row(TrainingHistory::Curves& curves, Index step, const Metrics& metrics) {
  for (const auto& [name, value] : metrics) curves[name].add(step, value);
}

// The curves whose entries begin with a prefix; a name "loss" has the entries "loss.points" and
// "loss.steps_per_point".
TrainingHistory::Curves curves_of(std::string_view prefix, const StateDict& state) {
  std::map<std::string, StateDict> states;
  for (const auto& [name, tensor] : state) {
    if (!name.starts_with(prefix)) continue;
    const std::string rest = name.substr(prefix.size());
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string::npos) {
      throw ValueError(fmt::format("TrainingHistory: the entry '{}' is not one of a curve", name));
    }
    states[rest.substr(0, dot)].emplace(rest.substr(dot + 1), tensor);
  }
  TrainingHistory::Curves curves;
  for (const auto& [name, entries] : states) curves[name].load_state_dict(entries);
  return curves;
}

// Texts one after the other, eight bytes in each element of an int64 tensor.
Tensor packed(const std::string& bytes) {
  std::vector<Index> words((bytes.size() + sizeof(Index) - 1) / sizeof(Index));
  if (!bytes.empty()) std::memcpy(words.data(), bytes.data(), bytes.size());
  return from_vector(words);
}

std::string unpacked(const Tensor& tensor) {
  const auto words = tensor.to_vector<Index>();
  std::string bytes(words.size() * sizeof(Index), '\0');
  if (!words.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

Index length_of(const StateDict& state, const char* name) {
  const auto entry = state.find(name);
  const bool is_list = entry != state.end() && entry->second.defined() && entry->second.rank() == 1;
  return is_list ? entry->second.size(0) : 0;
}

std::vector<TextSample> samples_of(const StateDict& state) {
  const Shape count = {length_of(state, kSampleSteps)};
  check_state("TrainingHistory", state,
              {{kSampleSteps, int64, count},
               {kSampleSizes, int64, count},
               {kSampleBytes, int64, {length_of(state, kSampleBytes)}}});
  const auto steps = state.at(kSampleSteps).to_vector<Index>(),
             sizes = state.at(kSampleSizes).to_vector<Index>();
  const std::string bytes = unpacked(state.at(kSampleBytes));
  std::vector<TextSample> samples;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (sizes[i] < 0 || static_cast<std::size_t>(sizes[i]) > bytes.size() - begin) {
      throw ValueError(
          fmt::format("TrainingHistory: the samples have {} bytes, and sample {} has {}",
                      bytes.size(), i, sizes[i]));
    }
    samples.push_back({steps[i], bytes.substr(begin, static_cast<std::size_t>(sizes[i]))});
    begin += samples.back().text.size();
  }
  return samples;
}

}  // namespace

void TrainingHistory::add_sample(Index step, std::string text) {
  text.resize(io::utf8_prefix(text, kLongestSample).size());
  samples_.push_back({step, std::move(text)});
  if (samples_.size() <= kMostSamples) return;
  std::vector<TextSample> kept;
  for (std::size_t i = 0; i < samples_.size(); i += 2) kept.push_back(std::move(samples_[i]));
  samples_ = std::move(kept);
}

void TrainingHistory::start(const LogPosition& position) {
  remove_after(steps_, position.step);
  remove_after(evaluations_, position.evaluation);
  std::erase_if(samples_, [&](const TextSample& sample) { return sample.step > position.step; });
  started_ = last_row_ = Clock::now();
  start_step_ = last_step_ = position.step;
}

void TrainingHistory::add_step(Index step, Index /*epoch*/, const Metrics& metrics) {
  add_row(steps_, step, metrics);
  last_row_ = Clock::now();
  last_step_ = step;
}

void TrainingHistory::add_evaluation(Index step, Index /*epoch*/, const Metrics& metrics) {
  add_row(evaluations_, step, metrics);
  last_row_ = Clock::now();
}

std::optional<TrainingHistory::Time> TrainingHistory::time() const {
  if (!started_) return {};
  return Time{std::chrono::duration<double>(last_row_ - *started_).count(), start_step_ + 1,
              last_step_};
}

StateDict TrainingHistory::state_dict() const {
  StateDict state;
  for (const auto& [prefix, curves] :
       {std::pair(kSteps, &steps_), std::pair(kEvaluations, &evaluations_)}) {
    for (const auto& [name, curve] : *curves) {
      for (const auto& [entry, tensor] : curve.state_dict()) {
        state.emplace(fmt::format("{}{}.{}", prefix, name, entry), tensor);
      }
    }
  }
  std::vector<Index> steps, sizes;
  std::string bytes;
  for (const TextSample& sample : samples_) {
    steps.push_back(sample.step);
    sizes.push_back(static_cast<Index>(sample.text.size()));
    bytes += sample.text;
  }
  state.emplace(kSampleSteps, from_vector(steps));
  state.emplace(kSampleSizes, from_vector(sizes));
  state.emplace(kSampleBytes, packed(bytes));
  return state;
}

void TrainingHistory::load_state_dict(const StateDict& state) {
  Curves steps = curves_of(kSteps, state), evaluations = curves_of(kEvaluations, state);
  StateDict rest = state;
  std::erase_if(rest, [](const auto& entry) {
    return entry.first.starts_with(kSteps) || entry.first.starts_with(kEvaluations);
  });
  samples_ = samples_of(rest);
  steps_ = std::move(steps);
  evaluations_ = std::move(evaluations);
}

}  // namespace xgrad::nn::training
