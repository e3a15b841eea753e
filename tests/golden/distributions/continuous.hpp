// Continuous distributions by torch.distributions.
//
// PyTorch 1.13.1's results, written by tests/golden/generate/generate_distributions.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_distributions.py
#pragma once

#include "golden/recipe.hpp"

// clang-format off
namespace golden::distributions {

// The gradients of the sum of a result are numbered: with respect to the parameters, then to the
// value.

inline constexpr double normal_log_prob[] = {  // [2, 3]
    -1.3212697792497918, -2.6373436372025143, -6.295299036183195, -9.730650163601789,
    -0.9571289198260513, -1.5007452936837289,
};

inline constexpr double normal_log_prob_0[] = {  // [2, 3]
    -0.4952460624269172, -1.8998417004007768, -5.346982776252424, -11.91635344332783,
    -5.103560006960189, 3.44691674396575,
};

inline constexpr double normal_log_prob_1[] = {  // [2, 3]
    -0.5034018071261138, 2.522283402163052, 16.684193218940013, 50.06931800487625,
    4.711752135680108, 3.5085725338999616,
};

inline constexpr double normal_log_prob_2[] = {  // [2, 3]
    0.4952460624269172, 1.8998417004007768, 5.346982776252424, 11.91635344332783, 5.103560006960189,
    -3.44691674396575,
};

inline constexpr double normal_entropy[] = {  // [2, 3]
    1.633074663989732, 1.399938038896896, 0.9700781484117178, 0.4288818334592347, 0.235618044256257,
    0.6706552939039914,
};

inline constexpr double normal_entropy_0[] = {  // [2, 3]
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
};

inline constexpr double normal_entropy_1[] = {  // [2, 3]
    0.8072384875335974, 1.0191821524069473, 1.5665259310888504, 2.6913870689848127,
    3.265198277128619, 2.1133687520816737,
};

inline constexpr double normal_mean[] = {  // [2, 3]
    1.2950041652780258, 0.9967067093471655, 0.3707372016677029, -0.2885011172553455,
    -0.6709581651495906, -0.5967584163341471,
};

inline constexpr double normal_variance[] = {  // [2, 3]
    1.5346038377458158, 0.9627119891386833, 0.40749738251989526, 0.13805358121738942,
    0.0937952580677243, 0.2238975990830338,
};

inline constexpr double uniform_log_prob[] = {  // [2, 3]
    -1.078847988061552, -1.041274631434937, -1.0306854971924415, -1.0528497004420123,
    -1.0958548897422702, -1.1383320432203066,
};

inline constexpr double uniform_log_prob_0[] = {  // [2, 3]
    0.3399869691752443, 0.35300444451468743, 0.3567623171607599, 0.3489419508900411,
    0.3342537346822887, 0.3203529112504911,
};

inline constexpr double uniform_log_prob_1[] = {  // [2, 3]
    -0.3399869691752443, -0.35300444451468743, -0.3567623171607599, -0.3489419508900411,
    -0.3342537346822887, -0.3203529112504911,
};

inline constexpr double uniform_log_prob_2[] = {  // [2, 3]
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
};

inline constexpr double uniform_entropy[] = {  // [2, 3]
    1.078847988061552, 1.041274631434937, 1.0306854971924415, 1.0528497004420123,
    1.0958548897422702, 1.1383320432203066,
};

inline constexpr double uniform_entropy_0[] = {  // [2, 3]
    -0.3399869691752443, -0.35300444451468743, -0.3567623171607599, -0.3489419508900411,
    -0.3342537346822887, -0.3203529112504911,
};

inline constexpr double uniform_entropy_1[] = {  // [2, 3]
    0.3399869691752443, 0.35300444451468743, 0.3567623171607599, 0.3489419508900411,
    0.3342537346822887, 0.3203529112504911,
};

inline constexpr double uniform_mean[] = {  // [2, 3]
    0.9681466817920996, 0.7647661159559598, 0.4368619087010499, 0.13865253234392683,
    0.010390516235386116, 0.11239949070056032,
};

inline constexpr double uniform_variance[] = {  // [2, 3]
    0.7209318456727144, 0.6687417034411892, 0.654727830665514, 0.6844037560386548,
    0.7458752855481777, 0.8120100489463146,
};

inline constexpr double exponential_log_prob[] = {  // [2, 3]
    -2.096861364743568, -1.1019036067146648, -0.7089280853490585, -0.9605874653060879,
    -1.2850207077921545, -1.4742348426023797,
};

inline constexpr double exponential_log_prob_0[] = {  // [2, 3]
    -1.0324914162924403, -0.19638269747830583, 0.675691333047026, 1.4690880423811614,
    1.5695064552853564, 0.2745810398412063,
};

inline constexpr double exponential_log_prob_1[] = {  // [2, 3]
    -1.3605304970014425, -1.1267980607127888, -0.7863989526534566, -0.4994281922265333,
    -0.40085261210262346, -0.5370338478999299,
};

inline constexpr double exponential_entropy[] = {  // [2, 3]
    0.6921253049854904, 0.8806199640385635, 1.2402910419742577, 1.694291450534128,
    1.914161470105219, 1.6216941549886665,
};

inline constexpr double exponential_entropy_0[] = {  // [2, 3]
    -0.735007412332147, -0.8874704659745518, -1.2716191910299648, -2.0022898498017003,
    -2.494682508752087, -1.8620800232806527,
};

inline constexpr double exponential_mean[] = {  // [2, 3]
    0.735007412332147, 0.8874704659745518, 1.2716191910299648, 2.0022898498017003,
    2.494682508752087, 1.8620800232806527,
};

inline constexpr double exponential_variance[] = {  // [2, 3]
    0.5402358961831987, 0.7876038279770882, 1.617015366995702, 4.009164642618916, 6.223440819473607,
    3.4673420131008763,
};

inline constexpr double laplace_log_prob[] = {  // [2, 3]
    -1.4319935817732095, -2.4261211960172115, -3.4852432914685263, -3.8346260345099705,
    -0.7136717560009663, -1.808340328490256,
};

inline constexpr double laplace_log_prob_0[] = {  // [2, 3]
    -0.8072384875335974, -1.0191821524069473, -1.5665259310888504, -2.6913870689848127,
    -3.265198277128619, 2.1133687520816737,
};

inline constexpr double laplace_log_prob_1[] = {  // [2, 3]
    -0.38367216243978847, 0.7663989994174951, 3.510516460958456, 8.428174295282165,
    0.6655945530455614, 1.8248440149343539,
};

inline constexpr double laplace_log_prob_2[] = {  // [2, 3]
    0.8072384875335974, 1.0191821524069473, 1.5665259310888504, 2.6913870689848127,
    3.265198277128619, -2.1133687520816737,
};

inline constexpr double laplace_entropy[] = {  // [2, 3]
    1.9072833113450045, 1.6741466862521688, 1.2442867957669905, 0.7030904808145073,
    0.5098266916115296, 0.944863941259264,
};

inline constexpr double laplace_entropy_0[] = {  // [2, 3]
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
};

inline constexpr double laplace_entropy_1[] = {  // [2, 3]
    0.8072384875335974, 1.0191821524069473, 1.5665259310888504, 2.6913870689848127,
    3.265198277128619, 2.1133687520816737,
};

inline constexpr double laplace_mean[] = {  // [2, 3]
    1.2950041652780258, 0.9967067093471655, 0.3707372016677029, -0.2885011172553455,
    -0.6709581651495906, -0.5967584163341471,
};

inline constexpr double laplace_variance[] = {  // [2, 3]
    3.0692076754916315, 1.9254239782773666, 0.8149947650397905, 0.27610716243477884,
    0.1875905161354486, 0.4477951981660676,
};

inline constexpr double gumbel_log_prob[] = {  // [2, 3]
    -1.447525833489735, -4.566943440633009, -26.5023708916151, -78.31158444351578,
    -2.0268623276394178, -1.0784551876379935,
};

inline constexpr double gumbel_log_prob_0[] = {  // [2, 3]
    -0.6836472130441555, -5.554571758424366, -46.00025951442965, -222.6563778965903,
    -12.32024513182206, 1.6997135863283972,
};

inline constexpr double gumbel_log_prob_1[] = {  // [2, 3]
    -0.38781647585063445, 9.335009225062809, 155.4449798764371, 983.1393490605974, 15.9915527664884,
    0.6588740072051387,
};

inline constexpr double gumbel_log_prob_2[] = {  // [2, 3]
    0.6836472130441555, 5.554571758424366, 46.00025951442965, 222.6563778965903, 12.32024513182206,
    -1.6997135863283972,
};

inline constexpr double gumbel_entropy[] = {  // [2, 3]
    1.791351795686592, 1.5582151705937561, 1.1283552801085779, 0.5871589651560948,
    0.39389517595311707, 0.8289324256008515,
};

inline constexpr double gumbel_entropy_0[] = {  // [2, 3]
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
};

inline constexpr double gumbel_entropy_1[] = {  // [2, 3]
    0.8072384875335974, 1.0191821524069473, 1.5665259310888504, 2.6913870689848127,
    3.265198277128619, 2.1133687520816737,
};

inline constexpr double gumbel_mean[] = {  // [2, 3]
    2.010053898183023, 1.5630585273596318, 0.7392058324425064, -0.07403339109537038,
    -0.49418002921074333, -0.32363255302563837,
};

inline constexpr double gumbel_variance[] = {  // [2, 3]
    2.5243221318241202, 1.5835977474974399, 0.6703063266584586, 0.22708903879488232,
    0.15428701530442065, 0.36829678821720857,
};

inline constexpr Named continuous[] = {
    {"normal_log_prob", normal_log_prob},
    {"normal_log_prob_0", normal_log_prob_0},
    {"normal_log_prob_1", normal_log_prob_1},
    {"normal_log_prob_2", normal_log_prob_2},
    {"normal_entropy", normal_entropy},
    {"normal_entropy_0", normal_entropy_0},
    {"normal_entropy_1", normal_entropy_1},
    {"normal_mean", normal_mean},
    {"normal_variance", normal_variance},
    {"uniform_log_prob", uniform_log_prob},
    {"uniform_log_prob_0", uniform_log_prob_0},
    {"uniform_log_prob_1", uniform_log_prob_1},
    {"uniform_log_prob_2", uniform_log_prob_2},
    {"uniform_entropy", uniform_entropy},
    {"uniform_entropy_0", uniform_entropy_0},
    {"uniform_entropy_1", uniform_entropy_1},
    {"uniform_mean", uniform_mean},
    {"uniform_variance", uniform_variance},
    {"exponential_log_prob", exponential_log_prob},
    {"exponential_log_prob_0", exponential_log_prob_0},
    {"exponential_log_prob_1", exponential_log_prob_1},
    {"exponential_entropy", exponential_entropy},
    {"exponential_entropy_0", exponential_entropy_0},
    {"exponential_mean", exponential_mean},
    {"exponential_variance", exponential_variance},
    {"laplace_log_prob", laplace_log_prob},
    {"laplace_log_prob_0", laplace_log_prob_0},
    {"laplace_log_prob_1", laplace_log_prob_1},
    {"laplace_log_prob_2", laplace_log_prob_2},
    {"laplace_entropy", laplace_entropy},
    {"laplace_entropy_0", laplace_entropy_0},
    {"laplace_entropy_1", laplace_entropy_1},
    {"laplace_mean", laplace_mean},
    {"laplace_variance", laplace_variance},
    {"gumbel_log_prob", gumbel_log_prob},
    {"gumbel_log_prob_0", gumbel_log_prob_0},
    {"gumbel_log_prob_1", gumbel_log_prob_1},
    {"gumbel_log_prob_2", gumbel_log_prob_2},
    {"gumbel_entropy", gumbel_entropy},
    {"gumbel_entropy_0", gumbel_entropy_0},
    {"gumbel_entropy_1", gumbel_entropy_1},
    {"gumbel_mean", gumbel_mean},
    {"gumbel_variance", gumbel_variance},
};

}  // namespace golden::distributions
