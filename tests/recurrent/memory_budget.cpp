// Recurrent layers that save less than their backward pass needs and recompute the rest: every bit
// of what they give stays the same, and less memory is alive. See Note [The memory budget].
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck/point.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/memory.hpp>
#include <xgrad/nn/cell.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"
#include <limits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(memory_budget)

using Tensors = std::vector<Tensor>;

namespace {

constexpr Index kTiny = 1, kHuge = Index{1} << 40;

// A user's cell in the most general form: rows kept apart, two states, and h in the formula.
struct Coupled {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 2;
  static constexpr bool kSeparate = true;
  static constexpr auto formula = [](auto xa, auto xb, auto ha, auto hb, auto h, auto c) {
    const auto c_next = 0.5 * c + tanh(xa + ha) * h;
    return std::tuple{sigmoid(xb + hb) * c_next + 0.25 * h, c_next};
  };
};

// What is done with a layer and its inputs: a sequence, h and, where there is one, c.
using Use = std::function<Tensors(const nn::RecurrentBase&, const Tensors&)>;

struct Cell {
  const char* name;
  Index kept;  // elements of a step without a limit, for each of h
  Index states;
  std::unique_ptr<nn::RecurrentBase> (*make)(nn::RecurrentOptions, Generator&);
};

std::ostream& operator<<(std::ostream& stream, const Cell& cell) {
  return stream << cell.name;
}

template <class Layer, bool unroll = false>
std::unique_ptr<nn::RecurrentBase> made(nn::RecurrentOptions options, Generator& generator) {
  options.unroll = unroll;
  return std::make_unique<Layer>(options, generator);
}

const std::vector<Cell> kCells = {
    {"RNN", 1, 1, made<nn::RNN>},
    {"RNN with relu", 1, 1,
     [](nn::RecurrentOptions options, Generator& generator) -> std::unique_ptr<nn::RecurrentBase> {
       const nn::CellVariant<nn::cells::RNN> relu = {nn::Nonlinearity::relu};
       return std::make_unique<nn::RNN>(options, relu, generator);
     }},
    {"LSTM", 5, 2, made<nn::LSTM>},
    {"GRU", 6, 1, made<nn::GRU>},
    {"a user's cell", 5, 2, made<nn::Recurrent<Coupled>>},
    {"LSTM, unrolled", 5, 2, made<nn::LSTM, true>},
    {"GRU, unrolled", 6, 1, made<nn::GRU, true>},
};

// A layer in a setting: how long, how wide, and how much is kept.
struct Setting {
  Index time, batch;
  nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 5};
  bool classes = false;

  Index scans() const { return options.num_layers * (options.bidirectional ? 2 : 1); }
  // Bytes saved for the backward pass without a limit.
  Index all(const Cell& cell) const {
    return scans() * time * batch * options.hidden_size * cell.kept *
           static_cast<Index>(size_of(options.dtype));
  }
};

Tensor drawn(const Shape& shape, DType dtype, Generator& generator) {
  return Tensor(to(test::random_normal(shape, generator), dtype)).requires_grad_();
}

Tensors use(const Cell& cell, const Setting& setting, Index budget, const Use& what) {
  Generator generator(5);
  nn::RecurrentOptions options = setting.options;
  options.memory_budget = budget;
  const auto layer = cell.make(options, generator);
  const auto [first, second] = options.batch_first ? std::pair{setting.batch, setting.time}
                                                   : std::pair{setting.time, setting.batch};
  Tensors inputs = {drawn({first, second, options.input_size}, options.dtype, generator)};
  if (setting.classes) inputs[0] = argmax(inputs[0].detach(), 2);
  for (Index i = 0; i < cell.states; ++i) {
    const Shape shape = {setting.scans(), setting.batch, options.hidden_size};
    inputs.push_back(drawn(shape, options.dtype, generator));
  }
  return what(*layer, inputs);
}

Tensors outputs_of(const nn::RecurrentBase& layer, const Tensors& inputs) {
  const auto [output, state] =
      layer.forward(inputs[0], {inputs[1], inputs.size() > 2 ? inputs[2] : Tensor()});
  return state.c.defined() ? Tensors{output, state.h, state.c} : Tensors{output, state.h};
}

// A loss that weighs every element differently.
Tensor loss_of(const Tensors& outputs) {
  Generator generator(11);
  Tensor loss;
  for (const Tensor& x : outputs) {
    const Tensor part = sum(mul(x, drawn(x.shape(), x.dtype(), generator).detach()));
    loss = loss.defined() ? add(loss, part) : part;
  }
  return loss;
}

// All leaves that need gradients.
Tensors leaves_of(const nn::RecurrentBase& layer, const Tensors& inputs) {
  Tensors leaves = layer.parameters();
  leaves.insert(leaves.end(), inputs.begin(), inputs.end());
  std::erase_if(leaves, [](const Tensor& leaf) { return !leaf.requires_grad(); });
  return leaves;
}

Tensors first_order(const nn::RecurrentBase& layer, const Tensors& inputs) {
  Tensors found = outputs_of(layer, inputs);
  loss_of(found).backward();
  for (const Tensor& leaf : leaves_of(layer, inputs)) found.push_back(leaf.grad());
  return found;
}

// Recorded gradients.
Tensors recorded(const nn::RecurrentBase& layer, const Tensors& inputs) {
  return grad({loss_of(outputs_of(layer, inputs))}, leaves_of(layer, inputs),
              {.create_graph = true});
}

Tensors second_order(const nn::RecurrentBase& layer, const Tensors& inputs) {
  return grad({loss_of(recorded(layer, inputs))}, leaves_of(layer, inputs));
}

std::vector<double> numbers(const Tensor& x) {
  return to(x, float64).to_vector<double>();
}

// Bits do not depend on the budget.
void check_bits(const Cell& cell, const Setting& setting, const Use& what = first_order) {
  const Tensors expected = use(cell, setting, 0, what);
  const Index all = setting.all(cell);
  for (const Index budget : {kTiny, all / 4, all / 2, all - 1, all, kHuge}) {
    const Tensors found = use(cell, setting, budget, what);
    BOOST_TEST_REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      BOOST_TEST(check::same_bits(numbers(found[i]), numbers(expected[i])),
                 "tensor " << i << " differs with " << budget << " of " << all
                           << " bytes, T = " << setting.time << ", batch = " << setting.batch);
    }
  }
}

void check_both_dtypes(const Cell& cell, Setting setting, const Use& what = first_order) {
  for (const DType dtype : {float32, float64}) {
    setting.options.dtype = dtype;
    check_bits(cell, setting, what);
  }
}

const auto kEveryCell = boost::unit_test::data::make(kCells);

}  // namespace

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_gradients_bitwise_in_all_shapes, kEveryCell, cell) {
  // Groups of many steps, of several, of one; a last one that is shorter; chunks of several steps.
  for (const auto& [time, batch] : std::vector<std::pair<Index, Index>>{
           {1, 2}, {1, 300}, {577, 1}, {37, 32}, {20, 50}, {9, 100}, {5, 300}}) {
    check_both_dtypes(cell, {.time = time, .batch = batch});
  }
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_gradients_bitwise_in_bidirectional_stacks, kEveryCell,
                     cell) {
  check_both_dtypes(cell, {.time = 11,
                           .batch = 100,
                           .options = {.input_size = 3,
                                       .hidden_size = 5,
                                       .num_layers = 2,
                                       .batch_first = true,
                                       .dropout = 0.25,
                                       .bidirectional = true}});
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_gradients_bitwise_in_wide_layers, kEveryCell, cell) {
  check_bits(cell, {.time = 21, .batch = 33, .options = {.input_size = 40, .hidden_size = 48}});
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_gradients_bitwise_for_class_indices, kEveryCell, cell) {
  for (const bool bias : {true, false}) {
    check_both_dtypes(cell, {.time = 13,
                             .batch = 100,
                             .options = {.input_size = 7, .hidden_size = 5, .bias = bias},
                             .classes = true});
  }
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_recorded_gradients_bitwise, kEveryCell, cell) {
  check_both_dtypes(cell, {.time = 5, .batch = 150}, recorded);
}

// A pass through those adds up in the order in which they were recorded, which the budget changes.
BOOST_DATA_TEST_CASE(a_memory_budget_keeps_second_derivatives_up_to_rounding, kEveryCell, cell) {
  Setting setting = {.time = 5, .batch = 150};
  setting.options.dtype = float64;
  const Tensors expected = use(cell, setting, 0, second_order);
  const Tensors found = use(cell, setting, kTiny, second_order);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double largest = max(abs(expected[i])).item<double>();
    BOOST_TEST(max(abs(sub(found[i], expected[i]))).item<double>() <= 1e-14 * largest);
  }
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_two_passes_bitwise, kEveryCell, cell) {
  check_both_dtypes(cell, {.time = 7, .batch = 100}, [](const auto& layer, const auto& inputs) {
    const Tensor loss = loss_of(outputs_of(layer, inputs));
    loss.backward({}, {.retain_graph = true});
    loss.backward();
    Tensors found;
    for (const Tensor& leaf : leaves_of(layer, inputs)) found.push_back(leaf.grad());
    return found;
  });
}

BOOST_DATA_TEST_CASE(a_memory_budget_keeps_single_gradients_bitwise, kEveryCell, cell) {
  const Setting setting = {.time = 9, .batch = 100};
  const std::size_t targets = 4 + 1 + static_cast<std::size_t>(cell.states);
  for (std::size_t target = 0; target < targets; ++target) {
    const auto chosen = [target](const auto& layer, const auto& inputs) {
      return leaves_of(layer, inputs)[target];
    };
    check_bits(cell, setting, [&](const auto& layer, const auto& inputs) {
      const Tensor loss = loss_of(outputs_of(layer, inputs));
      return Tensors{grad(loss, chosen(layer, inputs))};
    });
    check_bits(cell, setting, [&](const auto& layer, const auto& inputs) {
      const Tensor kept = chosen(layer, inputs);
      for (Tensor leaf : leaves_of(layer, inputs))
        leaf.requires_grad_(leaf.body().get() == kept.body().get());
      return first_order(layer, inputs);
    });
  }
}

BOOST_DATA_TEST_CASE(derivatives, kEveryCell, cell) {
  const Setting setting = {
      .time = 3, .batch = 260, .options = {.input_size = 1, .hidden_size = 2, .dtype = float64}};
  use(cell, setting, kTiny, [](const auto& layer, const Tensors& inputs) {
    const Tensors leaves = leaves_of(layer, inputs);
    const auto outputs = [&](const Tensors&) { return outputs_of(layer, inputs); };
    test::check_derivatives(outputs, leaves);
    return Tensors();
  });
}

// What is alive at most during a training step, and after its forward pass, besides what was
// before.
struct Memory {
  std::int64_t peak, forward;
};

Memory memory_of(const Cell& cell, const Setting& setting, Index budget) {
  Memory found = {};
  use(cell, setting, budget, [&](const auto& layer, const Tensors& inputs) {
    const std::int64_t before = live_counts().bytes;
    reset_peak_bytes();
    const Tensor loss = loss_of(outputs_of(layer, inputs));
    found.forward = live_counts().bytes - before;
    loss.backward();
    found.peak = peak_bytes() - before;
    return Tensors();
  });
  return found;
}

BOOST_AUTO_TEST_CASE(the_largest_memory_budget_keeps_outputs_of_linear_cells) {
  nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 5, .bidirectional = true};
  const nn::MinGRU free(options);
  options.memory_budget = std::numeric_limits<Index>::max();
  const nn::MinGRU limited(options);
  limited.load_state_dict(free.state_dict());
  const Tensor x = randn({7, 4, 3});
  BOOST_TEST(test::close(limited(x).output, free(x).output, {.absolute = 1e-6}));
}

BOOST_DATA_TEST_CASE(peak_memory_follows_the_budget, kEveryCell, cell) {
  const Setting setting = {
      .time = 80,
      .batch = 32,
      .options = {.input_size = 4, .hidden_size = 32, .num_layers = 2, .bidirectional = true}};
  const Index all = setting.all(cell);
  const Memory least = memory_of(cell, setting, kTiny), most = memory_of(cell, setting, 0);
  for (const Index budget : {all / 8, all / 4, all / 2}) {
    const Memory some = memory_of(cell, setting, budget);
    BOOST_TEST(some.forward <= least.forward + budget);
    BOOST_TEST(some.peak <= least.peak + budget);
    BOOST_TEST(some.peak < most.peak - (all - budget) / 2);
  }
}

BOOST_AUTO_TEST_CASE(backward_refuses_overwritten_outputs) {
  const auto changed = [](const Cell& cell, Index budget, const auto& change) {
    use(cell, {.time = 9, .batch = 100}, budget, [&](const auto& layer, const Tensors& inputs) {
      const Tensors outputs = outputs_of(layer, inputs);
      const Tensor loss = loss_of(outputs);
      change(layer, outputs);
      BOOST_CHECK_EXCEPTION(loss.backward(), GraphError, test::says("was changed after use"));
      return Tensors();
    });
  };
  for (const Cell& cell : kCells) {
    for (const Index budget : {Index{0}, kTiny}) {
      changed(cell, budget, [](const auto&, const Tensors& outputs) {
        outputs[0].detach().copy_(zeros_like(outputs[0]));
      });
      changed(cell, budget, [](const auto& layer, const Tensors&) {
        layer.parameters()[1].set_data(zeros_like(layer.parameters()[1]));
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(without_gradients_nothing_is_recorded) {
  const auto outputs = [](const auto& layer, const Tensors& inputs) {
    const NoGrad unrecorded;
    const Tensors result = outputs_of(layer, inputs);
    BOOST_TEST(!result[0].requires_grad());
    return result;
  };
  for (const Cell& cell : kCells) check_bits(cell, {.time = 9, .batch = 100}, outputs);
}

BOOST_AUTO_TEST_SUITE_END()
