// Rates that change in all parameter groups or in none, and the state of schedulers.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/option_state.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>
#include <xgrad/optim/schedules/scheduler.hpp>
#include <xgrad/optim/schedules/scheduler_state.hpp>

#include <cmath>

namespace xgrad::optim {
namespace {

constexpr const char *kLastEpoch = "last_epoch", *kBaseLrs = "base_lrs";

void set_group(Optimizer& optimizer, std::size_t group, const Rates& rates) {
  optimizer.set_lr(rates.lr, group);
  if (rates.momentum) optimizer.set_momentum(*rates.momentum, group);
}

// An optimizer may refuse a momentum in one group only. Setting previous rates cannot fail.
void set_all(Optimizer& optimizer, const std::vector<Rates>& rates) {
  std::vector<Rates> before;
  before.reserve(rates.size());
  for (std::size_t group = 0; group < rates.size(); ++group) {
    before.push_back({optimizer.lr(group), optimizer.momentum(group)});
  }
  try {
    for (std::size_t group = 0; group < rates.size(); ++group) {
      set_group(optimizer, group, rates[group]);
    }
  } catch (...) {
    for (std::size_t group = 0; group < rates.size(); ++group) {
      set_group(optimizer, group, before[group]);
    }
    throw;
  }
}

}  // namespace

LRScheduler::LRScheduler(Optimizer& optimizer, const Schedule& schedule)
    : optimizer_(optimizer), schedule_(schedule) {
  with_out_of_memory([&] {
    ScheduleCheck options(schedule_.name(), optimizer_);
    schedule_.check(options);
    options.finish();
    std::vector<double> base_lrs;
    base_lrs.reserve(optimizer_.group_count());
    for (std::size_t group = 0; group < optimizer_.group_count(); ++group) {
      base_lrs.push_back(optimizer_.lr(group));
    }
    set_epoch(0, std::move(base_lrs));
  });
}

void LRScheduler::step() {
  with_out_of_memory([&] {
    check_groups();
    set_epoch(last_epoch_ + 1, base_lrs_);
  });
}

void LRScheduler::check_groups() const {
  const std::size_t count = optimizer_.group_count();
  if (count == base_lrs_.size()) return;
  throw ValueError(fmt::format("{}: the optimizer has {} parameter groups, the scheduler has {}",
                               schedule_.name(), count, base_lrs_.size()),
                   "make the scheduler after the last add_param_group()");
}

void LRScheduler::set_epoch(Index epoch, std::vector<double> base_lrs) {
  std::vector<Rates> rates;
  std::vector<double> lrs;
  rates.reserve(base_lrs.size());
  lrs.reserve(base_lrs.size());
  for (std::size_t group = 0; group < base_lrs.size(); ++group) {
    const Rates& next = rates.emplace_back(schedule_.rates(base_lrs[group], epoch, group));
    if (!(next.lr >= 0 && std::isfinite(next.lr))) {
      throw ValueError(
          fmt::format("{}: the learning rate of group {} at epoch {} is {}, must be at least 0 and "
                      "finite",
                      schedule_.name(), group, epoch, next.lr));
    }
    lrs.push_back(next.lr);
  }
  set_all(optimizer_, rates);
  base_lrs_.swap(base_lrs);
  last_lr_.swap(lrs);
  last_epoch_ = epoch;
}

StateDict LRScheduler::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    state.emplace(entry_name(schedule_.name(), kLastEpoch), option_tensor(last_epoch_));
    state.emplace(entry_name(schedule_.name(), kBaseLrs), option_tensor(base_lrs_));
    return state;
  });
}

void LRScheduler::load_state_dict(const StateDict& state) {
  with_out_of_memory([&] {
    check_groups();
    const char* const name = schedule_.name();
    std::vector<double> base_lrs = base_lrs_;
    check_fits(
        name, state,
        {counter(name, kLastEpoch),
         {entry_name(name, kBaseLrs),
          float64,
          {static_cast<Index>(base_lrs.size())},
          [](const Tensor& lrs) { return fault_of_values(lrs, StateRange::not_negative); }}});
    Index epoch = 0;
    read_option(state.at(entry_name(name, kLastEpoch)), epoch);
    read_option(state.at(entry_name(name, kBaseLrs)), base_lrs);
    set_epoch(epoch, std::move(base_lrs));
  });
}

}  // namespace xgrad::optim
