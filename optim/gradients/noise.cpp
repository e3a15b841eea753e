// Annealed normal noise.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/gradients/leaves.hpp>
#include <xgrad/optim/gradients/noise.hpp>
#include <xgrad/optim/option_check.hpp>

namespace xgrad::optim {

double add_grad_noise_(const ParameterList& parameters, Index step, const GradNoiseOptions& options,
                       Generator& generator) {
  return with_out_of_memory([&]() -> double {
    OptionCheck check("add_grad_noise_");
    check.at_least("step", step, 0);
    check.not_negative("eta", options.eta);
    check.not_negative("gamma", options.gamma);
    check.finish();
    const double deviation =
        std::sqrt(options.eta / std::pow(1 + static_cast<double>(step), options.gamma));
    const Leaves leaves = leaves_of("add_grad_noise_", parameters);
    std::vector<Array> noise;
    noise.reserve(leaves.size());
    for (const auto& [name, leaf] : leaves) {
      noise.push_back(Array::empty(leaf.shape(), leaf.dtype()));
    }
    for (Array& one : noise) {
      visit_floating(one.dtype(), [&]<class T>(T) {
        generator.fill_normal(one.mutable_data<T>(), one.numel(), 0, deviation);
      });
    }
    change_gradients(
        leaves, [&](std::size_t i, Array& gradient) { kernels::add_into(gradient, noise[i]); });
    return deviation;
  });
}

}  // namespace xgrad::optim
