// The update rule of RMSprop.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/rmsprop.hpp>

namespace xgrad::optim {

void RMSpropOptions::check() const {
  OptionCheck options("RMSprop");
  options.not_negative("lr", lr);
  options.fraction("alpha", alpha);
  options.not_negative("eps", eps);
  options.not_negative("weight_decay", weight_decay);
  options.not_negative("momentum", momentum);
  options.finish();
}

std::vector<StateTensor> RMSprop::states(std::size_t group) const {
  std::vector<StateTensor> states = {{"square_avg", StateRange::of_squares}};
  if (options(group).centered) states.push_back({.name = "grad_avg", .for_some_options = true});
  if (options(group).momentum != 0) {
    states.push_back({.name = "momentum_buffer", .for_some_options = true});
  }
  return states;
}

void RMSprop::update(std::size_t group, Update& update) const {
  const RMSpropOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T lr = static_cast<T>(o.lr), eps = static_cast<T>(o.eps);
    const T momentum = static_cast<T>(o.momentum);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    const auto mean = running_mean<T>(o.alpha);
    const auto mean_of_squares = running_mean_of_squares<T>(o.alpha);
    const auto deviation = [=](auto v, auto a) {
      return sqrt(abs(v - a * a)) + eps;  // rounding can make the variance negative
    };
    if (o.centered && o.momentum != 0) {
      change_elements<T, 3>(update, [=](auto g, auto p, auto v, auto a, auto b) {
        const auto d = decayed(g, p);
        const auto v_next = mean_of_squares(v, d), a_next = mean(a, d);
        const auto b_next = momentum * b + d / deviation(v_next, a_next);
        return std::tuple{p - lr * b_next, v_next, a_next, b_next};
      });
    } else if (o.centered) {
      change_elements<T, 2>(update, [=](auto g, auto p, auto v, auto a) {
        const auto d = decayed(g, p);
        const auto v_next = mean_of_squares(v, d), a_next = mean(a, d);
        return std::tuple{p - lr * d / deviation(v_next, a_next), v_next, a_next};
      });
    } else if (o.momentum != 0) {
      change_elements<T, 2>(update, [=](auto g, auto p, auto v, auto b) {
        const auto d = decayed(g, p);
        const auto v_next = mean_of_squares(v, d);
        const auto b_next = momentum * b + d / (sqrt(v_next) + eps);
        return std::tuple{p - lr * b_next, v_next, b_next};
      });
    } else {
      change_elements<T, 1>(update, [=](auto g, auto p, auto v) {
        const auto d = decayed(g, p);
        const auto v_next = mean_of_squares(v, d);
        return std::tuple{p - lr * d / (sqrt(v_next) + eps), v_next};
      });
    }
  });
}

}  // namespace xgrad::optim
