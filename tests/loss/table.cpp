// The rows of the table of losses.
#include "loss/table.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss.hpp>

#include "golden/loss_table.hpp"
#include "support/tensors.hpp"
#include <ostream>
#include <string_view>

namespace test {

using namespace xgrad;

namespace {

using T = const Tensors&;
using Options = nn::ElementLossOptions;
using O = const Options&;

// 1 where x is positive, else -1.
Tensor labels(const Tensor& x) {
  return where(gt(x, 0), ones({}, x.dtype()), -1.0);
}

// Class indices for scores with the classes on the last axis, those of generate_losses.py.
Tensor class_indices(const Tensor& scores) {
  Shape shape = scores.shape();
  shape.erase(shape.size() - 1);
  return reshape(remainder(3 * arange(numel(shape)) + 1, scores.shape().back()), shape);
}

// 0.5, 1, 1.5, ... along the last axis
Tensor class_weights(const Tensor& scores) {
  if (scores.rank() == 0) return full({}, 1.75, scores.dtype());
  return 0.5 * to(1 + arange(scores.shape().back()), scores.dtype());
}

// Options of a loss with those that all losses have.
template <class OptionsOfLoss>
OptionsOfLoss with(const Options& o, OptionsOfLoss options) {
  options.reduction = o.reduction;
  options.mask = o.mask;
  if (o.weight.defined()) options.weight = o.weight;
  return options;
}

// Applies functions to the inputs, `same` to those that are any numbers.
using Map = Tensor (*)(const Tensor&);
std::function<Tensors(const Tensors&)> domain(const std::vector<Map>& maps) {
  return [maps](const Tensors& numbers) {
    Tensors inputs;
    inputs.reserve(maps.size());
    for (std::size_t i = 0; i < maps.size(); ++i) inputs.push_back(maps[i](numbers[i]));
    return inputs;
  };
}
Tensor same(const Tensor& x) {
  return x;
}
Tensor classes_of(const Tensor& x) {
  return softmax(x, -1);
}

std::vector<LossRow> regression_rows() {
  using enum Unit;
  return {
      {"mse_loss", element, [](T t, O o) { return nn::mse_loss(t[0], t[1], o); }},
      {"l1_loss", element, [](T t, O o) { return nn::l1_loss(t[0], t[1], o); }},
      {"huber_loss", element, [](T t, O o) { return nn::huber_loss(t[0], t[1], 0.7, o); }},
      {"smooth_l1_loss", element, [](T t, O o) { return nn::smooth_l1_loss(t[0], t[1], 0.7, o); }},
      {"smooth_l1_loss beta 0", element,
       [](T t, O o) { return nn::smooth_l1_loss(t[0], t[1], 0, o); }},
      {"quantile_loss", element, [](T t, O o) { return nn::quantile_loss(t[0], t[1], 0.3, o); }},
      {"quantile_loss several", element,
       [](T t, O o) {
         return nn::quantile_loss(t[0], t[1], {0.1, 0.5, 0.75}, o);
       }},
  };
}

std::vector<LossRow> likelihood_rows() {
  using enum Unit;
  using Binary = nn::BinaryCrossEntropyOptions;
  using KlDiv = nn::KlDivOptions;
  using Poisson = nn::PoissonNllOptions;
  using Gaussian = nn::GaussianNllOptions;
  const auto gaussian = [](T t, O o) {
    return nn::gaussian_nll_loss(t[0], t[1], t[2], with(o, Gaussian{}));
  };
  return {
      {"binary_cross_entropy_with_logits", element,
       [](T t, O o) { return nn::binary_cross_entropy_with_logits(t[0], t[1], with(o, Binary{})); },
       domain({same, sigmoid})},
      {"binary_cross_entropy_with_logits pos_weight", element,
       [](T t, O o) {
         const Binary options{.pos_weight = class_weights(t[0])};
         return nn::binary_cross_entropy_with_logits(t[0], t[1], with(o, options));
       },
       domain({same, sigmoid})},
      {"binary_cross_entropy", element,
       [](T t, O o) { return nn::binary_cross_entropy(t[0], t[1], o); },
       domain({sigmoid, sigmoid})},
      {"kl_div", element, [](T t, O o) { return nn::kl_div(t[0], t[1], with(o, KlDiv{})); },
       domain({same, sigmoid})},
      {"kl_div log_target", element,
       [](T t, O o) { return nn::kl_div(t[0], t[1], with(o, KlDiv{.log_target = true})); }},
      {"poisson_nll_loss", element,
       [](T t, O o) { return nn::poisson_nll_loss(t[0], t[1], with(o, Poisson{})); },
       domain({same, exp})},
      {"poisson_nll_loss full", element,
       [](T t, O o) { return nn::poisson_nll_loss(t[0], t[1], with(o, Poisson{.full = true})); },
       domain({same, exp})},
      {"poisson_nll_loss of rates", element,
       [](T t, O o) {
         const Poisson options{.log_input = false, .full = true, .eps = 0.01};
         return nn::poisson_nll_loss(t[0], t[1], with(o, options));
       },
       domain({exp, exp})},
      {"gaussian_nll_loss", element, gaussian, domain({same, same, exp})},
      {"gaussian_nll_loss full", element,
       [](T t, O o) {
         return nn::gaussian_nll_loss(t[0], t[1], t[2], with(o, Gaussian{.full = true}));
       },
       domain({same, same, exp})},
      {"gaussian_nll_loss variance per row", element, gaussian, domain({same, same, exp})},
  };
}

std::vector<LossRow> margin_rows() {
  using enum Unit;
  using MultiMargin = nn::MultiMarginOptions;
  using Triplet = nn::TripletMarginOptions;
  return {
      {"hinge_loss", element, [](T t, O o) { return nn::hinge_loss(t[0], t[1], 0.8, o); },
       domain({same, labels})},
      {"hinge_embedding_loss", element,
       [](T t, O o) { return nn::hinge_embedding_loss(t[0], t[1], 0.8, o); },
       domain({same, labels})},
      {"soft_margin_loss", element, [](T t, O o) { return nn::soft_margin_loss(t[0], t[1], o); },
       domain({same, labels})},
      {"margin_ranking_loss", element,
       [](T t, O o) { return nn::margin_ranking_loss(t[0], t[1], t[2], 0.3, o); },
       domain({same, same, labels})},
      {"multi_margin_loss", classes,
       [](T t, O o) {
         return nn::multi_margin_loss(t[0], class_indices(t[0]), with(o, MultiMargin{}));
       }},
      {"multi_margin_loss squared", classes,
       [](T t, O o) {
         const MultiMargin options{.p = 2, .margin = 0.5, .weight = class_weights(t[0])};
         return nn::multi_margin_loss(t[0], class_indices(t[0]), with(o, options));
       }},
      {"cosine_embedding_loss", vector,
       [](T t, O o) { return nn::cosine_embedding_loss(t[0], t[1], t[2], 0.2, o); },
       domain({same, same, labels})},
      {"triplet_margin_loss", vector,
       [](T t, O o) { return nn::triplet_margin_loss(t[0], t[1], t[2], with(o, Triplet{})); }},
      {"triplet_margin_loss swap", vector,
       [](T t, O o) {
         const Triplet options{.margin = 2, .p = 3, .eps = 0.01, .swap = true};
         return nn::triplet_margin_loss(t[0], t[1], t[2], with(o, options));
       }},
  };
}

std::vector<LossRow> classification_rows() {
  using enum Unit;
  using CrossEntropy = nn::CrossEntropyOptions;
  const auto plain = [](T t, O o) {
    const Tensor target = t.size() > 1 ? t[1] : class_indices(t[0]);
    return nn::cross_entropy(t[0], target, with(o, CrossEntropy{}));
  };
  const auto weighted = [](T t, O o) {
    const Tensor target = t.size() > 1 ? t[1] : class_indices(t[0]);
    const CrossEntropy options{.weight = class_weights(t[0]), .label_smoothing = 0.3};
    return nn::cross_entropy(t[0], target, with(o, options));
  };
  const auto any_numbers = domain({same}), probabilities = domain({same, classes_of});
  return {
      {"cross_entropy", classes, plain},
      {"cross_entropy weight", classes, weighted, any_numbers, true},
      {"cross_entropy of probabilities", classes, plain, probabilities},
      {"cross_entropy of probabilities weight", classes, weighted, probabilities},
      {"nll_loss", classes,
       [](T t, O o) { return nn::nll_loss(t[0], class_indices(t[0]), with(o, nn::NllOptions{})); }},
  };
}

}  // namespace

std::string LossRow::function_name() const {
  const std::string_view text = name;
  return std::string(text.substr(0, text.find(' ')));
}

Tensor LossRow::losses(const Tensors& inputs) const {
  return function(inputs, {.reduction = nn::Reduction::none});
}

std::ostream& operator<<(std::ostream& stream, const LossRow& row) {
  return stream << row.name;
}

const std::vector<LossRow>& loss_table() {
  static const std::vector<LossRow> table = [] {
    std::vector<LossRow> list;
    for (const auto& rows :
         {regression_rows(), likelihood_rows(), margin_rows(), classification_rows()}) {
      list.insert(list.end(), rows.begin(), rows.end());
    }
    for (LossRow& row : list) {
      for (const golden::Sample& sample : golden::loss_table::losses) {
        if (std::string_view(sample.op) == row.name) row.samples.push_back(sample);
      }
    }
    return list;
  }();
  return table;
}

Tensors LossRow::inputs_of(const golden::Sample& sample, DType dtype) const {
  Tensors inputs = domain(numbers_of(sample, float64));
  for (Tensor& input : inputs) input = to(input, dtype);
  return inputs;
}

Tensors numbers_of(const golden::Sample& sample, DType dtype) {
  Tensors result;
  result.reserve(sample.inputs.size());
  double phase = 0;
  for (const auto& list : sample.inputs) {
    const Shape shape(list);
    const auto count = static_cast<std::size_t>(numel(shape));
    const Tensor numbers = constant(shape, golden::recipe(count, phase++));
    result.push_back(to(numbers * sample.scale + sample.offset, dtype));
  }
  return result;
}

Tensors as_leaves(const Tensors& inputs) {
  Tensors leaves;
  leaves.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    leaves.push_back(Tensor(input.array()).requires_grad_());
  }
  return leaves;
}

}  // namespace test
