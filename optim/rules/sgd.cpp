// The update rule of SGD.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/sgd.hpp>

namespace xgrad::optim {

void SGDOptions::check() const {
  OptionCheck options("SGD");
  options.not_negative("lr", lr);
  options.not_negative("momentum", momentum);
  options.not_negative("weight_decay", weight_decay);
  options.finite("dampening", dampening);
  options.require(!nesterov || (momentum > 0 && dampening == 0),
                  "nesterov needs momentum > 0 and dampening = 0, here they are {} and {}",
                  momentum, dampening);
  options.finish();
}

std::vector<StateTensor> SGD::states(std::size_t group) const {
  if (options(group).momentum == 0) return {};
  return {{.name = "momentum_buffer", .for_some_options = true}};
}

void SGD::update(std::size_t group, Update& update) const {
  const SGDOptions& o = options(group);
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const T lr = static_cast<T>(o.lr), momentum = static_cast<T>(o.momentum);
    const auto decayed = decayed_gradient<T>(o.weight_decay);
    if (update.state.empty()) {
      change_elements<T, 0>(update,
                            [=](auto g, auto p) { return std::tuple{p - lr * decayed(g, p)}; });
      return;
    }
    const T keep = update.fresh ? 0 : momentum;
    const T take = static_cast<T>(update.fresh ? 1 : 1 - o.dampening);
    const bool nesterov = o.nesterov;
    change_elements<T, 1>(update, [=](auto g, auto p, auto b) {
      const auto d = decayed(g, p);
      const auto b_next = keep * b + take * d;
      return std::tuple{p - lr * (nesterov ? d + momentum * b_next : b_next), b_next};
    });
  });
}

}  // namespace xgrad::optim
