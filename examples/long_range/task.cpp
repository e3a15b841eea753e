// The tasks with the sizes of the papers they are from.
#include "long_range/task.hpp"

#include <cmath>

namespace long_range {

using namespace xgrad;
namespace data = nn::data;

namespace {

Task adding(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::adding_problem({.time = time, .batch = batch}, generator);
  };
  return {"adding", 2, 1, false, "mean squared error", 1.0 / 6, draw};
}

Task copy(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::copy_memory({.delay = time - 20, .batch = batch}, generator);
  };
  const double baseline = 10 * std::log(8.0) / static_cast<double>(time);
  return {"copy", 10, 9, true, "cross entropy", baseline, draw};
}

Task order(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::temporal_order({.time = time, .batch = batch}, generator);
  };
  return {"order", 6, 4, false, "cross entropy", std::log(4.0), draw};
}

Task parity(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::parity({.time = time, .batch = batch}, generator);
  };
  return {"parity", 1, 2, true, "cross entropy", std::log(2.0), draw};
}

Task dyck(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return data::dyck_words({.time = time, .batch = batch, .target = data::DyckTarget::closing},
                            generator);
  };
  return {"dyck", 4, 2, true, "cross entropy", std::log(2.0), draw};
}

}  // namespace

Tensor Task::loss(const Tensor& answer, const Tensor& target) const {
  return outputs == 1 ? nn::mse_loss(answer, target) : nn::cross_entropy(answer, target);
}

const std::vector<std::string>& task_names() {
  static const std::vector<std::string> names = {"adding", "copy", "order", "parity", "dyck"};
  return names;
}

Task make_task(const std::string& name, Index time) {
  if (name == "adding") return adding(time);
  if (name == "copy") return copy(time);
  if (name == "order") return order(time);
  if (name == "parity") return parity(time);
  if (name == "dyck") return dyck(time);
  throw ValueError("there is no task '" + name + "', only adding, copy, order, parity and dyck");
}

}  // namespace long_range
