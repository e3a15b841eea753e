// Every recurrent layer against the equations of its cell.
#include "recurrent/equations.hpp"

#include <xgrad/nn/layers/dropout.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(equations)

using Options = nn::RecurrentOptions;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(every_layer());

// What changes the products of an equation.
std::vector<Options> options_of(const LayerKind& kind) {
  std::vector<Options> all = {{.input_size = kInput, .hidden_size = kHidden},
                              {.input_size = kInput, .hidden_size = kHidden, .bias = false}};
  if (kind.has_projection) {
    all.push_back({.input_size = kInput, .hidden_size = kHidden, .proj_size = 2});
  }
  return all;
}

// Parameters that all differ, those of normalisations too.
void fill(const nn::RecurrentBase& layer) {
  double phase = 0;
  for (const Tensor& parameter : layer.parameters()) {
    parameter.set_data(recipe(phase++, parameter.shape()) * 2.0);
  }
}

// Compares a run of a layer with the equation of its kind, of such parameters.
void check_run(const LayerKind& kind, const nn::RecurrentBase& layer, const StateDict& parameters,
               const Tensor& x, const nn::State& first = {}, const Tensor& mask = {}) {
  const auto found = layer.forward(x, first);
  const auto expected = run_equation(kind, parameters, x, first, mask);
  BOOST_TEST(close(found.output, expected.output, kRounding));
  BOOST_TEST(close(found.state, expected.state, kRounding));
}

}  // namespace

BOOST_DATA_TEST_CASE(layers_equal_their_equations, kEveryLayer, kind) {
  for (const Options& chosen : options_of(kind)) {
    const auto layer = make(kind, chosen);
    fill(*layer);
    for (const nn::State& first : {nn::State(), state_of(*layer)}) {
      check_run(kind, *layer, layer->state_dict(), input_of(), first);
    }
  }
}

// Many sequences, so that no mask is that of all of them by chance.
BOOST_DATA_TEST_CASE(dropping_units_of_h_is_a_mask_in_products_alone, kEveryLayer, kind) {
  if (!kind.has_product) return;
  Generator generator(5);
  const auto layer = kind.make(options({.input_size = kInput,
                                        .hidden_size = kHidden,
                                        .regularization = {.recurrent_dropout = 0.4}}),
                               generator);
  Generator same = generator;
  const Tensor mask = nn::dropout_mask({8, kHidden}, 0.4, float64, same);
  check_run(kind, *layer, layer->state_dict(), input_of(5, 8), {}, mask);
}

BOOST_DATA_TEST_CASE(dropped_weights_are_the_same_at_all_steps, kEveryLayer, kind) {
  if (!kind.has_product) return;
  Generator generator(5);
  const auto layer = kind.make(
      options(
          {.input_size = kInput, .hidden_size = kHidden, .regularization = {.weight_drop = 0.4}}),
      generator);
  Generator same = generator;
  StateDict parameters = layer->state_dict();
  Tensor& weight = parameters.at("weight_hh_l0");
  weight = nn::dropout(weight, 0.4, same);
  check_run(kind, *layer, parameters, input_of());
}

BOOST_AUTO_TEST_SUITE_END()
