// The iterations of L-BFGS.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/lbfgs/flat.hpp>
#include <xgrad/optim/lbfgs/lbfgs.hpp>
#include <xgrad/optim/lbfgs/strong_wolfe.hpp>
#include <xgrad/optim/option_check.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::optim {
namespace {

constexpr double kLeastCurvature = 1e-10;  // of a pair that is stored

// Whether both arrays are the same elements of one buffer.
bool is_same_view(const Array& a, const Array& b) {
  return a.shares_buffer(b) && a.dtype() == b.dtype() && a.offset() == b.offset() &&
         a.shape() == b.shape() && a.strides() == b.strides();
}

// -H g by the two-loop recursion (Nocedal & Wright 2006, algorithm 7.4).
template <class Pairs>
Array direction(const Pairs& pairs, double h_diag, const Array& gradient) {
  std::vector<double> al(pairs.size());
  Array d = flat::scaled(-1, gradient);
  for (std::size_t k = pairs.size(); k-- > 0;) {
    al[k] = flat::dot(pairs[k].step, d) * pairs[k].ro;
    flat::add(d, -al[k], pairs[k].gradient_change);
  }
  d = flat::scaled(h_diag, d);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const double be = flat::dot(pairs[k].gradient_change, d) * pairs[k].ro;
    flat::add(d, al[k] - be, pairs[k].step);
  }
  return d;
}

}  // namespace

Tensor option_tensor(LineSearch value) {
  return option_tensor(static_cast<Index>(value));
}

void read_option(const Tensor& saved, LineSearch& value) {
  auto number = static_cast<Index>(value);
  read_option(saved, number);
  value = static_cast<LineSearch>(number);  // `check` refuses other numbers
}

void LBFGSOptions::check() const {
  OptionCheck options("LBFGS");
  options.not_negative("lr", lr);
  options.at_least("max_iter", max_iter, 1);
  options.at_least("max_eval", max_eval, 0);
  options.not_negative("tolerance_grad", tolerance_grad);
  options.not_negative("tolerance_change", tolerance_change);
  options.at_least("history_size", history_size, 1);
  options.require(line_search_fn == LineSearch::none || line_search_fn == LineSearch::strong_wolfe,
                  "line_search_fn = {} must be none (0) or strong_wolfe (1)",
                  static_cast<Index>(line_search_fn));
  options.finish();
}

struct LBFGS::Evaluation {
  Tensor loss_tensor;
  double loss;
  Array gradient;
};

LBFGS::Evaluation LBFGS::evaluate(const Closure& closure) const {
  const Index size = count();
  const GradMode record(true);
  const Tensor loss = closure();
  if (!loss.defined()) throw ValueError("LBFGS: the closure returned an undefined tensor");
  if (loss.numel() != 1 || !is_floating(loss.dtype())) {
    throw ValueError(
        fmt::format("LBFGS: the closure returned {}, expected one floating element", loss.array()));
  }
  return {loss, loss.item<double>(), gradients(size)};
}

Tensor LBFGS::step(const Closure& closure) {
  return with_out_of_memory([&]() -> Tensor {
    if (!closure) throw ValueError("LBFGS: the closure of step() is empty");
    struct Saved {
      Array array, values;
    };
    std::vector<Saved> before;
    before.reserve(parameters().size());
    for (const Parameter& parameter : parameters()) {
      const Array& array = parameter.tensor.array();
      before.push_back({array, kernels::copy(array)});
    }
    History history = history_;
    try {
      Tensor loss = minimize(closure, history);
      history_ = std::move(history);
      return loss;
    } catch (...) {
      for (std::size_t k = 0; k < before.size(); ++k) {
        auto& [array, values] = before[k];
        const Tensor& parameter = parameters()[k].tensor;
        // The closure may have changed the dtype, shape or storage.
        if (!is_same_view(parameter.array(), array)) parameter.replace_storage(array);
        Array& value = parameter.body()->value;
        value.bump_version();
        kernels::copy_into(value, values);
      }
      throw;
    }
  });
}

Tensor LBFGS::minimize(const Closure& closure, History& history) {
  const LBFGSOptions& o = options();
  const Index max_eval = o.max_eval > 0 ? o.max_eval : saturating_product(o.max_iter, 5) / 4;
  Evaluation now = evaluate(closure);
  report_missing_gradients();
  Tensor first_loss = now.loss_tensor;
  Index evaluations = 1;
  ++history.func_evals;
  if (flat::largest(now.gradient) <= o.tolerance_grad) return first_loss;
  if (history.n_iter > 0 && history.d.numel() != now.gradient.numel()) {
    throw ShapeError(fmt::format("LBFGS: the parameters have {} elements now, the state is of {}",
                                 now.gradient.numel(), history.d.numel()),
                     "convert a module before making its optimizer");
  }
  for (Index iteration = 1;; ++iteration) {
    const bool is_first = ++history.n_iter == 1;
    if (!is_first) {
      Array y = flat::difference(now.gradient, history.prev_flat_grad);
      Array s = flat::scaled(history.t, history.d);
      if (const double ys = flat::dot(y, s); ys > kLeastCurvature) {
        history.h_diag = ys / flat::dot(y, y);
        const auto older = static_cast<std::size_t>(o.history_size - 1);
        if (auto& pairs = history.pairs; pairs.size() > older) {
          pairs.erase(pairs.begin(), pairs.end() - static_cast<std::ptrdiff_t>(older));
        }
        history.pairs.push_back({y, s, 1 / ys});
      }
    }
    history.d = direction(history.pairs, history.h_diag, now.gradient);
    history.prev_flat_grad = now.gradient;
    history.prev_loss = now.loss;
    history.t = is_first ? std::min(1.0, 1 / flat::sum_of_sizes(now.gradient)) * o.lr : o.lr;
    const double slope = flat::dot(now.gradient, history.d);
    if (slope > -o.tolerance_change) break;

    const bool is_last = iteration >= o.max_iter;
    Index used = 0;
    if (o.line_search_fn == LineSearch::strong_wolfe) {
      used = search(closure, history, slope, now);
    } else {
      move_to(values(), history.t, history.d);
      if (!is_last) {  // the next step begins with an evaluation
        now = evaluate(closure);
        used = 1;
      }
    }
    evaluations += used;
    history.func_evals += used;
    if (is_last || evaluations >= max_eval || flat::largest(now.gradient) <= o.tolerance_grad ||
        std::abs(history.t) * flat::largest(history.d) <= o.tolerance_change ||
        std::abs(now.loss - history.prev_loss) < o.tolerance_change) {
      break;
    }
  }
  return first_loss;
}

// Searches along the direction, moves the parameters, and returns the number of evaluations.
Index LBFGS::search(const Closure& closure, History& history, double slope, Evaluation& now) const {
  const Array x = values(), &d = history.d;
  const auto evaluate_at = [&](double t) -> LinePoint {
    move_to(x, t, d);
    const Evaluation there = evaluate(closure);
    return {t, there.loss, flat::dot(there.gradient, d), there.gradient};
  };
  const LinePoint start = {0, now.loss, slope, now.gradient};
  const auto [found, evaluations] =
      strong_wolfe(evaluate_at, start, history.t, flat::largest(d), options().tolerance_change);
  history.t = found.t;
  now.loss = found.loss;
  now.gradient = found.gradient;
  move_to(x, history.t, d);
  return evaluations;
}

}  // namespace xgrad::optim
