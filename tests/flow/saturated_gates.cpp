// Gates that are all but open or shut: what is left of them keeps its digits.
#include <xgrad/autograd/autograd.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(saturated_gates)

namespace {

template <class Cell>
using Variant = nn::CellVariant<Cell>;

// All weights 0 but the first bias, so that its blocks are the arguments of the gates.
template <class Cell>
nn::RecurrentCell<Cell> with_blocks(const Variant<Cell>& variant,
                                    const std::vector<double>& blocks) {
  const nn::RecurrentCell<Cell> step({.input_size = 1, .hidden_size = 1, .dtype = float64},
                                     variant);
  for (const auto& [name, parameter] : step.named_parameters()) {
    parameter.set_data(name == "bias_ih" ? from_vector(blocks, {static_cast<Index>(blocks.size())})
                                         : zeros_like(parameter));
  }
  return step;
}

// d h' / d h of one step.
template <class Cell>
double by_state(const std::vector<double>& blocks, const Variant<Cell>& variant = {}) {
  const auto step = with_blocks<Cell>(variant, blocks);
  const Tensor h = full({1, 1}, 0.5, float64).requires_grad_();
  step(zeros({1, 1}, float64), {h}).h.backward();
  return h.grad().template item<double>();
}

// d s' / d a of one step, for the argument a of a block and the last state.
template <class Cell>
double by_block(const std::vector<double>& blocks, Index block, const Variant<Cell>& variant = {}) {
  const auto step = with_blocks<Cell>(variant, blocks);
  step(zeros({1, 1}, float64)).tensors().back().backward();
  return select(step.get_parameter("bias_ih").grad(), 0, block).template item<double>();
}

struct Left {
  const char* name;
  std::function<double()> derivative;
};

std::ostream& operator<<(std::ostream& stream, const Left& left) {
  return stream << left.name;
}

// A gate with the argument 30 leaves sigma(-30), which 1 - sigma(30) has three digits of.
constexpr double kOpen = 30;
using Update = nn::UpdateGate;
const auto kLeft = boost::unit_test::data::make(std::vector<Left>{
    {"GRU",
     [] {
       return by_state<nn::cells::GRU>({0, kOpen, 0});
     }},
    {"GRU that keeps",
     [] {
       return by_block<nn::cells::GRU>({0, kOpen, 0}, 2, {.update_gate = Update::keep});
     }},
    {"GRU with the reset before",
     [] {
       return by_state<nn::cells::GRU>({0, kOpen, 0}, {.reset_after = false});
     }},
    {"GRU that keeps, with the reset before",
     [] {
       return by_block<nn::cells::GRU>({0, kOpen, 0}, 2,
                                       {.update_gate = Update::keep, .reset_after = false});
     }},
    {"MGU",
     [] {
       return by_state<nn::cells::MGU>({kOpen, 0});
     }},
    {"CoupledLSTM",
     [] {
       return by_block<nn::cells::CoupledLSTM>({kOpen, 0, 0}, 1);
     }},
    {"MinGRU",
     [] {
       return by_state<nn::cells::MinGRU>({kOpen, 0});
     }},
    {"MinLSTM",
     [] {
       return by_state<nn::cells::MinLSTM>({-kOpen, 800, 0}) / (1 - std::exp(-kOpen));
     }},
});

}  // namespace

BOOST_DATA_TEST_CASE(complement_of_a_saturated_gate_is_accurate, kLeft, left) {
  const double exact = 1 / (1 + std::exp(kOpen));
  BOOST_TEST(std::abs(left.derivative() / exact - 1) <= 1e-14);
}

BOOST_AUTO_TEST_CASE(min_lstm_with_two_closed_gates_normalises_by_their_ratio) {
  for (const double shut : {-80.0, -800.0}) {  // e^-800 is 0
    const auto step = with_blocks<nn::cells::MinLSTM>({}, {shut, shut, 3});
    const Tensor h = ones({1, 1}, float64).requires_grad_();
    const Tensor next = step(zeros({1, 1}, float64), nn::State{h}).h;
    next.backward();
    BOOST_TEST(next.item<double>() == 2);
    BOOST_TEST(h.grad().item<double>() == 0.5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
