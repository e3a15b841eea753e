// The update rule of NAdam.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/nadam.hpp>

namespace xgrad::optim {

void NAdamOptions::check() const {
  OptionCheck options("NAdam");
  options.not_negative("lr", lr);
  options.fractions("betas", betas);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.not_negative("momentum_decay", momentum_decay);
  options.finish();
}

std::vector<StateTensor> NAdam::states(std::size_t) const {
  return {{"exp_avg"},
          {"exp_avg_sq", StateRange::of_squares},
          {.name = "mu_product", .range = StateRange::fraction, .initial = 1, .is_number = true}};
}

void NAdam::update(std::size_t group, Update& update) const {
  const NAdamOptions& o = options(group);
  const double t = static_cast<double>(update.step);
  const auto mu = [&](double step) {
    return o.betas[0] * (1 - 0.5 * std::pow(0.96, step * o.momentum_decay));
  };
  double& product = update.number(2);
  product *= mu(t);
  const double of_d = o.lr * (1 - mu(t)) / (1 - product);
  const double of_m = o.lr * mu(t + 1) / (1 - product * mu(t + 1));
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T eps = static_cast<T>(o.eps);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const T rate_d = static_cast<T>(of_d), rate_m = static_cast<T>(of_m);
    const T scale = static_cast<T>(1 / std::sqrt(1 - std::pow(o.betas[1], t)));
    const auto mean = running_mean<T>(o.betas[0]);
    const auto mean_of_squares = running_mean_of_squares<T>(o.betas[1]);
    change_elements<T, 2>(update, [=](auto g, auto p, auto m, auto v) {
      const auto d = decayed(g, p);
      const auto m_next = mean(m, d), v_next = mean_of_squares(v, d);
      const auto x = rate_d * d + rate_m * m_next;
      return std::tuple{p - x / (scale * sqrt(v_next) + eps), m_next, v_next};
    });
  });
}

}  // namespace xgrad::optim
