// Cells that must not compile, one per CASE; tests/CMakeLists.txt looks for the message of each.
#include <xgrad/nn/cell.hpp>

namespace {

#if CASE == 1
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
};
#elif CASE == 2
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 0;
  static constexpr auto formula = [](auto a) { return tanh(a); };
};
#elif CASE == 3
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto a, auto h, auto more) { return a + h + more; };
};
#elif CASE == 4
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [share = 0.5](auto a, auto h) { return share * tanh(a) + h; };
};
#elif CASE == 5
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto a, auto h) { return std::tuple{tanh(a), h}; };
};
#elif CASE == 6
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 2;
  static constexpr auto coefficients = [](auto a) { return std::tuple{sigmoid(a), a}; };
};
#elif CASE == 7
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr auto coefficients = [](auto a) { return std::tuple{sigmoid(a), a}; };
};
#elif CASE == 8
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto coefficients = [](auto a) { return std::tuple{sigmoid(a), a, a}; };
};
#elif CASE == 9
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr double kInitial[] = {0, 0};
  static constexpr xgrad::nn::Gate kGates[] = {{"f"}, {"i"}};
  static constexpr auto formula = [](auto a, auto h) { return tanh(a) + h; };
};
#elif CASE == 10
struct Cell {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto h) { return tanh(h); };
};
#elif CASE == 11
struct Cell {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static std::vector<xgrad::Tensor> step(const xgrad::nn::StepInput& input) {
    return {input.from_input};
  }
};
#elif CASE == 12
struct Cell {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr bool kSeparate = true;
  static constexpr auto formula = [](auto x, auto h) { return tanh(x) + h; };
};
#elif CASE == 13
struct Cell {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr bool kRecurrent = true;
  static constexpr auto formula = [](auto x, auto h) { return tanh(x) + h; };
};
#endif

}  // namespace

const xgrad::nn::CellInfo& refused() {
  return xgrad::nn::cell_info<Cell>();
}
