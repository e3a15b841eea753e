// The values of a stepper are those of its layer, for every cell, size and option.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent/cells/lstm.hpp>

#include <boost/test/data/test_case.hpp>

#include "recurrent/every_layer.hpp"
#include "stepper/steps.hpp"
#include <algorithm>

using namespace xgrad;
using test::check_steps;
using test::LayerKind;

BOOST_AUTO_TEST_SUITE(values)

namespace {

LayerKind::Made make(const LayerKind& kind, const nn::RecurrentOptions& options) {
  static Generator generator;  // which layers draw from as long as they live
  generator = Generator(5);
  return kind.make(options, generator);
}

// The layers whose cells have a compiled step.
std::vector<LayerKind> every_compiled_layer() {
  std::vector<LayerKind> kinds = test::every_layer();
  std::erase_if(kinds, [](const LayerKind& kind) {
    return make(kind, {.input_size = 1, .hidden_size = 1})->cell().step != nullptr;
  });
  return kinds;
}

/// A cell whose formula takes everything that a formula can take.
struct Everything {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 3;
  static constexpr bool kSeparate = true;
  static constexpr bool kTakesInput = true;
  static constexpr double kInitial[] = {0.5, 0.25, -0.125};
  static constexpr std::string_view kVectors[] = {"first", "second"};
  static constexpr auto formula = [](auto x0, auto x1, auto h0, auto h1, auto x, auto h, auto s1,
                                     auto s2, auto first, auto second) {
    const auto next = tanh(x0 + first * h0 + 0.5 * x);
    return std::tuple{0.5 * h + next * s1, sigmoid(x1 - h1) * s1 + second * x, 0.5 * s2 - next};
  };
};

/// A cell with separate gate blocks but without a recurrent product: it takes W x + b twice.
struct Twice {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr bool kRecurrent = false;
  static constexpr auto formula = [](auto x0, auto x1, auto y0, auto y1, auto h) {
    return tanh(x0 - 0.5 * y1) + sigmoid(x1 * y0) * 0.5 * h;
  };
};

/// A cell without gate blocks.
struct Diagonal {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr std::string_view kVectors[] = {"weight_x", "weight_h"};
  static constexpr auto formula = [](auto x, auto h, auto w, auto u) {
    return tanh(w * x + u * h);
  };
};

/// A linear cell whose coefficients take the input.
struct Average {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr auto coefficients = [](auto a, auto x) {
    return std::tuple{sigmoid(a), sigmoid(-a) * x};
  };
};

template <class Cell>
void check_cell() {
  for (const DType dtype : {float32, float64}) {
    for (Index hidden = 1; hidden <= 70; ++hidden) {
      const nn::Recurrent<Cell> layer({.input_size = hidden,
                                       .hidden_size = hidden,
                                       .num_layers = 1 + hidden % 3,
                                       .dtype = dtype});
      check_steps(layer, 1 + hidden % 5);
    }
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(every_hidden_size, every_compiled_layer(), kind) {
  for (const DType dtype : {float32, float64}) {
    for (Index hidden = 1; hidden <= 70; ++hidden) {
      BOOST_TEST_CONTEXT("hidden_size " << hidden) {
        for (const Index batch : {Index{1}, 1 + hidden % 5}) {
          check_steps(
              *make(kind, {.input_size = 1 + hidden % 4, .hidden_size = hidden, .dtype = dtype}),
              batch);
        }
      }
    }
  }
}

BOOST_DATA_TEST_CASE(every_input_size_and_batch, every_compiled_layer(), kind) {
  for (const Index hidden : {7, 16, 33}) {
    for (Index batch = 1; batch <= 5; ++batch) {
      for (const Index input : {1, 2, 3, 5, 8, 19, 64}) {
        check_steps(*make(kind, {.input_size = input, .hidden_size = hidden}), batch);
      }
    }
  }
}

BOOST_DATA_TEST_CASE(every_option, every_compiled_layer(), kind) {
  for (const DType dtype : {float32, float64}) {
    const nn::RecurrentOptions usual = {.input_size = 5, .hidden_size = 12, .dtype = dtype};
    std::vector<nn::RecurrentOptions> options(8, usual);
    options[0].num_layers = 3;
    options[1].bias = false;
    options[2].learned_state = true;
    options[2].num_layers = 2;
    options[3].batch_first = true;
    options[4].state_batch_first = true;
    options[4].num_layers = 2;
    options[5].num_layers = 2;
    options[5].dropout = 0.5;
    options[5].regularization = {.input_dropout = 0.5, .output_dropout = 0.5};
    options[6].regularization.zoneout_hidden = 0.25;
    options[6].num_layers = 2;
    options[7].memory_budget = 1;
    if (kind.has_product) {
      options.push_back(usual);
      options.back().regularization = {
          .recurrent_dropout = 0.5, .weight_drop = 0.5, .weight_norm = true};
    }
    if (kind.states == 2) {
      options.push_back(usual);
      options.back().regularization = {.zoneout_hidden = 0.125, .zoneout_cell = 0.25};
    }
    if (kind.has_projection) {
      for (const Index size : {1, 3, 4, 9}) {
        options.push_back(usual);
        options.back().proj_size = size;
        options.back().num_layers = 2;
        options.back().learned_state = size == 3;
        options.back().regularization.zoneout_hidden = size == 9 ? 0.25 : 0;
      }
    }
    for (std::size_t i = 0; i < options.size(); ++i) {
      BOOST_TEST_CONTEXT("option " << i) {
        check_steps(*make(kind, options[i]), 3);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(cells_of_users) {
  check_cell<Everything>();
  check_cell<Twice>();
  check_cell<Diagonal>();
  check_cell<Average>();
}

// Eight units fill a narrow register exactly: a wide one would compute with unused lanes.
BOOST_AUTO_TEST_CASE(few_units_use_narrow_registers) {
  const nn::CellInfo& cell = nn::cell_info<nn::cells::LSTM>();
  BOOST_TEST(cell.narrow_steps->lanes[0] <= 8);
  BOOST_TEST(cell.narrow_steps->lanes[0] <= cell.steps->lanes[0]);
  BOOST_TEST(cell.narrow_steps->lanes[0] == 2 * cell.narrow_steps->lanes[1]);
  BOOST_TEST(cell.steps->lanes[0] == 2 * cell.steps->lanes[1]);
#ifdef HAS_AVX2_OBJECTS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    BOOST_TEST(cell.narrow_steps->lanes[0] == 8);
    BOOST_TEST(cell.steps->lanes[0] >= 8);
  }
#endif
}

BOOST_AUTO_TEST_SUITE_END()
