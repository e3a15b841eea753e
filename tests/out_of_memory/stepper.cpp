// A step of a stepper makes no allocation; its other calls fail without changes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using test::After;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(stepper)

namespace {

template <class Layer>
void check_no_allocation(const Layer& layer, Index batch) {
  nn::Stepper stepper = layer.stepper(batch);
  std::vector<float> input(static_cast<std::size_t>(batch * stepper.input_size()), 0.5F);
  std::vector<float> output(static_cast<std::size_t>(batch * stepper.output_size()));
  const std::vector<std::int64_t> classes(static_cast<std::size_t>(batch), 1);
  BOOST_TEST(test::allocations_of([&] { stepper.step(input.data(), output.data()); }) == 0);
  BOOST_TEST(test::allocations_of(
                 [&] { stepper.step(std::span<const float>(input), std::span(output)); }) == 0);
  BOOST_TEST(test::allocations_of([&] { stepper.step(std::span(classes), std::span(output)); }) ==
             0);
  BOOST_TEST(test::allocations_of([&] { stepper.reset(); }) == 0);
  BOOST_TEST(test::allocations_of([&] { stepper.reset(0); }) == 0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(steps_allocate_nothing) {
  for (const Index hidden : {8, 16, 33, 128}) {
    for (const Index batch : {1, 3}) {
      const nn::RecurrentOptions options = {
          .input_size = 3, .hidden_size = hidden, .num_layers = 2};
      check_no_allocation(nn::LSTM(options), batch);
      check_no_allocation(nn::GRU(options), batch);
      check_no_allocation(nn::MinGRU(options), batch);
      check_no_allocation(nn::LSTM({.input_size = 3,
                                    .hidden_size = hidden,
                                    .proj_size = 2,
                                    .regularization = {.zoneout_hidden = 0.5}}),
                          batch);
      check_no_allocation(nn::GRUCell({.input_size = 3, .hidden_size = hidden}), batch);
    }
  }
}

BOOST_AUTO_TEST_CASE(calls_that_fail_change_nothing) {
  const nn::LSTM lstm({.input_size = 3,
                       .hidden_size = 5,
                       .num_layers = 2,
                       .learned_state = true,
                       .regularization = {.weight_norm = true}});
  nn::Stepper stepper = lstm.stepper(2);
  const Tensor input = ones({2, 3});
  stepper.step(input);
  const nn::State state = stepper.state();
  const std::vector<float> h = test::values<float>(state.h);
  const std::vector<std::function<void()>> calls = {
      [&] { lstm.stepper(2); }, [&] { stepper.state(); }, [&] { stepper.set_state(state); },
      [&] { stepper.refresh(); }};
  for (const auto& call : calls) {
    const std::int64_t count = test::allocations_of(call);
    BOOST_TEST(count > 0);
    for (const After after : {After::enough, After::nothing}) {
      for (std::int64_t k = 1; k <= count; ++k) {
        const Outcome outcome = test::Failing{k, after}.call(call);
        BOOST_TEST((outcome == Outcome::done || outcome == Outcome::out_of_memory));
        BOOST_TEST(test::values<float>(stepper.state().h) == h);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
