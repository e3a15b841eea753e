// RMSNorm, GroupNorm and BatchNorm1d: PyTorch's values, running statistics, and errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/sequence/norms.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/normalization.hpp>

#include <boost/test/unit_test.hpp>

#include "layers/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(normalization)

namespace {

Tensor batch(int k) {
  return (k + 1.0) * test::recipe(k, {4, 3}) + static_cast<double>(k);
}

std::vector<double> running(const nn::BatchNorm1d& layer) {
  std::vector<double> values = layer.running_mean.tensor().to_vector<double>();
  for (const double value : layer.running_var.tensor().to_vector<double>()) values.push_back(value);
  layer.eval();
  for (const double value : layer(test::recipe(5, {2, 3})).to_vector<double>())
    values.push_back(value);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(layers_match_pytorch) {
  const auto call = [](const auto& module, const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{module(inputs[0])};
  };
  test::check_layer("group_norm", nn::GroupNorm(2, 4, {.eps = 0.01}), {{2, 4, 3}}, call);
  test::check_layer("batch_norm", nn::BatchNorm1d(3, {.eps = 0.01}), {{2, 3, 4}}, call);
}

BOOST_AUTO_TEST_CASE(rms_norm_divides_by_the_root_mean_square) {
  const nn::RMSNorm layer(3, {.eps = 0.0, .dtype = float64});
  layer.weight.set_data(tensor({1.0, 2.0, 3.0}, float64));
  const Tensor y = layer(tensor({{2.0, -2.0, 2.0}, {1.0, 1.0, 5.0}}, float64));
  BOOST_TEST(test::close(y, tensor({{1.0, -2.0, 3.0}, {1 / 3.0, 2 / 3.0, 5.0}}, float64),
                         {.absolute = 1e-15}));
  BOOST_TEST(layer.description() == "RMSNorm 3, eps 0");
  BOOST_TEST(nn::RMSNorm(3, {.elementwise_affine = false}).description() == "RMSNorm 3, no weight");
  // The default eps is that of the dtype, which keeps zeros finite.
  BOOST_TEST(test::close(nn::RMSNorm(2)(zeros({1, 2})), zeros({1, 2})));
  const Tensor small = full({1, 2}, 1e-4);
  BOOST_TEST(test::close(rms_norm(small), full({1, 2}, 1e-4 / std::sqrt(1e-8 + 1.1920929e-7)),
                         {.absolute = 1e-7}));
}

BOOST_AUTO_TEST_CASE(running_statistics_match_pytorch) {
  const nn::BatchNorm1d layer(3, {.dtype = float64});
  const nn::BatchNorm1d averaging(3, {.momentum = std::nullopt, .dtype = float64});
  for (int k = 0; k < 3; ++k) {
    layer(batch(k));
    averaging(batch(k));
  }
  BOOST_TEST(layer.num_batches_tracked.tensor().item<int>() == 3);
  BOOST_TEST(test::close(running(layer), golden::layers::running, {.absolute = 2e-15}));
  BOOST_TEST(test::close(running(averaging), golden::layers::running_without_momentum,
                         {.absolute = 2e-15}));
  BOOST_TEST(layer.num_batches_tracked.tensor().item<int>() == 3);  // evaluation changes nothing
}

BOOST_AUTO_TEST_CASE(buffers_are_saved_loaded_cloned_and_converted) {
  const test::TemporaryDirectory directory;
  const nn::BatchNorm1d layer(3, {.dtype = float64}), other(3, {.dtype = float64});
  layer(batch(1));
  const std::vector<std::string> names = {"running_mean", "running_var", "num_batches_tracked"};
  for (std::size_t i = 0; i < names.size(); ++i)
    BOOST_TEST(layer.named_buffers()[i].first == names[i]);
  nn::save(layer, directory / "model.safetensors");
  nn::load(other, directory / "model.safetensors");
  BOOST_TEST(test::close(other.running_var, layer.running_var));
  BOOST_TEST(other.num_batches_tracked.tensor().item<int>() == 1);
  const nn::BatchNorm1d copy = nn::clone(layer);
  copy(batch(2));
  BOOST_TEST(copy.num_batches_tracked.tensor().item<int>() == 2);
  BOOST_TEST(test::close(other.running_mean, layer.running_mean));
  layer.to(float32);
  BOOST_TEST((layer.running_mean.dtype() == float32 && layer.num_batches_tracked.dtype() == int64));
}

BOOST_AUTO_TEST_CASE(without_running_statistics_evaluation_uses_the_batch) {
  const nn::BatchNorm1d layer(3, {.affine = false, .track_running_stats = false, .dtype = float64});
  BOOST_TEST((layer.buffers().empty() && layer.parameters().empty()));
  const Tensor y = layer(batch(1));
  layer.eval();
  BOOST_TEST(test::close(layer(batch(1)), y));
  BOOST_TEST(layer.description() ==
             "BatchNorm1d 3, eps 1e-05, momentum 0.1, no weights, no running statistics");
}

BOOST_AUTO_TEST_CASE(derivatives_of_layers) {
  const Tensor x = test::recipe(1, {2, 4, 3}).requires_grad_();
  test::check_derivatives(nn::RMSNorm(3, {.eps = 0.1, .dtype = float64}), {x});
  test::check_derivatives(nn::GroupNorm(2, 4, {.eps = 0.1, .dtype = float64}), {x});
  const nn::BatchNorm1d layer(4, {.eps = 0.1, .dtype = float64});
  test::check_derivatives(
      [&](const std::vector<Tensor>& t) { return std::vector<Tensor>{layer(t[0])}; }, {x});
  layer.eval();
  test::check_derivatives(layer, {x});
}

BOOST_AUTO_TEST_CASE(a_failing_call_changes_no_statistics) {
  const nn::BatchNorm1d layer(3);
  BOOST_CHECK_EXCEPTION(layer(ones({1, 3})), ValueError,
                        says("batch_norm: input [1, 3] has 1 elements per channel, the variance of "
                             "a batch needs two"));
  BOOST_TEST(layer.num_batches_tracked.tensor().item<int>() == 0);
  BOOST_TEST(test::close(layer.running_mean, zeros({3})));
  BOOST_TEST(layer.running_mean.tensor().array().version() == 0U);
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  BOOST_CHECK_EXCEPTION(nn::GroupNorm(3, 4), ValueError,
                        says("GroupNorm: num_groups = 3 does not divide num_channels = 4"));
  BOOST_CHECK_EXCEPTION(nn::GroupNorm(2, 4)(ones({2, 3})), ShapeError,
                        says("model (GroupNorm 2 groups of 2, eps 1e-05): input [2, 3] does not "
                             "fit [batch, channels, ...] with num_channels = 4"));
  BOOST_CHECK_EXCEPTION(nn::BatchNorm1d(4)(ones({4})), ShapeError,
                        says("input [4] does not fit [batch, features] or [batch, features, time] "
                             "with num_features = 4"));
  BOOST_CHECK_EXCEPTION(nn::BatchNorm1d(4)(ones({2, 4}, float64)), DTypeError,
                        says("is float64, the weights are float32"));
  BOOST_CHECK_EXCEPTION(nn::BatchNorm1d(4, {.momentum = 2}), ValueError,
                        says("BatchNorm1d: momentum is 2, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(nn::RMSNorm(3, {.eps = -1}), ValueError, says("RMSNorm: eps is -1"));
  BOOST_CHECK_EXCEPTION(nn::RMSNorm(0), ValueError, says("RMSNorm: features is 0"));
  BOOST_CHECK_EXCEPTION(group_norm(ones({2, 4}), 3), ShapeError,
                        says("group_norm: 3 groups do not divide the 4 channels of input [2, 4]"));
  BOOST_CHECK_EXCEPTION(group_norm(ones({4}), 2), ShapeError,
                        says("group_norm: input [4] has 1 axes, expected 2 or more"));
  BOOST_CHECK_EXCEPTION(rms_norm(ones({2, 3}), ones({2})), ShapeError,
                        says("rms_norm: weight [2] does not fit input [2, 3], expected [3]"));
  BOOST_CHECK_EXCEPTION(rms_norm(ones({2, 3}, int64)), DTypeError,
                        says("rms_norm: the input is int64"));
  BOOST_CHECK_EXCEPTION(
      batch_norm(ones({2, 3}), ones({3}), ones({2})), ShapeError,
      says("batch_norm: running_var [2] does not fit input [2, 3], expected [3]"));
  BOOST_CHECK_EXCEPTION(batch_norm(ones({2, 3}), ones({3}), {}), ValueError,
                        says("batch_norm: an undefined tensor"));
}

BOOST_AUTO_TEST_SUITE_END()
