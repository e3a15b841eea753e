// The update rules of Adam and AdamW.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/adam.hpp>

namespace xgrad::optim {
namespace {

template <class Options>
void check_options(const char* optimizer, const Options& o) {
  OptionCheck options(optimizer);
  options.not_negative("lr", o.lr);
  options.fractions("betas", o.betas);
  options.not_negative("eps", o.eps);
  options.not_negative("weight_decay", o.weight_decay);
  options.finish();
}

std::vector<StateTensor> moments(bool amsgrad) {
  std::vector<StateTensor> states = {{"exp_avg"}, {"exp_avg_sq", StateRange::of_squares}};
  if (amsgrad) {
    states.push_back(
        {.name = "max_exp_avg_sq", .range = StateRange::of_squares, .for_some_options = true});
  }
  return states;
}

// The step of Adam: weight_decay * p is added to the gradient, and p is scaled before the step.
template <class T, class Options>
void update_moments(const Options& o, Update& update, double weight_decay, T scale_of_p) {
  const double t = static_cast<double>(update.step);
  const T eps = static_cast<T>(o.eps);
  const auto decayed = decayed_gradient<T>(weight_decay);
  const auto mean = running_mean<T>(o.betas[0]);
  const auto mean_of_squares = running_mean_of_squares<T>(o.betas[1]);
  const T rate = static_cast<T>(o.lr / (1 - std::pow(o.betas[0], t)));
  const T scale = static_cast<T>(1 / std::sqrt(1 - std::pow(o.betas[1], t)));
  const auto next = [=](auto g, auto p, auto m, auto v, auto largest) {
    const auto d = decayed(g, p);
    const auto m_next = mean(m, d), v_next = mean_of_squares(v, d);
    const auto u = largest(v_next);
    return std::tuple{scale_of_p * p - rate * m_next / (scale * sqrt(u) + eps), m_next, v_next, u};
  };
  if (o.amsgrad) {
    change_elements<T, 3>(update, [=](auto g, auto p, auto m, auto v, auto u) {
      return next(g, p, m, v, [u](auto v_next) { return select(u >= v_next, u, v_next); });
    });
  } else {
    change_elements<T, 2>(update, [=](auto g, auto p, auto m, auto v) {
      return next(g, p, m, v, [](auto v_next) { return v_next; });
    });
  }
}

}  // namespace

void AdamOptions::check() const {
  check_options("Adam", *this);
}
void AdamWOptions::check() const {
  check_options("AdamW", *this);
}

std::vector<StateTensor> Adam::states(std::size_t group) const {
  return moments(options(group).amsgrad);
}

std::vector<StateTensor> AdamW::states(std::size_t group) const {
  return moments(options(group).amsgrad);
}

void Adam::update(std::size_t group, Update& update) const {
  const AdamOptions& o = options(group);
  visit_floating(update.parameter.dtype(),
                 [&]<class T>(T) { update_moments<T>(o, update, o.weight_decay, T{1}); });
}

void AdamW::update(std::size_t group, Update& update) const {
  const AdamWOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    update_moments<T>(o, update, 0, static_cast<T>(1 - o.lr * o.weight_decay));
  });
}

}  // namespace xgrad::optim
