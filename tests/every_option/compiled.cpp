// The compiled scan against its definition, the unrolled graph: values are bitwise identical, and
// gradients equal up to rounding. See Note [The compiled scan].
#include <xgrad/autograd/gradcheck/point.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "every_option/settings.hpp"
#include "support/close.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(compiled)

using Tensors = std::vector<Tensor>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

// A loss that weighs every element differently.
Tensor loss_of(const Tensors& outputs) {
  Generator generator(11);
  Tensor loss;
  for (const Tensor& x : outputs) {
    const Tensor part = sum(mul(x, to(test::random_normal(x.shape(), generator), x.dtype())));
    loss = loss.defined() ? add(loss, part) : part;
  }
  return loss;
}

std::vector<double> numbers(const Tensor& x) {
  return to(x, float64).to_vector<double>();
}

void check_bits(const Tensors& actual, const Tensors& expected) {
  BOOST_TEST_REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    BOOST_TEST_REQUIRE(actual[i].defined() == expected[i].defined());
    if (!expected[i].defined()) continue;
    BOOST_TEST(check::same_bits(numbers(actual[i]), numbers(expected[i])), "tensor " << i);
  }
}

// Gradients are sums of up to some thousand terms, in another order.
void check_close(const Tensors& actual, const Tensors& expected, double error) {
  BOOST_TEST_REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    BOOST_TEST_REQUIRE(actual[i].defined() == expected[i].defined());
    if (!expected[i].defined()) continue;
    const double largest = max(abs(expected[i])).item<double>();
    BOOST_TEST(test::close(numbers(actual[i]), numbers(expected[i]),
                           {.absolute = error * std::max(1.0, largest)}),
               "gradient " << i);
  }
}

constexpr Index kSteps = 150, kSequences = 4, kSize = 9;

// A longer run of a layer: several chunks of steps, several groups, and rows beyond whole registers.
struct Run {
  const char* name;
  nn::RecurrentOptions options;
  bool lengths = false, resets = false;
  bool (*fits)(const test::LayerKind&) = [](const test::LayerKind&) { return true; };
};

std::ostream& operator<<(std::ostream& stream, const Run& run) {
  return stream << run.name;
}

const std::vector<Run>& runs() {
  static const std::vector<Run> all = {
      {.name = "both directions",
       .options = {.input_size = kSize, .hidden_size = kSize, .bidirectional = true}},
      {.name = "lengths",
       .options = {.input_size = kSize, .hidden_size = kSize, .bidirectional = true},
       .lengths = true},
      {.name = "resets",
       .options = {.input_size = kSize,
                   .hidden_size = kSize,
                   .bidirectional = true,
                   .learned_state = true},
       .resets = true},
      {.name = "lengths and resets",
       .options = {.input_size = kSize, .hidden_size = kSize, .bidirectional = true},
       .lengths = true,
       .resets = true},
      {.name = "a budget",
       .options = {.input_size = kSize,
                   .hidden_size = kSize,
                   .num_layers = 2,
                   .bidirectional = true,
                   .memory_budget = 1}},
      {.name = "zoneout",
       .options = {.input_size = kSize,
                   .hidden_size = kSize,
                   .bidirectional = true,
                   .regularization = {.zoneout_hidden = 0.3}},
       .lengths = true},
      {.name = "recurrent dropout",
       .options = {.input_size = kSize,
                   .hidden_size = kSize,
                   .bidirectional = true,
                   .regularization = {.recurrent_dropout = 0.3}},
       .lengths = true,
       .fits = test::with_product},
      {.name = "projection",
       .options =
           {.input_size = kSize, .hidden_size = kSize, .bidirectional = true, .proj_size = 5},
       .lengths = true,
       .fits = [](const test::LayerKind& kind) { return kind.has_projection; }},
  };
  return all;
}

// What a layer returns, and the gradients of its parameters and inputs.
struct Results {
  Tensors outputs, gradients;
};

Results results_of(const test::LayerKind& kind, const Run& run, DType dtype, bool unroll,
                   bool recorded = false) {
  Generator generator(5);
  nn::RecurrentOptions options = run.options;
  options.dtype = dtype;
  options.unroll = unroll;
  const auto layer = kind.make(options, generator);
  const Tensor x =
      to(test::random_normal({kSteps, kSequences, kSize}, generator), dtype).requires_grad_();
  nn::Sequences sequences;
  if (run.lengths) sequences.lengths = {120, 0, 150, 97};
  if (run.resets) {
    std::vector<bool> flags(kSteps * kSequences);
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = i % 89 == 7;
    sequences.reset = from_vector(flags, {kSteps, kSequences});
  }
  const auto [output, state, layers] = layer->all_states(x, {}, sequences);
  Results results = {{output}, {}};
  for (const nn::State& states : layers) {
    for (const Tensor& tensor : states.tensors()) results.outputs.push_back(tensor);
  }
  for (const Tensor& tensor : state.tensors()) results.outputs.push_back(tensor);
  Tensors leaves = layer->parameters();
  leaves.push_back(x);
  if (!grad_enabled()) return results;
  results.gradients =
      grad({loss_of(results.outputs)}, leaves, {.create_graph = recorded, .allow_unused = true});
  return results;
}

}  // namespace

BOOST_DATA_TEST_CASE(equals_unrolled_steps_with_every_option,
                     kEveryLayer* boost::unit_test::data::make(test::settings()), kind, setting) {
  if (!setting.fits(kind)) return;
  test::Setting other = setting;
  other.options.unroll = true;
  const test::Call compiled(kind, setting), unrolled(kind, other);
  const Tensors actual = compiled(), expected = unrolled();
  check_bits(actual, expected);
  {
    const NoGrad unrecorded;
    check_bits(compiled(), expected);
  }
  const Tensor loss = loss_of(actual);
  const Tensors wanted = grad({loss_of(expected)}, unrolled.leaves(), {.allow_unused = true});
  const Tensors first =
      grad({loss}, compiled.leaves(), {.retain_graph = true, .allow_unused = true});
  const Tensors second = grad({loss}, compiled.leaves(), {.allow_unused = true});
  check_close(first, wanted, 1e-14);
  check_bits(second, first);
}

BOOST_DATA_TEST_CASE(equals_unrolled_steps_of_long_sequences,
                     kEveryLayer* boost::unit_test::data::make(runs()), kind, run) {
  if (!run.fits(kind)) return;
  for (const DType dtype : {float32, float64}) {
    const Results compiled = results_of(kind, run, dtype, false);
    const Results unrolled = results_of(kind, run, dtype, true);
    check_bits(compiled.outputs, unrolled.outputs);
    check_close(compiled.gradients, unrolled.gradients, dtype == float32 ? 4e-6 : 1e-14);
    const NoGrad unrecorded;
    check_bits(results_of(kind, run, dtype, false).outputs, unrolled.outputs);
  }
}

BOOST_DATA_TEST_CASE(recorded_passes_run_unrolled_steps,
                     kEveryLayer* boost::unit_test::data::make(runs()), kind, run) {
  if (!run.fits(kind)) return;
  const Results compiled = results_of(kind, run, float64, false, true);
  const Results unrolled = results_of(kind, run, float64, true, true);
  check_bits(compiled.outputs, unrolled.outputs);
  check_close(compiled.gradients, unrolled.gradients, 1e-14);
  for (const Tensor& gradient : compiled.gradients) {
    BOOST_TEST((!gradient.defined() || gradient.requires_grad()));
  }
}

BOOST_DATA_TEST_CASE(saves_no_more_than_unrolled_steps, kEveryLayer, kind) {
  const auto bytes_saved = [&](bool unroll) {
    Generator generator(5);
    const auto layer = kind.make({.input_size = 16,
                                  .hidden_size = 16,
                                  .num_layers = 2,
                                  .bidirectional = true,
                                  .unroll = unroll},
                                 generator);
    const Tensor x = to(test::random_normal({100, 8, 16}, generator), float32);
    (void)layer->forward(x);  // packs weights
    const std::int64_t before = live_counts().bytes;
    const Tensor output = layer->forward(x).output;
    return live_counts().bytes - before;
  };
  // Besides, b + b' of each scan, for recorded passes.
  const std::int64_t sums_of_biases = 4 * 4 * 16 * 4;
  BOOST_TEST(bytes_saved(false) <= bytes_saved(true) + sums_of_biases);
}

BOOST_AUTO_TEST_SUITE_END()
