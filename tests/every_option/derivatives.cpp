// Every recurrent layer with every option: first and second derivatives against differences.
#include "support/derivatives.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;
using Tensors = std::vector<Tensor>;
using test::options;

namespace {

constexpr Index kTime = 3, kBatch = 2, kInput = 2, kHidden = 3;

// An option, and what goes with it.
struct Setting {
  const char* name;
  nn::RecurrentOptions options;
  nn::Sequences sequences = {};
  bool single = false;   // one sequence without a batch axis
  bool classes = false;  // class indices instead of features
  bool packed = false;
  bool begins = false;  // no states are given
  bool (*fits)(const test::LayerKind&) = [](const test::LayerKind&) { return true; };
};

std::ostream& operator<<(std::ostream& stream, const Setting& setting) {
  return stream << setting.name;
}

bool with_product(const test::LayerKind& kind) {
  return kind.has_product;
}

std::vector<Setting> settings() {
  using Options = nn::RecurrentOptions;
  const auto reset = [](std::initializer_list<bool> flags) {
    return from_vector(std::vector<bool>(flags), {kTime, kBatch});
  };
  const auto merged = [](nn::Merge merge, Index layers) {
    return options({.input_size = kInput,
                    .hidden_size = kHidden,
                    .num_layers = layers,
                    .bidirectional = true,
                    .merge = merge});
  };
  const Options both = {.input_size = kInput, .hidden_size = kHidden, .bidirectional = true};
  return {
      {.name = "plain", .options = options({.input_size = kInput, .hidden_size = kHidden})},
      {.name = "no bias",
       .options = options({.input_size = kInput, .hidden_size = kHidden, .bias = false})},
      {.name = "a stack of both directions",
       .options = options(
           {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .bidirectional = true})},
      {.name = "sum", .options = merged(nn::Merge::sum, 1)},
      {.name = "mean", .options = merged(nn::Merge::mean, 1)},
      {.name = "product", .options = merged(nn::Merge::product, 2)},
      {.name = "batch first",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .batch_first = true,
                           .state_batch_first = true})},
      {.name = "projection",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .num_layers = 2,
                           .bidirectional = true,
                           .proj_size = 2}),
       .fits = [](const test::LayerKind& kind) { return kind.has_projection; }},
      {.name = "learned state",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .bidirectional = true,
                           .learned_state = true}),
       .sequences = {.reset = reset({false, false, false, true, false, false})},
       .begins = true},
      {.name = "dropout",
       .options = options(
           {.input_size = kInput, .hidden_size = kHidden, .num_layers = 2, .dropout = 0.4})},
      {.name = "variational dropout",
       .options = options(
           {.input_size = kInput,
            .hidden_size = kHidden,
            .num_layers = 2,
            .dropout = 0.4,
            .regularization = {.variational = true, .input_dropout = 0.4, .output_dropout = 0.4}})},
      {.name = "recurrent dropout",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .regularization = {.recurrent_dropout = 0.4, .weight_drop = 0.3}}),
       .fits = with_product},
      {.name = "weight normalisation",
       .options = options(
           {.input_size = kInput, .hidden_size = kHidden, .regularization = {.weight_norm = true}}),
       .fits = with_product},
      {.name = "zoneout",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .regularization = {.zoneout_hidden = 0.4}})},
      {.name = "zoneout of cells",
       .options = options({.input_size = kInput,
                           .hidden_size = kHidden,
                           .regularization = {.zoneout_hidden = 0.2, .zoneout_cell = 0.4}}),
       .fits = [](const test::LayerKind& kind) { return kind.states == 2; }},
      {.name = "lengths", .options = options(both), .sequences = {.lengths = {2, 3}}},
      {.name = "a length of 0", .options = options(both), .sequences = {.lengths = {0, 2}}},
      {.name = "reset",
       .options = options(both),
       .sequences = {.lengths = {3, 2}, .reset = reset({false, true, true, false, false, false})}},
      {.name = "one sequence",
       .options = options({.input_size = kInput, .hidden_size = kHidden}),
       .single = true},
      {.name = "class indices", .options = options(both), .classes = true},
      {.name = "packed", .options = options(both), .packed = true},
  };
}

// A layer in a setting, called with leaves: its inputs and parameters.
class Call {
 public:
  Call(const test::LayerKind& kind, const Setting& setting)
      : setting_(setting), layer_(kind.make(setting.options, generator_)) {
    const nn::RecurrentOptions& options = setting.options;
    Shape shape = {kTime, kBatch, kInput};
    if (setting.single) shape.erase(1);
    if (options.batch_first) std::swap(shape[0], shape[1]);
    input_ = test::random_leaf(shape, generator_);
    if (setting.classes) {
      input_ = argmax(input_.detach(), -1);
    } else {
      leaves_.push_back(input_);
    }
    const Index rows = options.num_layers * (options.bidirectional ? 2 : 1);
    for (std::size_t i = 0; i < kind.states && !setting.begins; ++i) {
      const bool projected = i == 0 && options.proj_size > 0;
      Shape state = {rows, kBatch, projected ? options.proj_size : kHidden};
      if (setting.single) state.erase(1);
      if (options.state_batch_first) std::swap(state[0], state[1]);
      states_.push_back(test::random_leaf(state, generator_));
      leaves_.push_back(states_.back());
    }
    // The states of an SLSTM that divide and count are positive.
    for (std::size_t i = 2; i < states_.size(); ++i) states_[i].set_data(abs(states_[i]) + 1);
    for (const Tensor& parameter : layer_->parameters()) leaves_.push_back(parameter);
  }

  const Tensors& leaves() const { return leaves_; }

  // Outputs and last states, with the same random draws in each call.
  Tensors operator()() const {
    generator_ = Generator(3);
    const nn::State state = nn::State::of(states_);
    Tensors outputs;
    nn::State last;
    if (setting_.packed) {
      const auto result = layer_->forward(
          nn::pack_padded_sequence(input_, {2, 3}, {.enforce_sorted = false}), state);
      outputs.push_back(result.output.data);
      last = result.state;
    } else {
      const auto result = layer_->forward(input_, state, setting_.sequences);
      outputs.push_back(result.output);
      last = result.state;
    }
    for (const Tensor& tensor : last.tensors()) outputs.push_back(tensor);
    return outputs;
  }

 private:
  const Setting& setting_;
  mutable Generator generator_{5};
  test::LayerKind::Made layer_;
  Tensor input_;
  Tensors states_, leaves_;
};

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

}  // namespace

BOOST_AUTO_TEST_SUITE(every_option)

BOOST_DATA_TEST_CASE(derivatives, kEveryLayer* boost::unit_test::data::make(settings()), kind,
                     setting) {
  if (!setting.fits(kind)) {
    Generator generator(1);
    BOOST_CHECK_THROW(kind.make(setting.options, generator), ValueError);
    return;
  }
  const Call call(kind, setting);
  const auto run = [&](const Tensors&) { return call(); };
  // The second in random directions: whole, the second derivatives of all would take a minute.
  test::check_derivatives(run, call.leaves(), {.whole_jacobian = 256});
}

BOOST_AUTO_TEST_SUITE_END()
