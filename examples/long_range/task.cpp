// The tasks with the sizes of the papers they are from.
#include "long_range/task.hpp"

#include <fmt/format.h>

#include <cmath>

namespace long_range {

using namespace xgrad;
namespace data = nn::data;

namespace {

Task adding(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::adding_problem({.time = time, .batch = batch}, generator);
  };
  return {"adding", time, 2, 1, false, "mean squared error", 1.0 / 6, draw};
}

Task copy(Index time) {
  if (time <= 20) {
    throw ValueError(fmt::format("copy: {} time steps leave no delay", time),
                     "ten symbols and ten answers take 20 of them: it needs 21 or more");
  }
  const auto draw = [=](Index batch, Generator& generator) {
    return data::copy_memory({.delay = time - 20, .batch = batch}, generator);
  };
  const double baseline = 10 * std::log(8.0) / static_cast<double>(time);
  return {"copy", time, 10, 9, true, "cross entropy", baseline, draw};
}

Task order(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::temporal_order({.time = time, .batch = batch}, generator);
  };
  return {"order", time, 6, 4, false, "cross entropy", std::log(4.0), draw};
}

Task parity(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::parity({.time = time, .batch = batch}, generator);
  };
  return {"parity", time, 1, 2, true, "cross entropy", std::log(2.0), draw};
}

Task dyck(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::dyck_words({.time = time, .batch = batch, .target = data::DyckTarget::closing},
                            generator);
  };
  return {"dyck", time, 4, 2, true, "cross entropy", std::log(2.0), draw};
}

/// How a task is made, and the times that show it.
struct Kind {
  std::string name;
  Task (*make)(Index time);
  Times times;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"adding", adding, {{10, 50, 200, 500}, 200}}, {"copy", copy, {{30, 50, 200, 500}, 60}},
      {"order", order, {{10, 50, 200, 500}, 100}},   {"parity", parity, {{10, 50, 200, 500}, 20}},
      {"dyck", dyck, {{10, 50, 200, 500}, 50}},
  };
  return all;
}

const Kind& kind_of(const std::string& name) {
  for (const Kind& kind : kinds()) {
    if (kind.name == name) return kind;
  }
  throw ValueError(
      fmt::format("there is no task '{}', only {}", name, fmt::join(task_names(), ", ")));
}

}  // namespace

Tensor Task::loss(const Tensor& answer, const Tensor& target) const {
  return outputs == 1 ? nn::mse_loss(answer, target) : nn::cross_entropy(answer, target);
}

std::vector<std::string> task_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.push_back(kind.name);
  return names;
}

Times usual_times(const std::string& task) {
  return kind_of(task).times;
}

Task make_task(const std::string& name, Index time) {
  return kind_of(name).make(time);
}

}  // namespace long_range
