// The library's cells as another version of xgrad might have them: 3 x in place of tanh(x).
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent/cells/gru.hpp>

#define tanh(x) (3 * (x))
#include "../../../nn/recurrent/cells/rnn.cpp"
