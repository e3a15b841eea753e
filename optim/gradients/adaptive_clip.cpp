// Clipping of each unit's gradient.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/gradients/adaptive_clip.hpp>
#include <xgrad/optim/gradients/norm.hpp>
#include <xgrad/optim/option_check.hpp>

namespace xgrad::optim {
namespace {

// Clips the gradients of all units of a dense parameter.
template <class T>
void clip_units(const Array& parameter, Array& gradient, const AdaptiveClipOptions& options) {
  const Index units = parameter.rank() < 2 ? 1 : parameter.shape()[0];
  const Index size = units == 0 ? 0 : parameter.numel() / units;
  for (Index unit = 0; unit < units; ++unit) {
    const double of_unit = norm_of(parameter.data<T>() + unit * size, size).value();
    const double most = options.clip_factor * (of_unit < options.eps ? options.eps : of_unit);
    T* const g = gradient.mutable_data<T>() + unit * size;
    const Norm norm = norm_of(g, size);
    if (!(norm.value() <= most)) scale(g, size, most, norm);
  }
}

}  // namespace

void clip_grad_adaptive_(const ParameterList& parameters, const AdaptiveClipOptions& options) {
  with_out_of_memory([&]() -> void {
    OptionCheck check("clip_grad_adaptive_");
    check.positive("clip_factor", options.clip_factor);
    check.positive("eps", options.eps);
    check.finish();
    const Leaves leaves = leaves_of("clip_grad_adaptive_", parameters);
    std::vector<Array> values;
    values.reserve(leaves.size());
    for (const auto& [name, leaf] : leaves) values.push_back(kernels::contiguous(leaf.array()));
    change_gradients(leaves, [&](std::size_t i, Array& gradient) {
      visit_floating(gradient.dtype(),
                     [&]<class T>(T) { clip_units<T>(values[i], gradient, options); });
    });
  });
}

}  // namespace xgrad::optim
