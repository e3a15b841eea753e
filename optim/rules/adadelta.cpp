// The update rule of Adadelta.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/adadelta.hpp>

namespace xgrad::optim {

void AdadeltaOptions::check() const {
  OptionCheck options("Adadelta");
  options.not_negative("lr", lr);
  options.share("rho", rho);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> Adadelta::states(std::size_t) const {
  return {{"square_avg", StateRange::of_squares}, {"acc_delta", StateRange::of_squares}};
}

void Adadelta::update(std::size_t group, Update& update) const {
  const AdadeltaOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T lr = static_cast<T>(o.lr), eps = static_cast<T>(o.eps);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const auto mean_of_squares = running_mean_of_squares<T>(o.rho);
    change_elements<T, 2>(update, [=](auto g, auto p, auto v, auto u) {
      const auto d = decayed(g, p);
      const auto v_next = mean_of_squares(v, d);
      const auto x = sqrt(u + eps) / sqrt(v_next + eps) * d;
      return std::tuple{p - lr * x, v_next, mean_of_squares(u, x)};
    });
  });
}

}  // namespace xgrad::optim
