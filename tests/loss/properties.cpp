// What holds for every loss of the table, whatever it computes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "loss/table.hpp"
#include "support/close.hpp"
#include "support/derivatives.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad;
using nn::Reduction;

BOOST_AUTO_TEST_SUITE(loss_properties)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Tolerance kRounding{.absolute = 4e-15, .relative = 4e-15};

// The inputs of each sample that are differentiable as leaves, the others as constants.
Tensors leaves_of(const LossRow& row, const Tensors& inputs) {
  Tensors leaves = as_leaves(inputs);
  const Tensors gradients = grad({sum(row.losses(leaves))}, leaves, {.allow_unused = true});
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (!gradients[i].defined()) leaves[i] = inputs[i];
  }
  return leaves;
}

// The gradients of the weighted losses for every input, zeros for labels.
Tensors gradients_of(const Tensor& losses, const Tensors& leaves) {
  const auto count = static_cast<std::size_t>(losses.numel());
  const Tensor factors = to(constant(losses.shape(), golden::recipe(count, 10)), losses.dtype());
  Tensors gradients = grad({sum(losses * factors)}, leaves, {.allow_unused = true});
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (!gradients[i].defined()) gradients[i] = zeros_like(leaves[i]);
  }
  return gradients;
}

double number(const Tensor& x) {
  return x.item<double>();
}

// True for all losses but every third, from the second one.
Tensor mask_of(const Shape& losses) {
  return reshape(ne(remainder(arange(numel(losses)), 3), 1), losses);
}

// `value` wherever the mask excludes the loss of the element.
Tensors spoilt(const Tensors& inputs, const Tensor& mask, double value) {
  Tensors result;
  result.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    Shape rows = input.shape();
    if (!rows.empty()) rows.erase(rows.size() - 1);
    if (input.shape() == mask.shape()) {
      result.push_back(where(mask, input, value));
    } else if (rows == mask.shape()) {
      result.push_back(where(unsqueeze(mask, -1), input, value));
    } else {
      result.push_back(input);
    }
  }
  return result;
}

bool all_finite(const Tensor& x) {
  for (const double value : values(x)) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

// Inputs without elements: no loss along the first axis.
Tensors without_losses(const Tensors& inputs) {
  Tensors result;
  result.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    result.push_back(input.rank() == 0 ? input : narrow(input, 0, 0, 0).detach());
  }
  return result;
}

}  // namespace

BOOST_DATA_TEST_CASE(values_and_gradients_match_pytorch, loss_table(), row) {
  BOOST_TEST(row.samples.size() >= 3U);
  for (const golden::Sample& sample : row.samples) {
    const Tensors leaves = as_leaves(numbers_of(sample)), inputs = row.domain(leaves);
    const Tensor losses = row.losses(inputs);
    Tensors results = {losses, row.function(inputs, {}),
                       row.function(inputs, {.reduction = Reduction::sum})};
    for (const Tensor& gradient : gradients_of(losses, leaves)) results.push_back(gradient);
    Tensors expected;
    expected.reserve(sample.results.size());
    for (const golden::Result& result : sample.results) {
      expected.push_back(constant(Shape(result.shape), std::vector<double>(result.values)));
    }
    BOOST_TEST(close(results, expected, kRounding));
  }
}

BOOST_DATA_TEST_CASE(derivatives_match_differences, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors leaves = leaves_of(row, row.inputs_of(sample));
    for (const Reduction reduction : {Reduction::mean, Reduction::none}) {
      check_derivatives([&](const Tensors& t) { return row.function(t, {.reduction = reduction}); },
                        leaves);
    }
  }
}

BOOST_DATA_TEST_CASE(values_and_gradients_do_not_depend_on_strides, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    Tensors strided;
    for (const Tensor& input : inputs) strided.emplace_back(awkward(input.array()));
    const Tensors leaves = as_leaves(inputs), strided_leaves = as_leaves(strided);
    const Tensor losses = row.losses(leaves), strided_losses = row.losses(strided_leaves);
    BOOST_TEST(close(strided_losses, losses, kRounding));
    BOOST_TEST(close(gradients_of(strided_losses, strided_leaves), gradients_of(losses, leaves),
                     kRounding));
  }
}

BOOST_DATA_TEST_CASE(float32_is_near_float64, loss_table(), row) {
  constexpr Tolerance rounding{.absolute = 4e-6, .relative = 4e-6};
  for (const golden::Sample& sample : row.samples) {
    const Tensors single = as_leaves(row.inputs_of(sample, float32));
    Tensors inputs;  // the same numbers, so that only the roundings of the loss differ
    for (const Tensor& input : single) inputs.push_back(to(input.detach(), float64));
    const Tensors leaves = as_leaves(inputs);
    const Tensor losses = row.losses(leaves), single_losses = row.losses(single);
    BOOST_TEST((single_losses.dtype() == float32));
    BOOST_TEST(close(single_losses, losses, rounding));
    BOOST_TEST(close(gradients_of(single_losses, single), gradients_of(losses, leaves), rounding));
  }
}

BOOST_DATA_TEST_CASE(batchmean_is_the_sum_over_the_size_of_the_first_axis, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    const Tensor losses = row.losses(inputs);
    const auto batchmean = [&] {
      return row.function(inputs, {.reduction = Reduction::batchmean});
    };
    if (losses.rank() == 0) {
      check_message(batchmean, row.function_name() + ": there is no batchmean of one loss");
    } else {
      const double expected = sum(losses).item<double>() / static_cast<double>(losses.size(0));
      BOOST_TEST(close(batchmean(), expected, kRounding));
    }
  }
}

BOOST_DATA_TEST_CASE(weights_multiply_the_losses, loss_table(), row) {
  if (row.unit == Unit::classes) return;
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    const Tensor losses = row.losses(inputs);
    const auto count = static_cast<std::size_t>(losses.numel());
    const Tensor weight = constant(losses.shape(), golden::recipe(count, 7)) + 1;
    const Tensor weighted = row.function(inputs, {.reduction = Reduction::none, .weight = weight});
    BOOST_TEST(close(weighted, losses * weight, kRounding));
    BOOST_TEST(close(row.function(inputs, {.weight = weight}), mean(weighted), kRounding));
    if (losses.rank() == 0) continue;
    const Tensor last = reshape(arange(losses.shape().back()), {-1});
    const Tensor broadcast = to(last, float64) + 0.5;
    BOOST_TEST(close(row.function(inputs, {.reduction = Reduction::none, .weight = broadcast}),
                     losses * broadcast, kRounding));
  }
}

BOOST_DATA_TEST_CASE(excluded_losses_affect_neither_values_nor_gradients, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    const Tensor losses = row.losses(inputs), mask = mask_of(losses.shape());
    if (losses.numel() < 2) continue;
    for (const double value : {kNaN, std::numeric_limits<double>::infinity()}) {
      for (const bool by_weight : {false, true}) {
        if (by_weight && row.unit == Unit::classes) continue;
        const nn::ElementLossOptions options{.reduction = Reduction::none,
                                             .weight = by_weight ? to(mask, float64) : Tensor(),
                                             .mask = by_weight ? Tensor() : mask};
        const Tensors leaves = as_leaves(spoilt(inputs, mask, value)), clean = as_leaves(inputs);
        const Tensor selected = row.function(leaves, options);
        BOOST_TEST(close(selected, losses * to(mask, float64), kRounding));
        const Tensors gradients =
            grad({sum(selected)}, leaves, {.create_graph = true, .allow_unused = true});
        const Tensors expected =
            grad({sum(row.function(clean, options))}, clean, {.allow_unused = true});
        Tensor squares;
        for (std::size_t i = 0; i < leaves.size(); ++i) {
          BOOST_TEST(gradients[i].defined() == expected[i].defined());
          if (!gradients[i].defined()) continue;
          BOOST_TEST(close(gradients[i], expected[i], kRounding));
          const Tensor part = sum(square(gradients[i]));
          squares = squares.defined() ? squares + part : part;
        }
        if (!squares.requires_grad()) continue;
        for (const Tensor& second : grad({squares}, leaves, {.allow_unused = true})) {
          BOOST_TEST((!second.defined() || all_finite(second)));
        }
      }
    }
  }
}

BOOST_DATA_TEST_CASE(mean_is_taken_over_the_losses_that_the_mask_selects, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    const Tensor losses = row.losses(inputs), mask = mask_of(losses.shape());
    const double total = number(row.function(inputs, {.reduction = Reduction::sum, .mask = mask}));
    if (!row.weighted_mean) {
      const double expected = total / static_cast<double>(sum(mask).item<Index>());
      BOOST_TEST(close(row.function(inputs, {.mask = mask}), expected, kRounding));
    }
    const Tensors leaves = as_leaves(spoilt(inputs, zeros(losses.shape(), bool_), kNaN));
    const Tensor nothing = row.function(leaves, {.mask = zeros(losses.shape(), bool_)});
    BOOST_TEST(std::isnan(nothing.item<double>()));
    for (const Tensor& gradient : grad({nothing}, leaves, {.allow_unused = true})) {
      if (gradient.defined()) BOOST_TEST(close(gradient, zeros_like(gradient)));
    }
  }
}

BOOST_DATA_TEST_CASE(no_losses_have_the_sum_zero_and_no_mean, loss_table(), row) {
  for (const golden::Sample& sample : row.samples) {
    const Tensors inputs = row.inputs_of(sample);
    if (row.losses(inputs).rank() == 0) continue;
    const Tensors leaves = as_leaves(without_losses(inputs));
    const Tensor losses = row.losses(leaves);
    BOOST_TEST(losses.shape()[0] == 0);
    BOOST_TEST(number(row.function(leaves, {.reduction = Reduction::sum})) == 0);
    BOOST_TEST(std::isnan(number(row.function(leaves, {}))));
    const Tensors gradients = gradients_of(losses, leaves);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      BOOST_TEST(gradients[i].shape() == leaves[i].shape());
    }
  }
}

BOOST_DATA_TEST_CASE(weights_and_masks_that_do_not_fit_are_errors, loss_table(), row) {
  const Tensors inputs = row.inputs_of(row.samples.front());
  Shape shape = row.losses(inputs).shape();
  BOOST_CHECK_THROW(row.function(inputs, {.mask = ones(shape)}), DTypeError);
  shape.insert(0, 2);
  BOOST_CHECK_THROW(row.function(inputs, {.mask = ones(shape, bool_)}), ShapeError);
  BOOST_CHECK_THROW(row.function(inputs, {.weight = ones(shape, float64)}), ShapeError);
  if (row.unit == Unit::classes) return;
  BOOST_CHECK_THROW(row.function(inputs, {.weight = ones({}, float32)}), DTypeError);
}

BOOST_DATA_TEST_CASE(inputs_that_do_not_fit_are_errors_with_the_name_of_the_loss, loss_table(),
                     row) {
  const Tensors inputs = row.inputs_of(row.samples.front());
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    Tensors changed = inputs;
    changed[i] = cat({inputs[i], inputs[i]}, 0);
    check_message([&] { row.losses(changed); }, row.function_name() + ": ");
    BOOST_CHECK_THROW(row.losses(changed), ShapeError);
  }
  Tensors whole = inputs;
  whole[0] = ones(inputs[0].shape(), int64);
  BOOST_CHECK_THROW(row.losses(whole), DTypeError);
}

BOOST_DATA_TEST_CASE(nothing_is_recorded_without_need, loss_table(), row) {
  const Tensors inputs = row.inputs_of(row.samples.front());
  BOOST_TEST(!row.function(inputs, {}).requires_grad());
  BOOST_TEST(row.function(as_leaves(inputs), {}).requires_grad());
  const NoGrad scope;
  BOOST_TEST(!row.function(as_leaves(inputs), {}).requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()
