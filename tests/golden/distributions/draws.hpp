// Draws by torch.distributions and by random functions.
//
// PyTorch 1.13.1's results, written by tests/golden/generate/generate_distributions.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_distributions.py
#pragma once

#include "golden/recipe.hpp"

// clang-format off
namespace golden::distributions {

// Each after manual_seed(11). Samples have the shape [3, 2, 3], or [3, 2] of a categorical
// distribution.

inline constexpr double normal_sample[] = {  // [3, 2, 3]
    1.639858691206354, -0.8416442787187524, -0.37771553539742936, -0.03858210905669893,
    -0.3686789697190529, -1.2251174139242185, -0.17056618699007875, -0.1202451470868835,
    0.9134429016238235, 0.570135287161454, -1.2587045764106075, -0.9583556386593896,
    1.4470573767183001, -0.30357130955103395, -0.4691037686234118, -0.9642999209145304,
    -0.2872325748465384, -0.4081486701559903,
};

inline constexpr double uniform_sample[] = {  // [3, 2, 3]
    0.06321120764024535, 1.8562321758683384, 0.9177072703947717, 0.6105920389341934,
    0.24069794386088006, -0.9654671172208467, 0.01252544135357847, -0.2634158169377695,
    1.3338810496549172, -0.06672370789301096, 1.4082099579080363, 0.710094243677831,
    1.6026824793347756, 0.6285053156735286, -0.6916443845453192, -1.2367531896294937,
    1.3579778556013116, -1.2051684361727735,
};

inline constexpr double exponential_sample[] = {  // [3, 2, 3]
    0.15700224249015113, 1.9217008023167605, 1.4157738396664157, 2.187838975938241,
    2.146271313213289, 0.31295308440833103, 0.14148496088903834, 0.13080896803215122,
    2.1807304514214922, 1.1196868866847052, 8.527151651893737, 2.189706938540898,
    0.9245250435270778, 0.5336327146222549, 0.13029817978508998, 0.040580897355837274,
    7.495255019322647, 0.15104448728104847,
};

inline constexpr double laplace_sample[] = {  // [3, 2, 3]
    0.11149263980093282, 2.4412194034557944, 0.6389842033983452, -0.14005673752280146,
    -0.6197541440052589, -1.15184635814368, -0.004789943061748847, -0.273216086635522,
    1.0229938558216536, -0.3459811679295619, 0.1635956970107133, -0.3683081934649531,
    1.9945463019836018, 0.8974617802439758, -0.673528542414404, -1.4833194493037818,
    0.036914734484366774, -1.4764022068276552,
};

inline constexpr double gumbel_sample[] = {  // [3, 2, 3]
    0.6757573312925538, 3.0621554678542866, 0.9585825122876166, 0.044184208855752805,
    -0.4878343198390505, -0.8919896727909773, 0.6071550071925537, 0.32279159101616417,
    1.4031825594053853, -0.2271745185339598, 0.3707904922438616, -0.12493059762836001,
    2.6518242329667245, 1.2226715095019742, -0.16895772398107894, -0.7950232998662647,
    0.24144677837643325, -1.0400978098085822,
};

inline constexpr double bernoulli_probs_sample[] = {  // [3, 2, 3]
    1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0,
};

inline constexpr double bernoulli_logits_sample[] = {  // [3, 2, 3]
    1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0,
};

inline constexpr double categorical_probs_sample[] = {  // [3, 2]
    0.0, 2.0, 2.0, 1.0, 1.0, 0.0,
};

inline constexpr double categorical_logits_sample[] = {  // [3, 2]
    0.0, 2.0, 1.0, 1.0, 1.0, 0.0,
};

inline constexpr double categorical_one[] = {  // [2]
    0.0, 2.0,
};

inline constexpr double bernoulli_float32[] = {  // [4, 5]
    1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0,
    0.0,
};

inline constexpr double bernoulli_float64[] = {  // [4, 5]
    1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0,
    1.0,
};

inline constexpr double exponential_float32[] = {  // [20]
    0.08544253557920456, 0.866147518157959, 0.4453452229499817, 0.4370673894882202,
    0.3441353738307953, 0.06722655892372131, 0.07699783891439438, 0.05895811691880226,
    0.6859696507453918, 0.2236812859773636, 1.3672523498535156, 0.47037869691848755,
    0.5031378269195557, 0.24051852524280548, 0.04098654165863991, 0.008106897585093975,
    1.2017970085144043, 0.032446399331092834, 1.0115330219268799, 0.2072826325893402,
};

inline constexpr double exponential_float64[] = {  // [20]
    0.08544253560218652, 0.8661474949282945, 0.44534522588313286, 0.4370673858542342,
    0.34413538487298995, 0.06722655965278303, 0.07699784166263719, 0.05895811660098768,
    0.6859696572069445, 0.22368127907067903, 1.367252405382722, 0.4703786971911176,
    0.5031378067840702, 0.24051852318770317, 0.04098654084625862, 0.008106897682142527,
    1.201797021148313, 0.032446400883445393, 1.0115330115891636, 0.20728263956375553,
};

inline constexpr double multinomial_replacement_float32[] = {  // [4, 6]
    0.0, 2.0, 1.0, 1.0, 1.0, 0.0, 2.0, 1.0, 4.0, 3.0, 4.0, 3.0, 1.0, 0.0, 0.0, 0.0, 4.0, 0.0, 4.0,
    2.0, 2.0, 4.0, 3.0, 4.0,
};

inline constexpr double multinomial_replacement_float64[] = {  // [4, 6]
    0.0, 2.0, 1.0, 1.0, 1.0, 0.0, 2.0, 1.0, 4.0, 3.0, 4.0, 3.0, 1.0, 0.0, 0.0, 0.0, 4.0, 0.0, 4.0,
    2.0, 2.0, 4.0, 3.0, 4.0,
};

inline constexpr double multinomial_float32[] = {  // [4, 4]
    0.0, 2.0, 1.0, 3.0, 2.0, 1.0, 4.0, 0.0, 4.0, 1.0, 0.0, 2.0, 0.0, 2.0, 4.0, 3.0,
};

inline constexpr double multinomial_float64[] = {  // [4, 4]
    0.0, 2.0, 1.0, 3.0, 2.0, 1.0, 4.0, 0.0, 4.0, 1.0, 0.0, 2.0, 0.0, 2.0, 4.0, 3.0,
};

inline constexpr double multinomial_one_float32[] = {  // [4, 1]
    0.0, 4.0, 1.0, 3.0,
};

inline constexpr double multinomial_one_float64[] = {  // [4, 1]
    0.0, 4.0, 1.0, 3.0,
};

inline constexpr double gumbel_softmax_float32[] = {  // [3, 4]
    0.9702280163764954, 0.016453467309474945, 0.01055118814110756, 0.0027673151344060898,
    0.0035115063656121492, 0.049053411930799484, 0.12874412536621094, 0.8186909556388855,
    0.13396483659744263, 0.8072200417518616, 0.02761402353644371, 0.031201079487800598,
};

inline constexpr double gumbel_softmax_float64[] = {  // [3, 4]
    0.9702280206494687, 0.016453475394909704, 0.010551187867246684, 0.00276731608837494,
    0.0035115059393189545, 0.04905341939356641, 0.12874409664938746, 0.8186909780177272,
    0.133964819330124, 0.807220075320551, 0.027614026155151215, 0.031201079194173878,
};

inline constexpr double gumbel_softmax_hard_float32[] = {  // [3, 4]
    1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0,
};

inline constexpr double gumbel_softmax_hard_float64[] = {  // [3, 4]
    1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0,
};

inline constexpr double randperm[] = {  // [30]
    21.0, 22.0, 2.0, 29.0, 7.0, 27.0, 11.0, 16.0, 3.0, 17.0, 12.0, 9.0, 6.0, 24.0, 14.0, 15.0, 20.0,
    10.0, 1.0, 8.0, 28.0, 25.0, 26.0, 0.0, 13.0, 4.0, 5.0, 23.0, 18.0, 19.0,
};

inline constexpr double randint[] = {  // [20]
    436.0, 94.0, 370.0, 282.0, 378.0, 382.0, 111.0, 205.0, 827.0, 462.0, 917.0, 730.0, 60.0, 194.0,
    949.0, 40.0, 243.0, 385.0, 278.0, 296.0,
};

inline constexpr double randint_wide[] = {  // [6]
    657423371967.0, -753059292069.0, 348726071223.0, 59812929868.0, -407570169273.0, 353156747032.0,
};

inline constexpr Named draws[] = {
    {"normal_sample", normal_sample},
    {"uniform_sample", uniform_sample},
    {"exponential_sample", exponential_sample},
    {"laplace_sample", laplace_sample},
    {"gumbel_sample", gumbel_sample},
    {"bernoulli_probs_sample", bernoulli_probs_sample},
    {"bernoulli_logits_sample", bernoulli_logits_sample},
    {"categorical_probs_sample", categorical_probs_sample},
    {"categorical_logits_sample", categorical_logits_sample},
    {"categorical_one", categorical_one},
    {"bernoulli_float32", bernoulli_float32},
    {"bernoulli_float64", bernoulli_float64},
    {"exponential_float32", exponential_float32},
    {"exponential_float64", exponential_float64},
    {"multinomial_replacement_float32", multinomial_replacement_float32},
    {"multinomial_replacement_float64", multinomial_replacement_float64},
    {"multinomial_float32", multinomial_float32},
    {"multinomial_float64", multinomial_float64},
    {"multinomial_one_float32", multinomial_one_float32},
    {"multinomial_one_float64", multinomial_one_float64},
    {"gumbel_softmax_float32", gumbel_softmax_float32},
    {"gumbel_softmax_float64", gumbel_softmax_float64},
    {"gumbel_softmax_hard_float32", gumbel_softmax_hard_float32},
    {"gumbel_softmax_hard_float64", gumbel_softmax_hard_float64},
    {"randperm", randperm},
    {"randint", randint},
    {"randint_wide", randint_wide},
};

}  // namespace golden::distributions
