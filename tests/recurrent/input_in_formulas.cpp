// Cells whose formulas take the input x, against composite cells of the same equations.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/cell.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/names_of.hpp"

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(input_in_formulas)

using Tensors = std::vector<Tensor>;

namespace {

constexpr Index kTime = 130;  // with three sequences more rows than a group of chunks
constexpr Tolerance kSecondDerivatives = {.absolute = 1e-11, .relative = 1e-11};

constexpr nn::RecurrentOptions sized() {
  return {.input_size = kHidden, .hidden_size = kHidden, .dtype = float64};
}

constexpr std::string_view kDiagonal[] = {"wf", "wi", "wo", "wg", "uf", "ui",
                                          "uo", "ug", "bf", "bi", "bo", "bg"};

/// LSTM whose weights are all diagonal.
///   f, i, o = sigma(w x + u h + b)   c' = f * c + i * tanh(w_g x + u_g h + b_g)
///   h' = o * tanh(c')
struct DiagonalLSTM {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 2;
  static constexpr bool kTakesInput = true;
  static constexpr std::span<const std::string_view> kVectors = kDiagonal;
  static constexpr auto formula = [](auto x, auto h, auto c, auto wf, auto wi, auto wo, auto wg,
                                     auto uf, auto ui, auto uo, auto ug, auto bf, auto bi, auto bo,
                                     auto bg) {
    const auto next = sigmoid(wf * x + uf * h + bf) * c +
                      sigmoid(wi * x + ui * h + bi) * tanh(wg * x + ug * h + bg);
    return std::tuple{sigmoid(wo * x + uo * h + bo) * tanh(next), next};
  };

  /// The step as a composite of operations.
  struct Composite {
    static constexpr int kBlocks = 0;
    static constexpr int kStates = 2;
    static std::vector<nn::CellParameter> parameters(Index /*input_size*/, Index hidden_size) {
      std::vector<nn::CellParameter> vectors;
      for (const std::string_view name : kDiagonal) {
        vectors.push_back({std::string(name), {hidden_size}});
      }
      return vectors;
    }
    static Tensors step(const nn::StepInput& in) {
      const auto a = [&](std::size_t gate) {
        const Tensors& own = in.weights.own;
        return own[gate] * in.from_input + own[gate + 4] * in.states[0] + own[gate + 8];
      };
      const Tensor next = sigmoid(a(0)) * in.states[1] + sigmoid(a(1)) * tanh(a(3));
      return {sigmoid(a(2)) * tanh(next), next};
    }
  };
};

/// A composite cell with the parameters of a cell with `blocks` gate blocks and x.
template <int blocks, bool recurrent>
struct Products {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static std::vector<nn::CellParameter> parameters(Index input_size, Index hidden_size) {
    const Index rows = blocks * hidden_size;
    if (!recurrent) return {{"weight_ih", {rows, input_size}}, {"bias_ih", {rows}}};
    return {{"weight_ih", {rows, input_size}},
            {"weight_hh", {rows, hidden_size}},
            {"bias_ih", {rows}},
            {"bias_hh", {rows}}};
  }
  static Tensors blocks_of(const Tensor& product) { return chunk(product, blocks, 1); }
};

/// A unit with a highway connection from its input, and the two products separate.
///   z = sigma(x_z + h_z)   h' = z * x + (1 - z) * tanh(x_n + z * h_n)
struct Highway {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr bool kTakesInput = true;
  static constexpr auto formula = [](auto xz, auto xn, auto hz, auto hn, auto x) {
    const auto z = sigmoid(xz + hz);
    return z * x + (1 - z) * tanh(xn + z * hn);
  };

  struct Composite : Products<2, true> {
    static Tensors step(const nn::StepInput& in) {
      const Tensors& own = in.weights.own;
      const Tensors a = blocks_of(linear(in.from_input, own[0], own[2]));
      const Tensors u = blocks_of(linear(in.states[0], own[1], own[3]));
      const Tensor z = sigmoid(a[0] + u[0]);
      return {z * in.from_input + (1.0 - z) * tanh(a[1] + z * u[1])};
    }
  };
};

/// A linear cell: an average of the inputs whose memory depends on them.
///   h' = sigma(a) * h + sigma(-a) * x
struct Average {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr auto coefficients = [](auto a, auto x) {
    return std::tuple{sigmoid(a), sigmoid(-a) * x};
  };

  struct Composite : Products<1, false> {
    static Tensors step(const nn::StepInput& in) {
      const Tensor keep = sigmoid(linear(in.from_input, in.weights.own[0], in.weights.own[1]));
      return {keep * in.states[0] + (1.0 - keep) * in.from_input};
    }
  };
};

// Options of layers whose inputs have as many features as their states, and a batch of sequences.
struct Case {
  const char* name;
  void (*set)(nn::RecurrentOptions& options) = [](nn::RecurrentOptions&) {};
  std::vector<Index> lengths = {};
  bool packed = false;
};

std::ostream& operator<<(std::ostream& stream, const Case& chosen) {
  return stream << chosen.name;
}

const std::vector<Case> kCases = {
    {"one layer"},
    {"batch_first", [](auto& o) { o.batch_first = true; }},
    {"bidirectional", [](auto& o) { o.bidirectional = true; }},
    {"stacked in both directions",
     [](auto& o) {
       o.num_layers = 2, o.bidirectional = true, o.merge = nn::Merge::sum, o.learned_state = true;
     }},
    {"dropout between layers", [](auto& o) { o.num_layers = 2, o.dropout = 0.5; }},
    {"input_dropout and zoneout",
     [](auto& o) { o.regularization = {.input_dropout = 0.5, .zoneout_hidden = 0.5}; }},
    {"lengths", [](auto& o) { o.bidirectional = true; }, {2, 0, kTime}},
    {"packed", [](auto& o) { o.bidirectional = true; }, {2, 0, kTime}, true},
    {"memory_budget", [](auto& o) { o.num_layers = 2, o.memory_budget = 1; }},
    {"memory_budget with lengths", [](auto& o) { o.memory_budget = 1; }, {2, 0, kTime}},
};

Tensor output_of(const nn::RecurrentBase& layer, const Tensor& x, const Case& chosen) {
  if (!chosen.packed) return layer.forward(x, nn::Sequences{.lengths = chosen.lengths}).output;
  const nn::PackOptions unsorted = {.enforce_sorted = false};
  return layer.forward(nn::pack_padded_sequence(x, chosen.lengths, unsorted)).output.data;
}

// The output of a layer, and first and second derivatives for its input and its parameters.
Tensors results(const nn::RecurrentBase& layer, const Case& chosen) {
  const bool batch_first = layer.options().batch_first;
  Tensor x = recipe(1, batch_first ? Shape{3, kTime, kHidden} : Shape{kTime, 3, kHidden});
  Tensors inputs = layer.parameters();
  inputs.push_back(x.requires_grad_());
  Tensors all = {output_of(layer, x, chosen)};
  const Tensors first = grad({weighted(all[0])}, inputs, {.create_graph = true});
  Tensor loss = zeros({}, float64);
  for (const Tensor& gradient : first) loss = loss + weighted(gradient);
  const Tensors second = grad({loss}, inputs);
  all.insert(all.end(), first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

// Compares a cell with the composite cell of its equations.
template <class Cell>
void check_case(const Case& chosen) {
  nn::RecurrentOptions options = sized();
  chosen.set(options);
  Generator generator(5), generator_of_composite(5);
  const nn::Recurrent<Cell> layer(options, generator);
  const nn::Recurrent<typename Cell::Composite> composite(options, generator_of_composite);
  composite.load_state_dict(layer.state_dict());
  BOOST_TEST(close(results(layer, chosen), results(composite, chosen), kSecondDerivatives));
}

}  // namespace

BOOST_DATA_TEST_CASE(kTakesInput_without_blocks_matches_operations, kCases, chosen) {
  check_case<DiagonalLSTM>(chosen);
}

BOOST_DATA_TEST_CASE(kTakesInput_after_separate_blocks_matches_operations, kCases, chosen) {
  check_case<Highway>(chosen);
}

BOOST_DATA_TEST_CASE(kTakesInput_of_a_linear_cell_matches_operations, kCases, chosen) {
  check_case<Average>(chosen);
}

BOOST_AUTO_TEST_CASE(derivatives_of_formulas_that_take_the_input_match_differences) {
  const auto check = [](const nn::RecurrentBase& layer) {
    const Tensor x = recipe(1, {3, 2, kHidden}).requires_grad_();
    check_derivatives([&](const Tensors& t) { return layer.forward(t[0]).output; }, {x});
  };
  check(nn::Recurrent<DiagonalLSTM>(sized()));
  check(nn::Recurrent<Highway>(sized()));
  check(nn::Recurrent<Average>(sized()));
}

BOOST_AUTO_TEST_CASE(a_formula_without_blocks_has_only_vectors_as_parameters) {
  const nn::RecurrentCell<DiagonalLSTM> cell(
      {.input_size = kHidden, .hidden_size = kHidden, .dtype = float64});
  BOOST_TEST(names_of(cell) ==
             (std::vector<std::string>(std::begin(kDiagonal), std::end(kDiagonal))));
  const nn::Recurrent<DiagonalLSTM> layer(sized());
  nn::vector_to_parameters(nn::parameters_to_vector(cell.parameters()), layer.parameters());
  const Tensor x = recipe(1, {1, 2, kHidden});
  BOOST_TEST(close(cell(select(x, 0, 0)).h, squeeze(layer(x).state.h, 0)));
}

BOOST_AUTO_TEST_CASE(observe_steps_reports_the_states_of_a_formula_that_takes_the_input) {
  const nn::Recurrent<DiagonalLSTM> layer(sized());
  Tensors seen;
  layer.observe_steps([&](const nn::ObservedStep& step) {
    seen.push_back(step.states[0]);
    BOOST_TEST(step.gates.empty());
  });
  const Tensor output = layer(recipe(1, {3, 2, kHidden})).output;
  BOOST_TEST(close(stack(seen), output));
}

BOOST_AUTO_TEST_CASE(kTakesInput_requires_equal_sizes) {
  const auto refuses = [](const nn::RecurrentOptions& options, const char* text) {
    BOOST_CHECK_EXCEPTION(nn::Recurrent<Highway>{options}, ValueError, says(text));
  };
  refuses({.input_size = 3, .hidden_size = 4},
          "recurrent layer: input_size is 3, but this cell's formula takes the input "
          "(kTakesInput), expected hidden_size = 4\n  hint: put an nn::Linear before it");
  refuses({.input_size = 4, .hidden_size = 4, .num_layers = 2, .bidirectional = true},
          "recurrent layer: layer 1 has an input of 8 features, the output of layer 0, but this "
          "cell's formula takes the input (kTakesInput), expected hidden_size = 4");
  refuses({.input_size = 4, .hidden_size = 4, .num_layers = 2, .proj_size = 3},
          "an input of 3 features, the output of layer 0");
  BOOST_CHECK_EXCEPTION(nn::RecurrentCell<Highway>({.input_size = 3, .hidden_size = 4}), ValueError,
                        says("recurrent cell: input_size is 3"));
}

BOOST_AUTO_TEST_CASE(kTakesInput_allows_projections_of_the_size_of_the_input) {
  // Two directions of half the size, concatenated.
  const nn::Recurrent<Highway> layer(options(
      {.input_size = 4, .hidden_size = 4, .num_layers = 2, .bidirectional = true, .proj_size = 2}));
  const Tensor x = recipe(1, {3, 2, 4}).requires_grad_();
  check_derivatives([&](const Tensors& t) { return layer(t[0]).output; }, {x});
}

BOOST_AUTO_TEST_CASE(kTakesInput_refuses_class_indices) {
  const nn::Recurrent<Highway> layer(sized());
  BOOST_CHECK_EXCEPTION(layer(tensor({{0, 1}})), ValueError,
                        says("the input holds class indices, but this cell takes the input itself "
                             "(kTakesInput)"));
}

BOOST_AUTO_TEST_SUITE_END()
