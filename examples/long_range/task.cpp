// The tasks with the sizes of the papers they are from.
#include "long_range/task.hpp"

#include <fmt/format.h>

#include "support/images.hpp"
#include <cmath>

namespace long_range {

using namespace xgrad;

namespace {

Task adding(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return tasks::adding_problem({.time = time, .batch = batch}, generator);
  };
  return {"adding", time, 2, 1, false, "mean squared error", 1.0 / 6, draw};
}

Task copy(Index time) {
  if (time <= 20) {
    throw ValueError(fmt::format("copy: {} time steps leave no delay", time),
                     "ten symbols and ten answers take 20 of them: it needs 21 or more");
  }
  const auto draw = [=](Index batch, Generator& generator) {
    return tasks::copy_memory({.delay = time - 20, .batch = batch}, generator);
  };
  const double baseline = 10 * std::log(8.0) / static_cast<double>(time);
  return {"copy", time, 10, 9, true, "cross entropy", baseline, draw};
}

Task order(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return tasks::temporal_order({.time = time, .batch = batch}, generator);
  };
  return {"order", time, 6, 4, false, "cross entropy", std::log(4.0), draw};
}

Task parity(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return tasks::parity({.time = time, .batch = batch}, generator);
  };
  return {"parity", time, 1, 2, true, "cross entropy", std::log(2.0), draw};
}

Task dyck(Index time) {
  const auto draw = [=](Index batch, Generator& generator) {
    return tasks::dyck_words({.time = time, .batch = batch, .target = tasks::DyckTarget::closing},
                             generator);
  };
  return {"dyck", time, 4, 2, true, "cross entropy", std::log(2.0), draw};
}

support::LabelledImages images_of(const std::string& folder, const std::string& part) {
  try {
    return support::read_images(folder, part);
  } catch (const IoError& error) {
    throw IoError(error.what(),
                  "'apt-get install dataset-fashion-mnist' brings such files; --data names another "
                  "folder, of MNIST for instance");
  }
}

Task digits(Index time, const std::string& folder) {
  const auto train = images_of(folder, "train");
  const Index rows = train.images.size(1), columns = train.images.size(2);
  if (time != rows && time != rows * columns) {
    throw ValueError(
        fmt::format("digits: {} time steps, expected {}, a row of an image at each, "
                    "or {}, a pixel",
                    time, rows, rows * columns));
  }
  const auto reading = time == rows ? tasks::Reading::rows : tasks::Reading::pixels;
  const auto drawing_from = [=](const support::LabelledImages& set) {
    return [=](Index batch, Generator& generator) {
      return tasks::sequential_images(set.images, set.labels, {.batch = batch, .reading = reading},
                                      generator);
    };
  };
  const Index inputs = time == rows ? columns : 1;
  return {"digits",
          time,
          inputs,
          10,
          false,
          "cross entropy",
          std::log(10.0),
          drawing_from(train),
          drawing_from(images_of(folder, "t10k"))};
}

/// How a task is made, and the times that show it.
struct Kind {
  std::string name;
  std::function<Task(Index time, const std::string& folder)> make;
  Times times;
};

// Most tasks need no data.
auto drawn(Task (*make)(Index time)) {
  return [=](Index time, const std::string&) { return make(time); };
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"adding", drawn(adding), {{10, 50, 200, 500}, 200}},
      {"copy", drawn(copy), {{30, 50, 200, 500}, 60}},
      {"order", drawn(order), {{10, 50, 200, 500}, 100}},
      {"parity", drawn(parity), {{10, 50, 200, 500}, 20}},
      {"dyck", drawn(dyck), {{10, 50, 200, 500}, 50}},
      {"digits", digits, {{28, 784}, 28}},
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

Task make_task(const std::string& name, Index time, const std::string& folder) {
  return kind_of(name).make(time, folder);
}

}  // namespace long_range
