// The update rule of Rprop.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/rprop.hpp>

#include <limits>

namespace xgrad::optim {

void RpropOptions::check() const {
  OptionCheck options("Rprop");
  options.not_negative("lr", lr);
  options.require(etas[0] > 0 && etas[0] < 1 && etas[1] > 1 && std::isfinite(etas[1]),
                  "etas = {{{}, {}}} must be a factor between 0 and 1 and a finite one above 1",
                  etas[0], etas[1]);
  options.require(
      step_sizes[0] >= 0 && step_sizes[0] <= step_sizes[1] && std::isfinite(step_sizes[1]),
      "step_sizes = {{{}, {}}} must be at least 0, finite and ascending", step_sizes[0],
      step_sizes[1]);
  options.finish();
}

std::vector<StateTensor> Rprop::states(std::size_t group) const {
  return {{"prev"}, {"step_size", StateRange::not_negative, options(group).lr}};
}

void Rprop::update(std::size_t group, Update& update) const {
  const RpropOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T down = static_cast<T>(o.etas[0]), up = static_cast<T>(o.etas[1]);
    const T least = static_cast<T>(o.step_sizes[0]), most = static_cast<T>(o.step_sizes[1]);
    constexpr T kLargest = std::numeric_limits<T>::max();
    change_elements<T, 2>(update, [=]<class X>(X given, X p, X q, X s) {
      // Only the signs matter: finite values keep them, and the state can be loaded.
      const X zero(T{0}), limited = min(max(given, X(-kLargest)), X(kLargest));
      const X g = select(isnan(given), zero, limited), trend = g * q;
      const X scaled = s * select(trend > zero, X(up), select(trend < zero, X(down), X(T{1})));
      const X s_next =
          select(scaled < X(least), X(least), select(scaled > X(most), X(most), scaled));
      const X q_next = select(trend < zero, zero, g);
      const X move = select(q_next > zero, s_next, select(q_next < zero, -s_next, zero));
      return std::tuple{p - move, q_next, s_next};
    });
  });
}

}  // namespace xgrad::optim
