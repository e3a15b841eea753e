// The formulas of LambdaLR and MultiplicativeLR.
#include <xgrad/optim/schedules/lambda.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

namespace xgrad::optim {
namespace {

void check_functions(ScheduleCheck& check, const PerGroup<std::function<double(Index)>>& given) {
  check.per_group("lr_lambda", given);
  for (const auto& function : given.values()) {
    check.require(static_cast<bool>(function), "lr_lambda holds no function");
  }
}

}  // namespace

void LambdaLROptions::check(ScheduleCheck& check) const {
  check_functions(check, lr_lambda);
}
Rates LambdaLROptions::rates(double base_lr, Index epoch, std::size_t group) const {
  return {base_lr * lr_lambda[group](epoch)};
}

void MultiplicativeLROptions::check(ScheduleCheck& check) const {
  check_functions(check, lr_lambda);
}
Rates MultiplicativeLROptions::rates(double base_lr, Index epoch, std::size_t group) const {
  double lr = base_lr;
  for (Index passed = 1; passed <= epoch; ++passed) lr *= lr_lambda[group](passed);
  return {lr};
}

}  // namespace xgrad::optim
