// Values and gradients of the losses.
//
// PyTorch 1.13.1's results, written by tests/golden/generate/generate.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate.py
#pragma once

#include "golden/recipe.hpp"

// clang-format off
namespace golden::losses {

// cross_entropy, and nll_loss of the logits themselves: the logits are recipe(1), shape [5, 4], the
// targets {2, 0, -100, 3, 1}, where -100 is ignored; class weights {0.5, 1, 1.5, 2}, label
// smoothing 0.3 and the reduction as the name says. The gradient of the unreduced losses is that of
// sum(losses * recipe(2)).

inline constexpr double cross_entropy_mean[] = {  // scalar
    1.4337426316150994,
};

inline constexpr double grad_cross_entropy_mean[] = {  // [5, 4]
    0.09236384350704564, 0.06609956711862912, -0.20124110768227524, 0.04277769705660047,
    -0.21197715360685573, 0.05081914512776316, 0.07137369553165542, 0.08978431294743719, 0.0, 0.0,
    0.0, 0.0, 0.0437774727201123, 0.04884645440317736, 0.06548367869784301, -0.1581076058211327,
    0.07366788098490415, -0.1759174439457768, 0.05965643791360542, 0.04259312504726729,
};

inline constexpr double cross_entropy_sum[] = {  // scalar
    5.734970526460398,
};

inline constexpr double grad_cross_entropy_sum[] = {  // [5, 4]
    0.36945537402818257, 0.2643982684745165, -0.804964430729101, 0.17111078822640188,
    -0.8479086144274229, 0.20327658051105263, 0.28549478212662166, 0.35913725178974876, 0.0, 0.0,
    0.0, 0.0, 0.1751098908804492, 0.19538581761270943, 0.26193471479137204, -0.6324304232845308,
    0.2946715239396166, -0.7036697757831072, 0.23862575165442168, 0.17037250018906916,
};

inline constexpr double cross_entropy_none[] = {  // [5]
    1.6345733305350052, 1.883273717924504, 0.0, 1.0008426538530126, 1.2162808241478755,
};

inline constexpr double grad_cross_entropy_none[] = {  // [5, 4]
    -0.07687384257358473, -0.05501425150710604, 0.16749170069044336, -0.035603606609752585,
    0.38328527864005935, -0.09188834678226547, -0.12905393960595452, -0.1623429922518394, 0.0, 0.0,
    0.0, 0.0, -0.050328679276454964, -0.05615622338838359, -0.07528317324522138,
    0.18176807591005995, 0.012891729396634473, -0.03078519502904253, 0.010439755346117846,
    0.00745371028629022,
};

inline constexpr double cross_entropy_mean_weighted[] = {  // scalar
    1.322292597323732,
};

inline constexpr double grad_cross_entropy_mean_weighted[] = {  // [5, 4]
    0.11083661220845478, 0.07931948054235495, -0.24148932921873031, 0.051333236467920575,
    -0.0847908614427423, 0.020327658051105264, 0.02854947821266217, 0.03591372517897488, 0.0, 0.0,
    0.0, 0.0, 0.07004395635217968, 0.07815432704508378, 0.10477388591654882, -0.25297216931381233,
    0.058934304787923324, -0.14073395515662146, 0.04772515033088434, 0.034074500037813836,
};

inline constexpr double cross_entropy_sum_weighted[] = {  // scalar
    6.61146298661866,
};

inline constexpr double grad_cross_entropy_sum_weighted[] = {  // [5, 4]
    0.5541830610422739, 0.3965974027117747, -1.2074466460936515, 0.2566661823396028,
    -0.42395430721371147, 0.10163829025552631, 0.14274739106331083, 0.17956862589487438, 0.0, 0.0,
    0.0, 0.0, 0.3502197817608984, 0.39077163522541886, 0.5238694295827441, -1.2648608465690616,
    0.2946715239396166, -0.7036697757831072, 0.23862575165442168, 0.17037250018906916,
};

inline constexpr double cross_entropy_none_weighted[] = {  // [5]
    2.451859995802508, 0.941636858962252, 0.0, 2.0016853077060253, 1.2162808241478755,
};

inline constexpr double grad_cross_entropy_none_weighted[] = {  // [5, 4]
    -0.1153107638603771, -0.08252137726065907, 0.25123755103566503, -0.053405409914628874,
    0.19164263932002967, -0.045944173391132735, -0.06452696980297726, -0.0811714961259197, 0.0, 0.0,
    0.0, 0.0, -0.10065735855290993, -0.11231244677676717, -0.15056634649044276, 0.3635361518201199,
    0.012891729396634473, -0.03078519502904253, 0.010439755346117846, 0.00745371028629022,
};

inline constexpr double smoothed_mean[] = {  // scalar
    1.4318044073003209,
};

inline constexpr double grad_smoothed_mean[] = {  // [5, 4]
    0.07361384350704564, 0.04734956711862911, -0.14499110768227522, 0.024027697056600468,
    -0.1557271536068557, 0.03206914512776315, 0.0526236955316554, 0.07103431294743717, 0.0, 0.0,
    0.0, 0.0, 0.025027472720112298, 0.03009645440317735, 0.046733678697843, -0.10185760582113268,
    0.05491788098490413, -0.1196674439457768, 0.04090643791360541, 0.02384312504726728,
};

inline constexpr double smoothed_sum[] = {  // scalar
    5.7272176292012835,
};

inline constexpr double grad_smoothed_sum[] = {  // [5, 4]
    0.29445537402818256, 0.18939826847451643, -0.5799644307291009, 0.09611078822640187,
    -0.6229086144274228, 0.1282765805110526, 0.2104947821266216, 0.2841372517897487, 0.0, 0.0, 0.0,
    0.0, 0.10010989088044919, 0.1203858176127094, 0.186934714791372, -0.4074304232845307,
    0.21967152393961653, -0.4786697757831072, 0.16362575165442164, 0.09537250018906912,
};

inline constexpr double smoothed_none[] = {  // [5]
    1.57365443773789, 1.7498448764861207, 0.0, 1.1292616065374654, 1.274456708439807,
};

inline constexpr double grad_smoothed_none[] = {  // [5, 4]
    -0.061268336203066875, -0.039408745136588194, 0.1206751815788898, -0.019998100239234737,
    0.2815771626631399, -0.05798564145662566, -0.0951512342803147, -0.12844028692619958, 0.0, 0.0,
    0.0, 0.0, -0.028772781281457376, -0.03460032539338599, -0.053727275250223784,
    0.11710038192506717, 0.009610517517655235, -0.02094155939210481, 0.007158543467138608,
    0.004172498407310982,
};

inline constexpr double smoothed_mean_weighted[] = {  // scalar
    1.350184469488204,
};

inline constexpr double grad_smoothed_mean_weighted[] = {  // [5, 4]
    0.09779478159803201, 0.060353506515237174, -0.17691486275779372, 0.018766574644524525,
    -0.05544674909197631, 0.014475104174102629, 0.018896743408360138, 0.022074901509513568, 0.0,
    0.0, 0.0, 0.0, 0.05466401126255945, 0.054361965252511836, 0.07048682375093705,
    -0.17951280026600838, 0.05585437764701756, -0.09128900179336803, 0.028804536605700655,
    0.006630087540649865,
};

inline constexpr double smoothed_sum_weighted[] = {  // scalar
    6.750922347441019,
};

inline constexpr double grad_smoothed_sum_weighted[] = {  // [5, 4]
    0.4889739079901601, 0.30176753257618594, -0.8845743137889687, 0.09383287322262265,
    -0.2772337454598816, 0.07237552087051316, 0.09448371704180071, 0.11037450754756785, 0.0, 0.0,
    0.0, 0.0, 0.2733200563127973, 0.27180982626255923, 0.35243411875468533, -0.897564001330042,
    0.27927188823508775, -0.45644500896684026, 0.14402268302850327, 0.033150437703249304,
};

inline constexpr double smoothed_none_weighted[] = {  // [5]
    2.3021202074191445, 1.143887541521913, 0.0, 1.8898141044814276, 1.415100494018535,
};

inline constexpr double grad_smoothed_none_weighted[] = {  // [5, 4]
    -0.10174247248209928, -0.06278980202710825, 0.1840564011870693, -0.019524126677861735,
    0.12531965304866394, -0.032716346091502674, -0.04271004822585734, -0.04989325873130398, 0.0,
    0.0, 0.0, 0.0, -0.07855545671820877, -0.07812139851938325, -0.10129378551777153,
    0.25797064075536363, 0.012218003161892437, -0.01996923714030376, 0.006300919178607823,
    0.001450314799803507,
};

inline constexpr double nll_mean[] = {  // scalar
    0.012524578817849394,
};

inline constexpr double grad_nll_mean[] = {  // [5, 4]
    0.0, 0.0, -0.25, 0.0, -0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.25, 0.0,
    -0.25, 0.0, 0.0,
};

inline constexpr double nll_sum[] = {  // scalar
    0.050098315271397575,
};

inline constexpr double grad_nll_sum[] = {  // [5, 4]
    0.0, 0.0, -1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, -1.0,
    0.0, 0.0,
};

inline constexpr double nll_none[] = {  // [5]
    0.3686968577706227, 0.3954838559572084, 0.0, -0.24165237937650294, -0.47243001907993065,
};

inline constexpr double grad_nll_none[] = {  // [5, 4]
    0.0, 0.0, 0.2080734182735712, 0.0, 0.4520360710085306, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.2874119732666346, 0.0, -0.0437494917197232, 0.0, 0.0,
};

inline constexpr double nll_mean_weighted[] = {  // scalar
    -0.04098951263967965,
};

inline constexpr double grad_nll_mean_weighted[] = {  // [5, 4]
    0.0, 0.0, -0.30000000000000004, 0.0, -0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    -0.4, 0.0, -0.2, 0.0, 0.0,
};

inline constexpr double nll_sum_weighted[] = {  // scalar
    -0.20494756319839824,
};

inline constexpr double grad_nll_sum_weighted[] = {  // [5, 4]
    0.0, 0.0, -1.5, 0.0, -0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.0, 0.0, -1.0,
    0.0, 0.0,
};

inline constexpr double nll_none_weighted[] = {  // [5]
    0.5530452866559341, 0.1977419279786042, 0.0, -0.4833047587530059, -0.47243001907993065,
};

inline constexpr double grad_nll_none_weighted[] = {  // [5, 4]
    0.0, 0.0, 0.3121101274103568, 0.0, 0.2260180355042653, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.5748239465332692, 0.0, -0.0437494917197232, 0.0, 0.0,
};

/// All of them by name.
inline constexpr Named values[] = {
    {"cross_entropy_mean", cross_entropy_mean},
    {"cross_entropy_sum", cross_entropy_sum},
    {"cross_entropy_none", cross_entropy_none},
    {"cross_entropy_mean_weighted", cross_entropy_mean_weighted},
    {"cross_entropy_sum_weighted", cross_entropy_sum_weighted},
    {"cross_entropy_none_weighted", cross_entropy_none_weighted},
    {"smoothed_mean", smoothed_mean},
    {"smoothed_sum", smoothed_sum},
    {"smoothed_none", smoothed_none},
    {"smoothed_mean_weighted", smoothed_mean_weighted},
    {"smoothed_sum_weighted", smoothed_sum_weighted},
    {"smoothed_none_weighted", smoothed_none_weighted},
    {"nll_mean", nll_mean},
    {"nll_sum", nll_sum},
    {"nll_none", nll_none},
    {"nll_mean_weighted", nll_mean_weighted},
    {"nll_sum_weighted", nll_sum_weighted},
    {"nll_none_weighted", nll_none_weighted},
};

/// Their gradients.
inline constexpr Named gradients[] = {
    {"cross_entropy_mean", grad_cross_entropy_mean},
    {"cross_entropy_sum", grad_cross_entropy_sum},
    {"cross_entropy_none", grad_cross_entropy_none},
    {"cross_entropy_mean_weighted", grad_cross_entropy_mean_weighted},
    {"cross_entropy_sum_weighted", grad_cross_entropy_sum_weighted},
    {"cross_entropy_none_weighted", grad_cross_entropy_none_weighted},
    {"smoothed_mean", grad_smoothed_mean},
    {"smoothed_sum", grad_smoothed_sum},
    {"smoothed_none", grad_smoothed_none},
    {"smoothed_mean_weighted", grad_smoothed_mean_weighted},
    {"smoothed_sum_weighted", grad_smoothed_sum_weighted},
    {"smoothed_none_weighted", grad_smoothed_none_weighted},
    {"nll_mean", grad_nll_mean},
    {"nll_sum", grad_nll_sum},
    {"nll_none", grad_nll_none},
    {"nll_mean_weighted", grad_nll_mean_weighted},
    {"nll_sum_weighted", grad_nll_sum_weighted},
    {"nll_none_weighted", grad_nll_none_weighted},
};

}  // namespace golden::losses
