// The update rule of ASGD.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/asgd.hpp>

namespace xgrad::optim {

void ASGDOptions::check() const {
  OptionCheck options("ASGD");
  options.not_negative("lr", lr);
  options.not_negative("lambd", lambd);
  options.finite("alpha", alpha);
  options.finite("t0", t0);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> ASGD::states(std::size_t group) const {
  return {{"ax"},
          {.name = "eta",
           .range = StateRange::not_negative,
           .initial = options(group).lr,
           .is_number = true},
          {.name = "mu", .range = StateRange::fraction, .initial = 1, .is_number = true}};
}

void ASGD::update(std::size_t group, Update& update) const {
  const ASGDOptions& o = options(group);
  const double t = static_cast<double>(update.step);
  double &eta = update.number(1), &mu = update.number(2);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T rate = static_cast<T>(eta), weight = static_cast<T>(mu);
    const T scale_of_p = static_cast<T>(1 - o.lambd * eta);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const bool averages = mu != 1;
    change_elements<T, 1>(update, [=](auto g, auto p, auto ax) {
      const auto p_next = scale_of_p * p - rate * decayed(g, p);
      return std::tuple{p_next, averages ? ax + weight * (p_next - ax) : p_next};
    });
  });
  eta = o.lr / std::pow(1 + o.lambd * o.lr * t, o.alpha);
  mu = 1 / std::max(1.0, t - o.t0);
}

}  // namespace xgrad::optim
