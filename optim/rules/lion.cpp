// The update rule of Lion.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/lion.hpp>

namespace xgrad::optim {

void LionOptions::check() const {
  OptionCheck options("Lion");
  options.not_negative("lr", lr);
  options.fractions("betas", betas);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> Lion::states(std::size_t) const {
  return {{"exp_avg"}};
}

void Lion::update(std::size_t group, Update& update) const {
  const LionOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T lr = static_cast<T>(o.lr), scale_of_p = static_cast<T>(1 - o.lr * o.weight_decay);
    const T keep1 = static_cast<T>(o.betas[0]), take1 = static_cast<T>(1 - o.betas[0]);
    const T keep2 = static_cast<T>(o.betas[1]), take2 = static_cast<T>(1 - o.betas[1]);
    change_elements<T, 1>(update, [=](auto g, auto p, auto m) {
      using Value = decltype(p);
      const Value c = keep1 * m + take1 * g, zero(0), one(1);
      const Value sign = select(c > zero, one, select(c < zero, -one, c));  // NaN remains
      return std::tuple{scale_of_p * p - lr * sign, Value(keep2 * m + take2 * g)};
    });
  });
}

}  // namespace xgrad::optim
