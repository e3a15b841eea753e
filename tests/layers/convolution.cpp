// Convolutions: values of a naive reference over random options, values and initial weights of
// PyTorch, and errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/convolution.hpp>

#include <boost/test/unit_test.hpp>

#include "layers/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include <cmath>
#include <limits>
#include <random>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(convolution)

namespace {

constexpr Index kMost = std::numeric_limits<Index>::max();

// The definition: y[n, o, t] = bias[o] + sum of w[o, c, j] x[n, c, t stride + j dilation - front].
Tensor naive(const Tensor& x, const Tensor& w, const Tensor& bias, const Conv1dOptions& options,
             Index front, Index out_length) {
  const Index ins = w.size(1), outs_of_group = w.size(0) / options.groups;
  const auto xs = x.to_vector<double>(), ws = w.to_vector<double>(), bs = bias.to_vector<double>();
  std::vector<double> y;
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  for (Index n = 0; n < x.size(0); ++n) {
    for (Index o = 0; o < w.size(0); ++o) {
      for (Index t = 0; t < out_length; ++t) {
        double sum = bs[at(o)];
        for (Index c = 0; c < ins; ++c) {
          for (Index j = 0; j < w.size(2); ++j) {
            const Index from = t * options.stride + j * options.dilation - front;
            if (from < 0 || from >= x.size(2)) continue;
            const Index channel = o / outs_of_group * ins + c;
            sum += ws[at((o * ins + c) * w.size(2) + j)] *
                   xs[at((n * x.size(1) + channel) * x.size(2) + from)];
          }
        }
        y.push_back(sum);
      }
    }
  }
  return from_vector(y, {x.size(0), w.size(0), out_length});
}

// The sum of products of all elements.
double dot(const Tensor& a, const Tensor& b) {
  return sum(a * b).item<double>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_convolutions_match_the_definition) {
  std::mt19937_64 random(3);
  const auto draw = [&](Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random);
  };
  Generator generator(5);
  for (int round = 0; round < 300; ++round) {
    const Index groups = draw(1, 3), ins = draw(1, 6), outs = draw(1, 7), kernel = draw(1, 5);
    Conv1dOptions options{.stride = draw(1, 4), .dilation = draw(1, 3), .groups = groups};
    const Index span = (kernel - 1) * options.dilation;
    options.causal = draw(0, 3) == 0;
    const Index padding = options.causal ? 0 : draw(0, 4);
    options.padding = padding;
    const Index front = options.causal ? span : padding;
    const Index length = draw(std::max<Index>(1, span + 1 - 2 * padding), 90);
    const Index out_length = (length + front + padding - span - 1) / options.stride + 1;
    const Tensor x = randn({draw(1, 3), groups * ins, length}, float64, generator);
    const Tensor w = randn({groups * outs, ins, kernel}, float64, generator);
    const Tensor bias = randn({groups * outs}, float64, generator);
    BOOST_TEST_CONTEXT("x " << to_string(x.shape()) << ", w " << to_string(w.shape()) << ", stride "
                            << options.stride << ", dilation " << options.dilation << ", padding "
                            << padding << ", causal " << options.causal << ", groups " << groups) {
      const Tensor y = naive(x, w, bias, options, front, out_length);
      BOOST_TEST(test::close(conv1d(x, w, bias, options), y, {.absolute = 2e-14}));
      const Tensor single = conv1d(to(x, float32), to(w, float32), to(bias, float32), options);
      BOOST_TEST(test::close(to(single, float64), y, {.absolute = 2e-5}));

      // The gradients are the adjoints: g . (conv(v) - bias) = v . gradient(g).
      const Tensor leaf = x.detach().requires_grad_(), weight = w.detach().requires_grad_();
      const Tensor g = randn(y.shape(), float64, generator);
      const auto gradients =
          grad({conv1d(leaf, weight, {}, options)}, {leaf, weight}, {.gradients = {g}});
      const Tensor v = randn(x.shape(), float64, generator),
                   u = randn(w.shape(), float64, generator);
      const Tensor none = zeros({groups * outs}, float64);
      BOOST_TEST(test::close(dot(gradients[0], v),
                             dot(g, naive(v, w, none, options, front, out_length)),
                             {.absolute = 1e-11}));
      BOOST_TEST(test::close(dot(gradients[1], u),
                             dot(g, naive(x, u, none, options, front, out_length)),
                             {.absolute = 1e-11}));
    }
  }
}

BOOST_AUTO_TEST_CASE(transposed_convolutions_are_gradients) {
  Generator generator(6);
  for (const Index stride : {1, 2, 5}) {
    for (const Index output_padding : {Index{0}, stride - 1}) {
      const Tensor x = randn({2, 4, 7}, float64, generator),
                   w = randn({4, 3, 3}, float64, generator);
      const Tensor y = conv_transpose1d(
          x, w, {},
          {.stride = stride, .padding = 1, .output_padding = output_padding, .groups = 2});
      BOOST_TEST(y.shape() == (Shape{2, 6, 6 * stride + 1 + output_padding}));
      const Tensor leaf = zeros(y.shape(), float64).requires_grad_();
      const Tensor forward = conv1d(leaf, w, {}, {.stride = stride, .padding = 1, .groups = 2});
      BOOST_TEST(test::close(grad({forward}, {leaf}, {.gradients = {x}})[0], y));
    }
  }
}

BOOST_AUTO_TEST_CASE(long_sequences_are_divided_into_packed_parts) {
  Generator generator(8);
  const Conv1dOptions options{.stride = 2, .padding = 3};
  const Tensor x = randn({2, 40, 3000}, float32, generator),
               w = randn({33, 40, 7}, float32, generator);
  const Tensor leaf = x.detach().requires_grad_(), weight = w.detach().requires_grad_();
  const Tensor y = conv1d(leaf, weight, {}, options), g = randn(y.shape(), float32, generator);
  const Tensor wide = to(x, float64).requires_grad_(),
               wide_weight = to(w, float64).requires_grad_();
  const Tensor expected = conv1d(wide, wide_weight, {}, options);
  BOOST_TEST(test::close(to(y, float64), expected, {.absolute = 1e-4}));
  const auto actual = grad({y}, {leaf, weight}, {.gradients = {g}});
  const auto gradients = grad({expected}, {wide, wide_weight}, {.gradients = {to(g, float64)}});
  BOOST_TEST(test::close(to(actual[0], float64), gradients[0], {.absolute = 1e-4}));
  BOOST_TEST(test::close(to(actual[1], float64), gradients[1], {.absolute = 1e-3}));
}

BOOST_AUTO_TEST_CASE(special_values_reach_only_their_windows) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({1.0, inf, 2.0, std::nan(""), 3.0, 4.0}, float64).reshape({1, 6});
  const auto y = conv1d(x, ones({1, 1, 2}, float64), {}, {.padding = 1}).to_vector<double>();
  BOOST_TEST(y[0] == 1);
  BOOST_TEST((y[1] == inf && y[2] == inf));
  BOOST_TEST((std::isnan(y[3]) && std::isnan(y[4])));
  BOOST_TEST((y[5] == 7 && y[6] == 4));
}

BOOST_AUTO_TEST_CASE(causal_outputs_do_not_depend_on_later_inputs) {
  const Tensor w = test::recipe(1, {3, 2, 4});
  const Tensor x = test::recipe(2, {1, 2, 9});
  const Conv1dOptions options{.dilation = 2, .causal = true};
  const Tensor y = conv1d(x, w, {}, options);
  BOOST_TEST(y.shape() == (Shape{1, 3, 9}));
  // A product with other sizes may sum in another order.
  BOOST_TEST(test::close(conv1d(narrow(x, 2, 0, 5), w, {}, options), narrow(y, 2, 0, 5),
                         {.absolute = 1e-15}));
  const Tensor leaf = x.detach().requires_grad_();
  sum(select(conv1d(leaf, w, {}, options), 2, 4)).backward();
  BOOST_TEST(test::close(narrow(leaf.grad(), 2, 5, 4), zeros({1, 2, 4}, float64)));
}

BOOST_AUTO_TEST_CASE(sizes_of_zero_give_empty_results_or_biases) {
  BOOST_TEST(conv1d(ones({0, 2, 5}), ones({3, 2, 2})).shape() == (Shape{0, 3, 4}));
  BOOST_TEST(conv_transpose1d(ones({0, 2, 5}), ones({2, 3, 2})).shape() == (Shape{0, 3, 6}));
  BOOST_TEST(test::close(conv1d(ones({1, 0, 3}), ones({2, 0, 2}), tensor({1.0, 2.0})),
                         tensor({{1.0, 1.0}, {2.0, 2.0}}).reshape({1, 2, 2})));
  BOOST_TEST(conv1d(ones({1, 2, 0}), ones({1, 2, 3}), {}, {.padding = 2}).shape() ==
             (Shape{1, 1, 2}));
  // A stride beyond the input and its memory has no effect.
  BOOST_TEST(conv1d(ones({1, 1, 3}), ones({1, 1, 3}), {}, {.stride = kMost}).item<float>() == 3);
  BOOST_TEST(conv_transpose1d(ones({1, 1, 1}), ones({1, 1, 3}), {}, {.stride = kMost}).numel() ==
             3);
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const Tensor x = ones({2, 4, 5}), w = ones({6, 2, 3});
  const auto fails = [&]<class E>(std::type_identity<E>, const char* text, const auto& call) {
    BOOST_CHECK_EXCEPTION(call(), E, says(text));
  };
  constexpr std::type_identity<ShapeError> shape;
  constexpr std::type_identity<ValueError> value;
  constexpr std::type_identity<DTypeError> dtype;
  fails(shape,
        "conv1d: input [2, 4, 5] has 4 channels, expected 2 for weight [6, 2, 3] with 1 groups",
        [&] { conv1d(x, w); });
  fails(shape, "conv1d: 4 groups do not divide the 6 output channels of weight [6, 2, 3]",
        [&] { conv1d(x, w, {}, {.groups = 4}); });
  fails(shape, "conv_transpose1d: 3 groups do not divide the 4 input channels of weight [4, 2, 3]",
        [&] {
          conv_transpose1d(x, ones({4, 2, 3}), {}, {.groups = 3});
        });
  fails(shape, "conv1d: a window of 7 elements does not fit input [2, 4, 5] with padding 0 + 0",
        [&] { conv1d(x, w, {}, {.dilation = 3, .groups = 2}); });
  fails(shape, "conv1d: bias [4] does not fit weight [6, 2, 3], expected [6]",
        [&] { conv1d(x, w, ones({4}), {.groups = 2}); });
  fails(shape, "conv1d: the weight is [6, 2], expected [out, in / groups, k]", [&] {
    conv1d(x, ones({6, 2}));
  });
  fails(shape, "conv1d: input [4] has 1 axes, expected [batch, channels, time]",
        [&] { conv1d(ones({4}), w); });
  fails(shape, "conv_transpose1d: input [2, 4, 0] has no time steps", [&] {
    conv_transpose1d(ones({2, 4, 0}), ones({4, 2, 3}));
  });
  fails(shape, "conv_transpose1d: padding 4 removes all 7 elements of the output", [&] {
    conv_transpose1d(x, ones({4, 2, 3}), {}, {.padding = 4});
  });
  fails(shape, "conv1d: shape [2, 4, 9223372036854775807]", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.padding = kMost});
  });
  fails(value, "conv1d: stride is 0, must be at least 1", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.stride = 0});
  });
  fails(value, "conv1d: padding is -1, must be at least 0", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.padding = -1});
  });
  fails(value, "conv1d: groups is 0, must be at least 1", [&] { conv1d(x, w, {}, {.groups = 0}); });
  fails(value, "conv1d: padding \"same\" with stride 2, expected 1", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.stride = 2, .padding = "same"});
  });
  fails(value, "conv1d: both causal and padding are given", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.padding = 1, .causal = true});
  });
  fails(value, "padding is \"reflect\", expected a number, \"same\" or \"valid\"", [&] {
    conv1d(x, ones({6, 4, 3}), {}, {.padding = "reflect"});
  });
  fails(value, "conv_transpose1d: output_padding is 2, must be less than stride 2 or dilation 1",
        [&] {
          conv_transpose1d(x, ones({4, 2, 3}), {}, {.stride = 2, .output_padding = 2});
        });
  fails(dtype, "conv1d: the input is float64, the weight is float32", [&] {
    conv1d(ones({2, 4, 5}, float64), ones({6, 4, 3}));
  });
  fails(dtype, "conv1d: the input is int64, not float32 or float64", [&] {
    conv1d(ones({2, 4, 5}, int64), ones({6, 4, 3}, int64));
  });
}

BOOST_AUTO_TEST_CASE(layers_match_pytorch) {
  const auto call = [](const auto& module, const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{module(inputs[0])};
  };
  manual_seed(1);
  test::check_layer("conv1d",
                    nn::Conv1d(4, 6, 3, {.stride = 2, .padding = 1, .dilation = 2, .groups = 2}),
                    {{2, 4, 9}}, call);
  manual_seed(1);
  test::check_layer("conv1d_same", nn::Conv1d(3, 2, 4, {.padding = "same", .bias = false}),
                    {{3, 6}}, call);
  manual_seed(1);
  test::check_layer(
      "conv_transpose1d",
      nn::ConvTranspose1d(
          4, 6, 3, {.stride = 3, .padding = 1, .output_padding = 2, .groups = 2, .dilation = 2}),
      {{2, 4, 4}}, call);
}

BOOST_AUTO_TEST_CASE(derivatives_of_layers) {
  const Tensor x = test::recipe(1, {2, 2, 5}).requires_grad_();
  test::check_derivatives(nn::Conv1d(2, 4, 3, {.groups = 2, .causal = true, .dtype = float64}),
                          {x});
  test::check_derivatives(nn::ConvTranspose1d(2, 3, 2, {.stride = 2, .dtype = float64}), {x});
}

BOOST_AUTO_TEST_CASE(layers_describe_themselves_and_refuse_invalid_arguments) {
  const nn::Conv1d layer(4, 6, 3, {.stride = 2, .groups = 2, .causal = true, .bias = false});
  BOOST_TEST(layer.description() == "Conv1d 4 -> 6, kernel 3, stride 2, groups 2, causal, no bias");
  BOOST_TEST(nn::Conv1d(1, 2, 3, {.padding = "same"}).description() ==
             "Conv1d 1 -> 2, kernel 3, padding same");
  BOOST_TEST(nn::ConvTranspose1d(4, 6, 3, {.stride = 2, .padding = 1, .output_padding = 1})
                 .description() ==
             "ConvTranspose1d 4 -> 6, kernel 3, stride 2, padding 1, output_padding 1");
  BOOST_CHECK_EXCEPTION(
      nn::Conv1d(4, 6, 3, {.groups = 4}), ValueError,
      says("Conv1d: groups = 4 does not divide in_channels = 4 and out_channels = 6"));
  BOOST_CHECK_EXCEPTION(nn::Conv1d(4, 6, 0), ValueError,
                        says("Conv1d: kernel_size is 0, must be positive"));
  BOOST_CHECK_EXCEPTION(nn::Conv1d(4, 6, 3, {.stride = 0}), ValueError,
                        says("Conv1d: stride is 0"));
  BOOST_CHECK_EXCEPTION(nn::Conv1d(4, 6, 3, {.padding = -1}), ValueError,
                        says("Conv1d: padding is -1"));
  BOOST_CHECK_EXCEPTION(nn::Conv1d(kMost, kMost, 3), ValueError,
                        says("more elements than memory can address"));
  BOOST_CHECK_EXCEPTION(nn::ConvTranspose1d(4, 6, 3, {.output_padding = 1}), ValueError,
                        says("ConvTranspose1d: output_padding is 1, must be less than stride 1"));
  BOOST_CHECK_EXCEPTION(
      layer(ones({2, 3, 9})), ShapeError,
      says("model (Conv1d 4 -> 6, kernel 3, stride 2, groups 2, causal, no bias): input "
           "[2, 3, 9] does not fit [batch, channels, time] or [channels, time] with "
           "in_channels = 4"));
  BOOST_CHECK_EXCEPTION(layer(ones({2, 4, 9}, float64)), DTypeError,
                        says("input [2, 4, 9] is float64, the weights are float32"));
  BOOST_CHECK_EXCEPTION(layer(Tensor()), ValueError, says("undefined tensor"));
}

BOOST_AUTO_TEST_SUITE_END()
