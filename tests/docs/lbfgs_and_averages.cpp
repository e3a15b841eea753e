// The code of docs/optimizers.md about LBFGS, averages of parameters and gradients.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(optimizers_page)

namespace {

// A linear regression with noise.
struct Data {
  Generator generator{5};
  Tensor x = randn({64, 3}, float32, generator);
  Tensor y = matmul(x, arange(3.0).unsqueeze(1)) + 0.1 * randn({64, 1}, float32, generator);
};

}  // namespace

BOOST_AUTO_TEST_CASE(lbfgs_takes_a_closure) {
  const Data data;
  const Tensor &x = data.x, &y = data.y;
  const nn::Linear model(3, 1);
  optim::LBFGS optimizer(model.parameters(), {.line_search_fn = optim::LineSearch::strong_wolfe});
  const auto closure = [&] {
    optimizer.zero_grad();
    Tensor loss = nn::mse_loss(model(x), y);
    loss.backward();
    return loss;
  };
  const Tensor before = optimizer.step(closure);
  BOOST_TEST(closure().item<float>() < before.item<float>());
  BOOST_TEST(closure().item<float>() < 0.02F);
}

BOOST_AUTO_TEST_CASE(averages_are_used_in_a_scope) {
  const Data data;
  const Tensor &x = data.x, &y = data.y;
  const nn::Linear model(3, 1);
  const Tensor& validation_x = x;
  const Tensor& validation_y = y;
  optim::Adam optimizer(model.parameters(), {.lr = 0.1});
  optim::ExponentialMovingAverage average(model.named_parameters(), {.decay = 0.9, .warmup = true});
  for (int step = 0; step < 200; ++step) {
    optimizer.zero_grad();
    nn::mse_loss(model(x), y).backward();
    optimizer.step();
    average.update();
  }
  double validation = 0;
  {
    const optim::AveragedParameters averaged(average);
    const NoGrad no_grad;
    validation = nn::mse_loss(model(validation_x), validation_y).item<double>();
  }
  BOOST_TEST(validation < 0.02);
}

BOOST_AUTO_TEST_CASE(gradients_are_changed_between_backward_and_step) {
  const Data data;
  const Tensor &x = data.x, &y = data.y;
  const nn::Linear body(3, 8), head(8, 1);
  optim::Lion optimizer(body.parameters(), {.lr = 1e-3});
  optimizer.add_param_group(head.parameters(), {.lr = 1e-3});
  for (int step = 0; step < 3; ++step) {
    optimizer.zero_grad();
    nn::mse_loss(head(tanh(body(x))), y).backward();
    optim::clip_grad_adaptive_(body.parameters(), {.clip_factor = 0.01});
    const std::vector<double> norms =
        optim::clip_grad_norm_per_group_({body.parameters(), head.parameters()}, 1.0);
    optim::add_grad_noise_(body.parameters(), step, {.eta = 0.01});
    optimizer.step();
    BOOST_TEST(norms.size() == 2u);
    BOOST_TEST(std::isfinite(norms[0] + norms[1]));
  }
}

BOOST_AUTO_TEST_SUITE_END()
