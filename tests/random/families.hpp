// Every distribution, with the parameters and values of generate_distributions.py.
#pragma once

#include <xgrad/autograd/distributions/distributions.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/recipe.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace test {

using xgrad::Tensor;
namespace distributions = xgrad::distributions;

/// recipe(phase) scale + offset.
struct Input {
  double phase, scale, offset;

  Tensor leaf(double shift = 0) const {
    const Tensor x = xgrad::from_vector(golden::recipe(6, phase + shift), {2, 3});
    return (x * scale + offset).detach().requires_grad_();
  }
};

using Tensors = std::vector<Tensor>;
using Pointer = std::unique_ptr<distributions::Distribution>;

struct Family {
  std::string name;
  std::function<Pointer(const Tensors&)> make;
  std::vector<Input> parameters;
  std::optional<Input> value;

  Tensors leaves(double shift = 0) const {
    Tensors result;
    for (const Input& input : parameters) result.push_back(input.leaf(shift));
    return result;
  }
  /// What log_prob receives in the generator.
  Tensor values() const {
    if (value) return value->leaf();
    if (name.starts_with("categorical")) return xgrad::tensor({2, 0});
    return xgrad::tensor({{1, 0, 1}, {0, 0, 1}}, xgrad::float64);
  }
};

inline std::ostream& operator<<(std::ostream& stream, const Family& family) {
  return stream << family.name;
}

template <class D>
Pointer of_one(const Tensors& t) {
  return std::make_unique<D>(t[0]);
}
template <class D>
Pointer of_two(const Tensors& t) {
  return std::make_unique<D>(t[0], t[1]);
}
template <class D>
Pointer of_logits(const Tensors& t) {
  return std::make_unique<D>(distributions::ProbsOrLogits{.logits = t[0]});
}

inline std::vector<Family> families() {
  namespace d = distributions;
  return {
      {"normal", of_two<d::Normal>, {{0.1, 2, 0.3}, {0.5, 1, 0.8}}, Input{1.3, 4, 0}},
      {"uniform", of_two<d::Uniform>, {{0.1, 1, -1}, {0.5, 1, 2}}, Input{1.3, 0.5, 0.5}},
      {"exponential", of_one<d::Exponential>, {{0.4, 1, 0.9}}, Input{1.3, 2, 1.5}},
      {"laplace", of_two<d::Laplace>, {{0.1, 2, 0.3}, {0.5, 1, 0.8}}, Input{1.3, 4, 0.11}},
      {"gumbel", of_two<d::Gumbel>, {{0.1, 2, 0.3}, {0.5, 1, 0.8}}, Input{1.3, 4, 0}},
      {"bernoulli_probs", of_one<d::Bernoulli>, {{0.3, 0.8, 0.5}}, {}},
      {"bernoulli_logits", of_logits<d::Bernoulli>, {{0.3, 4, 0.5}}, {}},
      {"categorical_probs", of_one<d::Categorical>, {{0.3, 0.8, 0.5}}, {}},
      {"categorical_logits", of_logits<d::Categorical>, {{0.3, 4, 0.5}}, {}},
  };
}

/// The numbers of this name in a golden table.
inline std::span<const double> find(std::span<const golden::Named> table, const std::string& name) {
  for (const golden::Named& entry : table) {
    if (name == entry.name) return entry.values;
  }
  BOOST_FAIL("no golden numbers " << name);
  return {};
}

}  // namespace test
