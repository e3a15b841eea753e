// The update rule of RAdam.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/radam.hpp>

namespace xgrad::optim {

void RAdamOptions::check() const {
  OptionCheck options("RAdam");
  options.not_negative("lr", lr);
  options.fractions("betas", betas);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> RAdam::states(std::size_t) const {
  return {{"exp_avg"}, {"exp_avg_sq", StateRange::of_squares}};
}

void RAdam::update(std::size_t group, Update& update) const {
  const RAdamOptions& o = options(group);
  const double t = static_cast<double>(update.step);
  const double power = std::pow(o.betas[1], t);
  const double n = 2 / (1 - o.betas[1]) - 1;
  const double n_t = n - 2 * t * power / (1 - power);
  const bool rectified = n_t > 5;
  double rate = o.lr / (1 - std::pow(o.betas[0], t));
  if (rectified) {
    const double r = std::sqrt((n_t - 4) * (n_t - 2) * n / ((n - 4) * (n - 2) * n_t));
    rate *= r * std::sqrt(1 - power);
  }
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T lr = static_cast<T>(rate), eps = static_cast<T>(o.eps);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const auto mean = running_mean<T>(o.betas[0]);
    const auto mean_of_squares = running_mean_of_squares<T>(o.betas[1]);
    const auto next = [=](auto g, auto p, auto m, auto v, auto adapted) {
      const auto d = decayed(g, p);
      const auto m_next = mean(m, d), v_next = mean_of_squares(v, d);
      return std::tuple{p - lr * adapted(m_next, v_next), m_next, v_next};
    };
    if (rectified) {
      change_elements<T, 2>(update, [=](auto g, auto p, auto m, auto v) {
        return next(g, p, m, v,
                    [=](auto m_next, auto v_next) { return m_next / (sqrt(v_next) + eps); });
      });
    } else {
      change_elements<T, 2>(update, [=](auto g, auto p, auto m, auto v) {
        return next(g, p, m, v, [](auto m_next, auto) { return m_next; });
      });
    }
  });
}

}  // namespace xgrad::optim
