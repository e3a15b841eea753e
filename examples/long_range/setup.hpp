// Which models are compared, and what their files are called.
#pragma once

#include "long_range/model.hpp"
#include "long_range/task.hpp"
#include "long_range/training.hpp"
#include <string>
#include <vector>

namespace long_range {

/// Lists, all combinations of which are compared.
struct Choice {
  std::vector<std::string> cells = {"rnn", "lstm", "gru"};
  std::vector<std::string> inits = {"default", "orthogonal", "chrono"};
  /// Of orthogonal weights only.
  std::vector<double> gains = {1};
  std::vector<double> clips = {1};
};

/// One of the models that are compared, and how it is trained.
struct Setup {
  std::string cell = "lstm", init = "default";
  double gain = 1;
  Index hidden = 64;
  TrainingOptions training = {};

  /// Of a figure's line: "rnn, orthogonal, gain 1.5".
  std::string label() const;
  /// Of files, and without what is as usual: "adding-rnn-orthogonal-gain-1.5-200-unclipped".
  std::string file_name(const Task& task) const;
  /// The initialised model, which the seed decides.
  Model model(const Task& task) const;
};

/// All combinations, each otherwise like `common`. An rnn with chrono initialisation, which is for
/// gates, is none. Throws ValueError where none is left, or a gain has nothing to act on.
std::vector<Setup> combinations(const Choice& choice, const Setup& common);

}  // namespace long_range
