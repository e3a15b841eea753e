// The code that the section on schedules of docs/optimizers.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <cmath>
#include <vector>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(schedules_page)

namespace {

struct InverseSquareRootOptions {
  static constexpr const char* kName = "InverseSquareRoot";

  double lr(double base_lr, Index epoch) const {
    return base_lr / std::sqrt(1 + static_cast<double>(epoch));
  }
};

struct Batch {
  Tensor input, target;
};

}  // namespace

BOOST_AUTO_TEST_CASE(scheduler_steps_after_each_epoch) {
  const nn::Linear model(2, 1);
  const std::vector<Batch> batches = {{ones({4, 2}), ones({4, 1})}, {zeros({4, 2}), zeros({4, 1})}};

  optim::SGD optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9});
  optim::CosineAnnealingLR scheduler(optimizer, {.T_max = 20});
  for (int epoch = 0; epoch < 20; ++epoch) {
    for (const auto& [input, target] : batches) {
      optimizer.zero_grad();
      nn::mse_loss(model(input), target).backward();
      optimizer.step();
    }
    scheduler.step();
  }

  BOOST_TEST(scheduler.last_epoch() == 20);
  BOOST_TEST(std::abs(optimizer.lr()) < 1e-15);
}

BOOST_AUTO_TEST_CASE(schedules_are_combined) {
  const nn::Linear model(2, 1);
  optim::AdamW optimizer(model.parameters(), {.lr = 1e-3});

  optim::SequentialLR scheduler(optimizer,
                                {.schedulers = {optim::WarmupLROptions{.total_iters = 500},
                                                optim::CosineAnnealingLROptions{.T_max = 9500}},
                                 .milestones = {500}});

  BOOST_TEST(optimizer.lr() == 1e-3 * (1.0 / 500));
  for (int k = 0; k < 500; ++k) scheduler.step();
  BOOST_TEST(optimizer.lr() == 1e-3);
}

BOOST_AUTO_TEST_CASE(metric_reduces_the_rate) {
  const nn::Linear model(2, 1);
  optim::SGD optimizer(model.parameters(), {.lr = 0.1});
  const auto validate = [](int epoch) { return epoch < 2 ? 1.0 / (1 + epoch) : 0.5; };

  optim::ReduceLROnPlateau scheduler(optimizer, {.factor = 0.5, .patience = 3});
  for (int epoch = 0; epoch < 20; ++epoch) {
    scheduler.step(validate(epoch));
  }

  BOOST_TEST(optimizer.lr() == 0.1 / 16);
}

BOOST_AUTO_TEST_CASE(schedule_of_ones_own) {
  const nn::Linear model(2, 1);
  optim::SGD optimizer(model.parameters(), {.lr = 0.1});

  optim::LRScheduler scheduler(optimizer, InverseSquareRootOptions{});

  for (int k = 0; k < 3; ++k) scheduler.step();
  BOOST_TEST(optimizer.lr() == 0.05);
}

BOOST_AUTO_TEST_CASE(training_with_a_scheduler_is_resumed) {
  const test::TemporaryDirectory directory;
  const std::string folder = directory / "";
  const nn::Linear model(2, 1);
  const optim::OneCycleLROptions one_cycle = {.max_lr = 0.1, .total_steps = 100};
  double lr = 0, beta = 0;
  {
    optim::Adam optimizer(model.parameters());
    optim::OneCycleLR scheduler(optimizer, one_cycle);
    for (int k = 0; k < 50; ++k) scheduler.step();
    write_state(folder + "optimizer.safetensors", optimizer.state_dict());
    write_state(folder + "scheduler.safetensors", scheduler.state_dict());
    scheduler.step();
    lr = optimizer.lr();
    beta = optimizer.momentum().value();
  }

  optim::Adam optimizer(model.parameters());
  optim::OneCycleLR scheduler(optimizer, one_cycle);
  optimizer.load_state_dict(read_state(folder + "optimizer.safetensors"));
  scheduler.load_state_dict(read_state(folder + "scheduler.safetensors"));

  scheduler.step();
  BOOST_TEST(optimizer.lr() == lr);
  BOOST_TEST(optimizer.momentum().value() == beta);
}

BOOST_AUTO_TEST_SUITE_END()
