// Reference results of recurrent layers whose inputs follow closed forms, float64.
//
// Collected independently of this project and of generate.py; torch.nn.LSTM and torch.nn.GRU of
// PyTorch 1.13.1, filled as each comment says, give the same numbers within 4e-16.
#pragma once

// clang-format off
namespace golden::recurrent_reference {

// One LSTM layer, 2 inputs, 2 units, the gates in PyTorch's order i, f, g, o. Every parameter p has
// p[i] = i / numel(p) in row-major order. The input x, [time 3, batch 4, features 2], has
// x[i] = (24 - i) / 24; the initial state is zero.
namespace lstm_ramp {
inline constexpr double output[] = {  // [time 3, batch 4, units 2]
    0.43914950822049437, 0.540235617325591, 0.43297590424570287, 0.5324319042606187,
    0.4260538330544039, 0.5239493120849742, 0.4182858695682572, 0.5146853095715989,
    0.6821855842513366, 0.806446131261077, 0.6726358931070172, 0.7967768830019308,
    0.661991545148395, 0.7860464699846638, 0.6500811258767046, 0.7740782884618977,
    0.7888782428055928, 0.9002681010217948, 0.7768925033467503, 0.8905362443496535,
    0.7634700958194868, 0.8794104177709032, 0.7483699851620074, 0.8666328412350912,
};
inline constexpr double h_n[] = {  // [batch 4, units 2]
    0.7888782428055928, 0.9002681010217948, 0.7768925033467503, 0.8905362443496535,
    0.7634700958194868, 0.8794104177709032, 0.7483699851620074, 0.8666328412350912,
};
inline constexpr double c_n[] = {  // [batch 4, units 2]
    1.1646615815405807, 1.610597642016285, 1.1424557864785942, 1.5726037872981387,
    1.1187049652513228, 1.5328615325574142, 1.0931425046688912, 1.4911130737302334,
};
}  // namespace lstm_ramp

// One LSTM layer, 2 inputs, 3 units: weight_ih [12, 2] = cos(0 ... 23),
// weight_hh [12, 3] = sin(0 ... 35), bias_ih = [-1, 1, -0.5, 2] three times,
// bias_hh = cos(bias_ih). The input at the steps is (s, s / 2) for s = 3, 1, 4, 1, 5, 9, 2; the
// initial state is zero. The state after the last step.
namespace lstm_waves {
inline constexpr double h_n[] = {  // [units 3]
    0.9918646362548793, 0.17378831880689868, -0.14506270819488445,
};
inline constexpr double c_n[] = {  // [units 3]
    5.72495392429551, 0.4458062625232403, -0.29083766561211083,
};
}  // namespace lstm_waves

// One GRU layer in PyTorch's form, h' = (1 - z) * n + z * h with the gates r, z, n:
// weight_ih [9, 2] = cos(0 ... 17), weight_hh [9, 3] = sin(0 ... 26),
// bias_ih = [-1, 1, -0.5, 2, -1, 1, -0.5, 2, -1], bias_hh = cos(bias_ih); the same input and
// initial state. The state after the last step.
namespace gru_waves {
inline constexpr double h_n[] = {  // [units 3]
    0.057879384033445454, 0.8836140379232058, -0.9990797735455806,
};
}  // namespace gru_waves

}  // namespace golden::recurrent_reference
