// Discrete distributions, and divergences, by torch.distributions.
//
// PyTorch 1.13.1's results, written by tests/golden/generate/generate_distributions.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_distributions.py
#pragma once

#include "golden/recipe.hpp"

// clang-format off
namespace golden::distributions {

// The gradients of the sum of a result are numbered: with respect to the parameters, then to the
// value.

inline constexpr double bernoulli_probs_log_prob[] = {  // [2, 3]
    -0.12541063183991258, -1.2592069144050866, -0.8019308768835466, -0.22946664221495697,
    -0.10574496720617338, -1.6949254588567642,
};

inline constexpr double bernoulli_probs_log_prob_0[] = {  // [2, 3]
    1.1336138554489819, -3.5226266347929056, 2.2298423254222266, -1.2579289048014082,
    -1.1115383616214614, 5.4462399811271975,
};

inline constexpr double bernoulli_probs_entropy[] = {  // [2, 3]
    0.3626502726853018, 0.5965797422316428, 0.6878254443607967, 0.5073138668607473,
    0.32584241684401855, 0.4768279322163884,
};

inline constexpr double bernoulli_probs_entropy_0[] = {  // [2, 3]
    -2.0128013148064783, -0.9253006740838217, 0.2068859704535575, 1.3550712948201593,
    2.1933866968370443, 1.492058790947024,
};

inline constexpr double bernoulli_probs_mean[] = {  // [2, 3]
    0.8821345956502424, 0.7161209223472559, 0.4484622022817901, 0.20504251378350197,
    0.10034593989068818, 0.18361291523423323,
};

inline constexpr double bernoulli_probs_variance[] = {  // [2, 3]
    0.10397315080722572, 0.2032917469237714, 0.2473438554063569, 0.1630000813248444,
    0.09027663223814258, 0.1498992125934195,
};

inline constexpr double bernoulli_logits_log_prob[] = {  // [2, 3]
    -0.08595278211166821, -1.7677898225028448, -0.5793131178608595, -0.3201051242404697,
    -0.20172904250595175, -1.373812858430174,
};

inline constexpr double bernoulli_logits_log_prob_0[] = {  // [2, 3]
    0.08236244089498779, -0.8292901287005028, 0.4397169171346187, -0.27392729478006483,
    -0.1826836440662565, 0.746860069565986,
};

inline constexpr double bernoulli_logits_entropy[] = {  // [2, 3]
    0.2845016928000278, 0.45701002061145735, 0.6858613687853747, 0.5871260082225052,
    0.4754385208060424, 0.5657584925234669,
};

inline constexpr double bernoulli_logits_entropy_0[] = {  // [2, 3]
    -0.1821959377670254, -0.22376305128285923, -0.059697182501901605, 0.19387657558305493,
    0.22370723338875623, 0.20455082597252514,
};

inline constexpr double bernoulli_logits_mean[] = {  // [2, 3]
    0.9176375591050122, 0.8292901287005028, 0.5602830828653813, 0.27392729478006483,
    0.1826836440662565, 0.25313993043401395,
};

inline constexpr double bernoulli_logits_variance[] = {  // [2, 3]
    0.07557886922480743, 0.14156801114040632, 0.24636594992024557, 0.1988911319545403,
    0.1493103302569298, 0.18906010605387652,
};

inline constexpr double categorical_probs_log_prob[] = {  // [2]
    -1.5181682748252399, -0.869147946927662,
};

inline constexpr double categorical_probs_log_prob_0[] = {  // [2, 3]
    -0.4885871608438233, -0.4885871608438233, 1.7412551645784038, 2.832053309146162,
    -2.044984050315149, -2.044984050315149,
};

inline constexpr double categorical_probs_entropy[] = {  // [2]
    1.0628323298665872, 1.0572356696043594,
};

inline constexpr double categorical_probs_entropy_0[] = {  // [2, 3]
    -0.10806780920174922, -0.006199531805439876, 0.22247129657748754, -0.3846363929339456,
    1.0766963812528791, -0.15889567145486064,
};

inline constexpr double categorical_logits_log_prob[] = {  // [2]
    -2.6068647851534954, -0.9126225000318782,
};

inline constexpr double categorical_logits_log_prob_0[] = {  // [2, 3]
    -0.6450013828009414, -0.2812331650581215, 0.926234547859063, 0.5985300127844695,
    -0.23785230397084775, -0.3606777088136218,
};

inline constexpr double categorical_logits_entropy[] = {  // [2]
    0.8318957731301841, 1.0757799991509072,
};

inline constexpr double categorical_logits_entropy_0[] = {  // [2, 3]
    -0.25373899984237114, 0.12280760813431929, 0.13093139170805185, -0.06550283908543447,
    0.08570421951571669, -0.020201380430282134,
};

inline constexpr double normal_kl[] = {  // [2, 3]
    0.2753775480799969, 1.65861714471469, 3.7392651377911004, 0.7798033113927066,
    0.2992348463461022, 0.5705665374772779,
};

inline constexpr double normal_kl_0[] = {  // [2, 3]
    0.5805723022684515, 2.753301058573387, 7.4710815225838685, 3.730580179841284,
    -0.5846118635711017, -0.8597028862718024,
};

inline constexpr double normal_kl_1[] = {  // [2, 3]
    0.7744746529004932, 2.2531537480557424, 4.334997896039954, 0.6841686146546384,
    -2.270460537564437, -1.520344226737973,
};

inline constexpr double normal_kl_2[] = {  // [2, 3]
    -0.5805723022684515, -2.753301058573387, -7.4710815225838685, -3.730580179841284,
    0.5846118635711017, 0.8597028862718024,
};

inline constexpr double normal_kl_3[] = {  // [2, 3]
    -1.3823982638286492, -8.188324739547927, -26.771600887413953, -5.38355174893814,
    1.0635417087157883, 0.1451651713375567,
};

inline constexpr double bernoulli_probs_kl[] = {  // [2, 3]
    0.1462948870250809, 0.24557280155617764, 0.2361649198399976, 0.04298717168093244,
    0.0631487562844678, 0.2100967776919205,
};

inline constexpr double bernoulli_probs_kl_0[] = {  // [2, 3]
    1.4159172694583333, 1.454583499032207, 1.4719890012453811, 0.7877059678304479,
    -1.0327001128557909, -1.47223628035713,
};

inline constexpr double bernoulli_probs_kl_1[] = {  // [2, 3]
    -1.0358091750785006, -1.4807980712596267, -2.197559874161105, -1.0644066759757762,
    0.7608269638078984, 1.245848852955512,
};

inline constexpr double bernoulli_logits_kl[] = {  // [2, 3]
    0.07398439887084593, 0.2870875012090951, 0.25430779285927885, 0.022933972871949357,
    0.04088676384067359, 0.2726700595646541,
};

inline constexpr double bernoulli_logits_kl_0[] = {  // [2, 3]
    0.08963332447824694, 0.24451396771927525, 0.35873063094121005, 0.09947979687844123,
    -0.10317090871425852, -0.2943964749431437,
};

inline constexpr double bernoulli_logits_kl_1[] = {  // [2, 3]
    -0.14474523248166682, -0.36586944201199895, -0.33124973564840593, -0.08773733629776548,
    0.125785225038783, 0.363479215363215,
};

inline constexpr double categorical_probs_kl[] = {  // [2]
    0.03823506564660467, 0.2698498291872658,
};

inline constexpr double categorical_probs_kl_0[] = {  // [2, 3]
    -0.13770079939208263, 0.031016201341965255, 0.22133256219743658, 1.9196119978229147,
    -1.219651240424238, -1.4771020824835799,
};

inline constexpr double categorical_probs_kl_1[] = {  // [2, 3]
    0.18433267793411845, -0.09128836351591207, -0.5408452329930866, -2.800637684722106,
    0.3322220937566879, 0.4339821950856848,
};

inline constexpr double categorical_logits_kl[] = {  // [2]
    0.027102471362140897, 0.36257459053714014,
};

inline constexpr double categorical_logits_kl_0[] = {  // [2, 3]
    -0.1110286788925744, 0.10380011224797836, 0.007228566644596063, 0.4116481128787155,
    -0.039436630721968374, -0.3722114821567472,
};

inline constexpr double categorical_logits_kl_1[] = {  // [2, 3]
    0.10067157292023676, -0.09199762851857773, -0.008673944401659098, -0.3012661941799502,
    -0.04248559708657368, 0.34375179126652383,
};

inline constexpr Named discrete[] = {
    {"bernoulli_probs_log_prob", bernoulli_probs_log_prob},
    {"bernoulli_probs_log_prob_0", bernoulli_probs_log_prob_0},
    {"bernoulli_probs_entropy", bernoulli_probs_entropy},
    {"bernoulli_probs_entropy_0", bernoulli_probs_entropy_0},
    {"bernoulli_probs_mean", bernoulli_probs_mean},
    {"bernoulli_probs_variance", bernoulli_probs_variance},
    {"bernoulli_logits_log_prob", bernoulli_logits_log_prob},
    {"bernoulli_logits_log_prob_0", bernoulli_logits_log_prob_0},
    {"bernoulli_logits_entropy", bernoulli_logits_entropy},
    {"bernoulli_logits_entropy_0", bernoulli_logits_entropy_0},
    {"bernoulli_logits_mean", bernoulli_logits_mean},
    {"bernoulli_logits_variance", bernoulli_logits_variance},
    {"categorical_probs_log_prob", categorical_probs_log_prob},
    {"categorical_probs_log_prob_0", categorical_probs_log_prob_0},
    {"categorical_probs_entropy", categorical_probs_entropy},
    {"categorical_probs_entropy_0", categorical_probs_entropy_0},
    {"categorical_logits_log_prob", categorical_logits_log_prob},
    {"categorical_logits_log_prob_0", categorical_logits_log_prob_0},
    {"categorical_logits_entropy", categorical_logits_entropy},
    {"categorical_logits_entropy_0", categorical_logits_entropy_0},
    {"normal_kl", normal_kl},
    {"normal_kl_0", normal_kl_0},
    {"normal_kl_1", normal_kl_1},
    {"normal_kl_2", normal_kl_2},
    {"normal_kl_3", normal_kl_3},
    {"bernoulli_probs_kl", bernoulli_probs_kl},
    {"bernoulli_probs_kl_0", bernoulli_probs_kl_0},
    {"bernoulli_probs_kl_1", bernoulli_probs_kl_1},
    {"bernoulli_logits_kl", bernoulli_logits_kl},
    {"bernoulli_logits_kl_0", bernoulli_logits_kl_0},
    {"bernoulli_logits_kl_1", bernoulli_logits_kl_1},
    {"categorical_probs_kl", categorical_probs_kl},
    {"categorical_probs_kl_0", categorical_probs_kl_0},
    {"categorical_probs_kl_1", categorical_probs_kl_1},
    {"categorical_logits_kl", categorical_logits_kl},
    {"categorical_logits_kl_0", categorical_logits_kl_0},
    {"categorical_logits_kl_1", categorical_logits_kl_1},
};

}  // namespace golden::distributions
