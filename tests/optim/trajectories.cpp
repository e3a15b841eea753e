// A thousand steps of every optimizer with every one of its options, against PyTorch.
#include <boost/test/unit_test.hpp>

#include "golden/optim/optimizers.hpp"
#include "optim/every_rule.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>
#include <span>
#include <sstream>

using namespace test;
using golden::optimizers::Trajectory;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(trajectories)

namespace {

Changes changes(std::span<const golden::optimizers::Option> options) {
  Changes list;
  for (const auto& [name, value] : options) {
    if (name != nullptr) list.push_back({name, {value[0], value[1]}});
  }
  return list;
}

std::string name_of(const Trajectory& row) {
  std::ostringstream name;
  name << row.optimizer;
  const auto list = [&](const Changes& options) {
    for (const auto& [option, value] : options) {
      name << ' ' << option << ' ' << value[0] << ',' << value[1];
    }
  };
  list(changes(row.options));
  name << " then";
  list(changes(row.later));
  return name.str();
}

// Of `values`, in turn, as many as there are elements.
template <class Values>
std::vector<double> repeated(const Values& values, std::size_t count) {
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(values[i % 4]);
  return result;
}

// Compares steps, and the state after the last, with PyTorch's. PyTorch's four elements, in turn,
// fill `count` elements here, so that registers and what is left over both take part; the elements
// lie `stride` apart.
template <class T>
void check_trajectory(const Trajectory& row, std::size_t count, Index stride, int steps,
                      const Tolerance& tolerance) {
  const auto start = golden::recipe(4, 10), a = golden::recipe(4, 11), b = golden::recipe(4, 12);
  Array buffer = Array::empty({static_cast<Index>(count) * stride}, xgrad::dtype_of<T>());
  const Array value = buffer.view({static_cast<Index>(count)}, {stride}, 0);
  T* const x = buffer.mutable_data<T>();
  const auto element = [&](std::size_t i) -> T& { return x[static_cast<Index>(i) * stride]; };
  for (std::size_t i = 0; i < count; ++i) element(i) = static_cast<T>(start[i % 4]);

  const Tensor p(value, true);
  const Rule& rule = rule_of(row.optimizer);
  const Changes options = changes(row.options);
  const auto optimizer = rule.make_changed({p}, options);
  const bool maximizes = !options.empty() && options.back().option == "maximize";
  const double sign = maximizes ? -1 : 1;
  std::size_t saved = 0;
  for (int step = 1; step <= steps; ++step) {
    if (step == golden::optimizers::last_step_before_change + 1) {
      rule.change(*optimizer, changes(row.later));
    }
    std::vector<T> gradient;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t k = i % 4;
      const double turning = 0.3 * std::sin(0.37 * step + static_cast<double>(k));
      gradient.push_back(static_cast<T>(sign * ((1 + a[k]) * (element(i) - b[k]) + turning)));
    }
    p.set_grad(Tensor(array<T>(p.shape(), gradient)));
    optimizer->step();
    if (step != golden::optimizers::saved_steps[saved]) continue;
    BOOST_TEST_CONTEXT("step " << step) {
      BOOST_TEST(close(p, repeated(row.p[saved++], count), tolerance));
    }
  }
  if (steps < 1000) return;
  const xgrad::StateDict state = optimizer->state_dict();
  for (const auto& [name, values] : row.states) {
    if (name == nullptr) continue;
    BOOST_TEST_CONTEXT(name) {
      const auto found = state.find(std::string(name) + ".0");
      BOOST_REQUIRE(found != state.end());
      const auto size = static_cast<std::size_t>(found->second.numel());
      BOOST_TEST(close(found->second.to_vector<double>(), repeated(values, size), tolerance));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(thousand_steps_match_pytorch) {
  for (const Trajectory& row : golden::optimizers::trajectories) {
    BOOST_TEST_CONTEXT(name_of(row)) {
      check_trajectory<double>(row, 4, 1, 1000, {.absolute = 1e-15, .relative = 1e-15});
    }
  }
}

BOOST_AUTO_TEST_CASE(steps_of_any_size_and_stride_match_pytorch) {
  for (const Trajectory& row : golden::optimizers::trajectories) {
    BOOST_TEST_CONTEXT(name_of(row)) {
      for (const std::size_t count : {1u, 4u, 39u, 5000u}) {
        check_trajectory<double>(row, count, 1, 10, {.absolute = 1e-14});
        check_trajectory<float>(row, count, 1, 10, {.absolute = 1e-6});
      }
      check_trajectory<double>(row, 39, 3, 10, {.absolute = 1e-14});
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
