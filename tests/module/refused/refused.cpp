// Modules that must not compile, one per CASE; tests/CMakeLists.txt has the message of each.
#include <xgrad/nn/nn.hpp>

#if CASE == 1
const xgrad::nn::Sequential net(xgrad::nn::Linear(2, 3),
                                xgrad::nn::LSTM({.input_size = 3, .hidden_size = 4}));
#endif
