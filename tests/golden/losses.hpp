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

// Losses of the input 4 recipe(3) and the target recipe(4), shape [2, 3]; for bce,
// binary_cross_entropy_with_logits, the target is recipe(4) + 0.5, `weight` recipe(5) + 1, shape
// [2, 1], and `pos_weight` recipe(6) + 1, shape [3]; the number after huber is delta. Gradients are
// those of the input; of the unreduced losses those of sum(losses * recipe(2)).

inline constexpr double mse_mean[] = {  // scalar
    1.9135464550868455,
};

inline constexpr double grad_mse_mean[] = {  // [2, 3]
    -0.5510543942563616, -0.563335243896457, -0.310670725976052, 0.0881070887348894,
    0.445446762902575, 0.5932858641795113,
};

inline constexpr double mse_sum[] = {  // scalar
    11.481278730521073,
};

inline constexpr double grad_mse_sum[] = {  // [2, 3]
    -3.30632636553817, -3.3800114633787417, -1.864024355856312, 0.5286425324093365,
    2.6726805774154503, 3.559715185077068,
};

inline constexpr double mse_none[] = {  // [2, 3]
    2.732948508863211, 2.8561193731429255, 0.8686466998063848, 0.06986573176803909,
    1.7858053672234462, 3.1678930497170663,
};

inline constexpr double grad_mse_none[] = {  // [2, 3]
    0.6879586288055601, 1.5278871018695204, 0.9010676890829884, -0.15193819339243822,
    0.11692841679110226, 1.2613312783748682,
};

inline constexpr double l1_mean[] = {  // scalar
    1.2759500399729231,
};

inline constexpr double grad_l1_mean[] = {  // [2, 3]
    -0.16666666666666666, -0.16666666666666666, -0.16666666666666666, 0.16666666666666666,
    0.16666666666666666, 0.16666666666666666,
};

inline constexpr double l1_sum[] = {  // scalar
    7.655700239837539,
};

inline constexpr double grad_l1_sum[] = {  // [2, 3]
    -1.0, -1.0, -1.0, 1.0, 1.0, 1.0,
};

inline constexpr double l1_none[] = {  // [2, 3]
    1.653163182769085, 1.6900057316893708, 0.932012177928156, 0.2643212662046682,
    1.3363402887077251, 1.779857592538534,
};

inline constexpr double grad_l1_none[] = {  // [2, 3]
    0.2080734182735712, 0.4520360710085306, 0.48339909628973055, -0.2874119732666346,
    0.0437494917197232, 0.35433488714563,
};

inline constexpr double huber_1_mean[] = {  // scalar
    0.8214371685819878,
};

inline constexpr double grad_huber_1_mean[] = {  // [2, 3]
    -0.16666666666666666, -0.16666666666666666, -0.155335362988026, 0.0440535443674447,
    0.16666666666666666, 0.16666666666666666,
};

inline constexpr double huber_1_sum[] = {  // scalar
    4.9286230114919265,
};

inline constexpr double grad_huber_1_sum[] = {  // [2, 3]
    -1.0, -1.0, -0.932012177928156, 0.2643212662046682, 1.0, 1.0,
};

inline constexpr double huber_1_none[] = {  // [2, 3]
    1.153163182769085, 1.1900057316893708, 0.4343233499031924, 0.034932865884019546,
    0.8363402887077251, 1.279857592538534,
};

inline constexpr double grad_huber_1_none[] = {  // [2, 3]
    0.2080734182735712, 0.4520360710085306, 0.4505338445414942, -0.07596909669621911,
    0.0437494917197232, 0.35433488714563,
};

inline constexpr double huber_2_mean[] = {  // scalar
    0.9567732275434228,
};

inline constexpr double grad_huber_2_mean[] = {  // [2, 3]
    -0.2755271971281808, -0.2816676219482285, -0.155335362988026, 0.0440535443674447,
    0.2227233814512875, 0.2966429320897557,
};

inline constexpr double huber_2_sum[] = {  // scalar
    5.740639365260536,
};

inline constexpr double grad_huber_2_sum[] = {  // [2, 3]
    -1.653163182769085, -1.6900057316893708, -0.932012177928156, 0.2643212662046682,
    1.3363402887077251, 1.779857592538534,
};

inline constexpr double huber_2_none[] = {  // [2, 3]
    1.3664742544316055, 1.4280596865714628, 0.4343233499031924, 0.034932865884019546,
    0.8929026836117231, 1.5839465248585332,
};

inline constexpr double grad_huber_2_none[] = {  // [2, 3]
    0.34397931440278007, 0.7639435509347602, 0.4505338445414942, -0.07596909669621911,
    0.05846420839555113, 0.6306656391874341,
};

inline constexpr double bce_mean[] = {  // scalar
    0.6412789361453908,
};

inline constexpr double grad_bce_mean[] = {  // [2, 3]
    -0.008642958655652545, -0.056473909622209294, -0.07772513705699959, -0.05185987277941475,
    -0.013351984615162812, 0.03374579986474654,
};

inline constexpr double bce_sum[] = {  // scalar
    3.8476736168723447,
};

inline constexpr double grad_bce_sum[] = {  // [2, 3]
    -0.05185775193391527, -0.33884345773325575, -0.46635082234199754, -0.3111592366764885,
    -0.08011190769097687, 0.20247479918847922,
};

inline constexpr double bce_none[] = {  // [2, 3]
    0.4722252121897681, 1.0059671371996088, 0.9347106598187319, 0.39128837877935807,
    0.27278822910879696, 0.7706939997760808,
};

inline constexpr double grad_bce_none[] = {  // [2, 3]
    0.010790219708872648, 0.15316946532068604, 0.2254335660740943, 0.08943089021332934,
    -0.003504855242177622, 0.07174388512028387,
};

inline constexpr double bce_weight_mean[] = {  // scalar
    0.798118162014687,
};

inline constexpr double grad_bce_weight_mean[] = {  // [2, 3]
    -0.009868798926217899, -0.06448366593475359, -0.08874897817850824, -0.07350392219396966,
    -0.018924520745788893, 0.047829825155610295,
};

inline constexpr double bce_weight_sum[] = {  // scalar
    4.788708972088122,
};

inline constexpr double grad_bce_weight_sum[] = {  // [2, 3]
    -0.059212793557307394, -0.38690199560852157, -0.5324938690710495, -0.4410235331638179,
    -0.11354712447473336, 0.28697895093366177,
};

inline constexpr double bce_weight_none[] = {  // [2, 3]
    0.5392014300500607, 1.1486445555207219, 1.0672816940887098, 0.554595084942417,
    0.38663814030417026, 1.0923480671820422,
};

inline constexpr double grad_bce_weight_none[] = {  // [2, 3]
    0.012320608360996244, 0.17489365796023584, 0.2574070550887674, 0.12675544392363597,
    -0.004967628982005727, 0.10168665419225031,
};

inline constexpr double bce_pos_weight_mean[] = {  // scalar
    0.8169399986112427,
};

inline constexpr double grad_bce_pos_weight_mean[] = {  // [2, 3]
    -0.02081856887151649, -0.08827039873974561, -0.0971111736327241, -0.07721252438052713,
    -0.02370870728517042, 0.03068944910258779,
};

inline constexpr double bce_pos_weight_sum[] = {  // scalar
    4.901639991667456,
};

inline constexpr double grad_bce_pos_weight_sum[] = {  // [2, 3]
    -0.12491141322909893, -0.5296223924384736, -0.5826670417963447, -0.4632751462831628,
    -0.14225224371102252, 0.18413669461552673,
};

inline constexpr double bce_pos_weight_none[] = {  // [2, 3]
    0.6475946581537653, 1.4269204304595617, 1.122353360362636, 0.5745578551293083,
    0.3399386549795133, 0.7902750325826711,
};

inline constexpr double grad_bce_pos_weight_none[] = {  // [2, 3]
    0.025990744731961196, 0.23940842539602575, 0.28166072144216364, 0.13315082395863262,
    -0.006223463358347427, 0.065246054905962,
};

inline constexpr double bce_both_mean[] = {  // scalar
    1.0110921063437028,
};

inline constexpr double grad_bce_both_mean[] = {  // [2, 3]
    -0.023771289243672018, -0.10078988584885894, -0.11088455750550279, -0.10943766500559278,
    -0.03360368782664096, 0.043497886865388136,
};

inline constexpr double bce_both_sum[] = {  // scalar
    6.066552638062217,
};

inline constexpr double grad_bce_both_sum[] = {  // [2, 3]
    -0.1426277354620321, -0.6047393150931536, -0.6653073450330167, -0.6566259900335567,
    -0.20162212695984574, 0.2609873211923288,
};

inline constexpr double bce_both_none[] = {  // [2, 3]
    0.7394437161668692, 1.629302114352705, 1.2815379638938666, 0.814353248782408,
    0.4818142256657272, 1.1201013692006405,
};

inline constexpr double grad_bce_both_none[] = {  // [2, 3]
    0.029677040458203668, 0.27336398397909895, 0.3216089693438802, 0.18872217149370207,
    -0.008820865573942752, 0.09247691300112412,
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
    {"mse_mean", mse_mean},
    {"mse_sum", mse_sum},
    {"mse_none", mse_none},
    {"l1_mean", l1_mean},
    {"l1_sum", l1_sum},
    {"l1_none", l1_none},
    {"huber_1_mean", huber_1_mean},
    {"huber_1_sum", huber_1_sum},
    {"huber_1_none", huber_1_none},
    {"huber_2_mean", huber_2_mean},
    {"huber_2_sum", huber_2_sum},
    {"huber_2_none", huber_2_none},
    {"bce_mean", bce_mean},
    {"bce_sum", bce_sum},
    {"bce_none", bce_none},
    {"bce_weight_mean", bce_weight_mean},
    {"bce_weight_sum", bce_weight_sum},
    {"bce_weight_none", bce_weight_none},
    {"bce_pos_weight_mean", bce_pos_weight_mean},
    {"bce_pos_weight_sum", bce_pos_weight_sum},
    {"bce_pos_weight_none", bce_pos_weight_none},
    {"bce_both_mean", bce_both_mean},
    {"bce_both_sum", bce_both_sum},
    {"bce_both_none", bce_both_none},
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
    {"mse_mean", grad_mse_mean},
    {"mse_sum", grad_mse_sum},
    {"mse_none", grad_mse_none},
    {"l1_mean", grad_l1_mean},
    {"l1_sum", grad_l1_sum},
    {"l1_none", grad_l1_none},
    {"huber_1_mean", grad_huber_1_mean},
    {"huber_1_sum", grad_huber_1_sum},
    {"huber_1_none", grad_huber_1_none},
    {"huber_2_mean", grad_huber_2_mean},
    {"huber_2_sum", grad_huber_2_sum},
    {"huber_2_none", grad_huber_2_none},
    {"bce_mean", grad_bce_mean},
    {"bce_sum", grad_bce_sum},
    {"bce_none", grad_bce_none},
    {"bce_weight_mean", grad_bce_weight_mean},
    {"bce_weight_sum", grad_bce_weight_sum},
    {"bce_weight_none", grad_bce_weight_none},
    {"bce_pos_weight_mean", grad_bce_pos_weight_mean},
    {"bce_pos_weight_sum", grad_bce_pos_weight_sum},
    {"bce_pos_weight_none", grad_bce_pos_weight_none},
    {"bce_both_mean", grad_bce_both_mean},
    {"bce_both_sum", grad_bce_both_sum},
    {"bce_both_none", grad_bce_both_none},
};

}  // namespace golden::losses
