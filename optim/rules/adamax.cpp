// The update rule of Adamax.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/adamax.hpp>

namespace xgrad::optim {

void AdamaxOptions::check() const {
  OptionCheck options("Adamax");
  options.not_negative("lr", lr);
  options.fractions("betas", betas);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> Adamax::states(std::size_t) const {
  return {{"exp_avg"}, {"exp_inf", StateRange::not_negative}};
}

void Adamax::update(std::size_t group, Update& update) const {
  const AdamaxOptions& o = options(group);
  const double t = static_cast<double>(update.step);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T rate = static_cast<T>(o.lr / (1 - std::pow(o.betas[0], t)));
    const T eps = static_cast<T>(o.eps), keep = static_cast<T>(o.betas[1]);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const auto mean = running_mean<T>(o.betas[0]);
    change_elements<T, 2>(update, [=](auto g, auto p, auto m, auto u) {
      const auto d = decayed(g, p);
      const auto m_next = mean(m, d);
      const auto before = keep * u, now = abs(d) + eps;
      const auto u_next = select(before >= now, before, now);
      return std::tuple{p - rate * m_next / u_next, m_next, u_next};
    });
  });
}

}  // namespace xgrad::optim
