// Gradient checks: derivatives from pullbacks against differences of values.
#pragma once

#include <xgrad/autograd/function.hpp>

#include <optional>

namespace xgrad {

/// Options of `gradcheck` and `gradgradcheck`.
struct GradcheckOptions {
  /// Names of the inputs in messages; "input 0", "input 1", ... where there are none.
  std::vector<std::string> names = {};
  /// Decides the random directions and shifts.
  std::uint64_t seed = 0;
  /// Up to so many entries the whole Jacobian is checked, beyond it random directions, rows and
  /// columns of it.
  Index whole_jacobian = 4096;
};

/// What a check found.
struct GradcheckResult {
  bool ok = true;
  /// What is wrong, beginning with the worst entry: "w[3, 1]: analytic 0.1234, numeric 0.1240,
  /// ..."; what was compared when nothing is.
  std::string message = {};

  /// One derivative: of an element of an output by an element of an input.
  struct Entry {
    std::string input;
    Dims input_index;
    std::size_t output = 0;
    Dims output_index;
    double analytic = 0, numeric = 0;
  };
  /// The entry that disagrees most; only where entries disagree.
  std::optional<Entry> worst = {};

  explicit operator bool() const { return ok; }
};

/// A function under check: from tensors to a Tensor, or a tuple, array or vector of them. It takes
/// them in a `std::vector<Tensor>`, or as one, two or three arguments.
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

/// Checks the derivatives of a function by those inputs that need gradients: leaves of type
/// float64, which are moved and put back. See docs/gradcheck.md for what is compared.
/// Throws GraphError, DTypeError or ValueError for inputs and outputs that cannot be checked.
GradcheckResult gradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                          const GradcheckOptions& options = {});

/// Checks second derivatives as `gradcheck` does first ones: the function's gradients, as functions
/// of the inputs and of the incoming gradients.
GradcheckResult gradgradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                              const GradcheckOptions& options = {});

/// Inputs with the names that messages give them.
std::vector<std::pair<std::string, Tensor>> named_inputs(const std::vector<Tensor>& inputs,
                                                         const GradcheckOptions& options);

/// `gradcheck` for a function of tensors that it captures, such as the parameters of a module.
GradcheckResult gradcheck_of(const std::function<std::vector<Tensor>()>& function,
                             const std::vector<std::pair<std::string, Tensor>>& variables,
                             const GradcheckOptions& options = {});
GradcheckResult gradgradcheck_of(const std::function<std::vector<Tensor>()>& function,
                                 const std::vector<std::pair<std::string, Tensor>>& variables,
                                 const GradcheckOptions& options = {});

}  // namespace xgrad
