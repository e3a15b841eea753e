// The update rule of Adagrad.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/adagrad.hpp>

namespace xgrad::optim {

void AdagradOptions::check() const {
  OptionCheck options("Adagrad");
  options.not_negative("lr", lr);
  options.not_negative("lr_decay", lr_decay);
  options.not_negative("weight_decay", weight_decay);
  options.not_negative("initial_accumulator_value", initial_accumulator_value);
  options.not_negative("eps", eps);
  options.finish();
}

std::vector<StateTensor> Adagrad::states(std::size_t group) const {
  return {{"sum", StateRange::of_squares, options(group).initial_accumulator_value}};
}

void Adagrad::update(std::size_t group, Update& update) const {
  const AdagradOptions& o = options(group);
  const double steps_before = static_cast<double>(update.step - 1);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T rate = static_cast<T>(o.lr / (1 + steps_before * o.lr_decay));
    const T eps = static_cast<T>(o.eps);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    change_elements<T, 1>(update, [=](auto g, auto p, auto s) {
      const auto d = decayed(g, p);
      const auto s_next = s + d * d;
      return std::tuple{p - rate * d / (sqrt(s_next) + eps), s_next};
    });
  });
}

}  // namespace xgrad::optim
