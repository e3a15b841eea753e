// Gradient checks: compares pullbacks with finite differences.
#pragma once

#include <xgrad/autograd/function.hpp>

#include <optional>

namespace xgrad {

/// Options of `gradcheck` and `gradgradcheck`.
struct GradcheckOptions {
  /// Names of the inputs in messages; "input 0", "input 1", ... if empty.
  std::vector<std::string> names = {};
  /// Seed of the random directions and shifts.
  std::uint64_t seed = 0;
  /// The maximal number of entries for which the whole Jacobian is checked; beyond it, random
  /// directions, rows and columns are checked.
  Index whole_jacobian = 4096;
};

/// The result of a gradient check.
struct GradcheckResult {
  bool ok = true;
  /// The failure, starting with the worst entry: "w[3, 1]: analytic 0.1234, numeric 0.1240, ...";
  /// on success, what was compared.
  std::string message = {};

  /// One entry of the Jacobian: the derivative of an output element with respect to an input
  /// element.
  struct Entry {
    std::string input;
    Dims input_index;
    std::size_t output = 0;
    Dims output_index;
    double analytic = 0, numeric = 0;
  };
  /// The entry with the largest disagreement; empty when all entries agree.
  std::optional<Entry> worst = {};

  explicit operator bool() const { return ok; }
};

/// A function to check: from tensors to a Tensor, or to a tuple, array or vector of Tensors. It
/// takes a `std::vector<Tensor>`, or one, two or three Tensors.
class CheckedFunction {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, CheckedFunction>) CheckedFunction(F function)
      : function_([function](const std::vector<Tensor>& inputs) {
          auto results = call(function, inputs);
          return with_out_of_memory([&] {
            std::vector<Tensor> outputs;
            for_each_tensor(results, [&](const Tensor& output) { outputs.push_back(output); });
            return outputs;
          });
        }) {}

  std::vector<Tensor> operator()(const std::vector<Tensor>& inputs) const {
    return function_(inputs);
  }

 private:
  template <class F>
  static auto call(const F& function, const std::vector<Tensor>& t) {
    if constexpr (std::is_invocable_v<const F&, const std::vector<Tensor>&>) {
      return function(t);
    } else if constexpr (std::is_invocable_v<const F&, const Tensor&>) {
      return function(t.at(0));
    } else if constexpr (std::is_invocable_v<const F&, const Tensor&, const Tensor&>) {
      return function(t.at(0), t.at(1));
    } else {
      return function(t.at(0), t.at(1), t.at(2));
    }
  }

  std::function<std::vector<Tensor>(const std::vector<Tensor>&)> function_;
};

/// Checks the derivatives of a function with respect to the inputs that require gradients. These
/// must be float64 leaves; they are perturbed and restored. docs/gradcheck.md describes the
/// comparison. Throws GraphError, DTypeError or ValueError for inputs and outputs that cannot be
/// checked.
GradcheckResult gradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                          const GradcheckOptions& options = {});

/// Checks second derivatives: applies `gradcheck` to the gradients of the function, as functions of
/// the inputs and of the incoming gradients.
GradcheckResult gradgradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                              const GradcheckOptions& options = {});

/// Pairs inputs with their names in messages.
std::vector<std::pair<std::string, Tensor>> named_inputs(const std::vector<Tensor>& inputs,
                                                         const GradcheckOptions& options);

/// `gradcheck` for a function of captured tensors, such as the parameters of a module.
GradcheckResult gradcheck_of(const std::function<std::vector<Tensor>()>& function,
                             const std::vector<std::pair<std::string, Tensor>>& variables,
                             const GradcheckOptions& options = {});
GradcheckResult gradgradcheck_of(const std::function<std::vector<Tensor>()>& function,
                                 const std::vector<std::pair<std::string, Tensor>>& variables,
                                 const GradcheckOptions& options = {});

}  // namespace xgrad
