// The formula of LambdaLR.
#include <xgrad/optim/schedules/lambda.hpp>
#include <xgrad/optim/schedules/schedule_check.hpp>

namespace xgrad::optim {

void LambdaLROptions::check(ScheduleCheck& check) const {
  check.per_group("lr_lambda", lr_lambda);
  for (const auto& function : lr_lambda.values()) {
    check.require(static_cast<bool>(function), "lr_lambda holds no function");
  }
}
Rates LambdaLROptions::rates(double base_lr, Index epoch, std::size_t group) const {
  return {base_lr * lr_lambda[group](epoch)};
}

}  // namespace xgrad::optim
