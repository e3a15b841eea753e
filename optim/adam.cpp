// The update rule of Adam.
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>

namespace xgrad::optim {

void AdamOptions::check() const {
  OptionCheck options("Adam");
  options.not_negative("lr", lr);
  options.fraction("betas[0]", betas[0]);
  options.fraction("betas[1]", betas[1]);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

void Adam::update(std::size_t group, Update& update) const {
  const AdamOptions& o = options(group);
  const double t = static_cast<double>(update.step);
  const double correction1 = 1 - std::pow(o.betas[0], t);
  const double correction2 = 1 - std::pow(o.betas[1], t);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T decay = static_cast<T>(o.weight_decay), eps = static_cast<T>(o.eps);
    const T keep1 = static_cast<T>(o.betas[0]), take1 = static_cast<T>(1 - o.betas[0]);
    const T keep2 = static_cast<T>(o.betas[1]), take2 = static_cast<T>(1 - o.betas[1]);
    const T rate = static_cast<T>(o.lr / correction1);
    const T scale = static_cast<T>(1 / std::sqrt(correction2));
    change_elements<T, 3>(
        update.gradient, {&update.parameter, &update.state[0], &update.state[1]},
        [=](auto g, auto p, auto m, auto v) {
          const auto d = g + decay * p;
          const auto m_next = keep1 * m + take1 * d;
          const auto v_next = keep2 * v + take2 * d * d;
          return std::tuple{p - rate * m_next / (scale * sqrt(v_next) + eps), m_next, v_next};
        });
  });
}

}  // namespace xgrad::optim
