// The LSTM of the ADBench suite (GradBench's `lstm`), whose weights are all diagonal, and its
// objective and gradient written by hand.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace bench {

/// Layers of b units over a sequence of b bits a step, all in float64. The gates of unit k are
///   f = sigmoid(wf x + bf), i = sigmoid(wi h + bi), o = sigmoid(wo x + bo), g = tanh(wg h + bg),
/// then c' = f c + i g and h' = o tanh(c'). The first layer reads a_k times the sequence. The
/// prediction y = u h + v of the last layer costs -mean of s (y - log(2 + sum e^y)) over the bits s
/// of the next step.
struct DiagonalLstm {
  DiagonalLstm(int layer_count, int step_count) : layers(layer_count), steps(step_count) {
    std::mt19937 generator(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    const auto fill = [&](std::vector<double>& numbers, int count) {
      for (int n = 0; n < count; ++n) numbers.push_back(uniform(generator));
    };
    fill(main, 8 * layers * units);
    fill(extra, 3 * units);
    fill(state, 2 * layers * units);
    for (int t = 0; t <= steps; ++t) {
      const unsigned code = 97 + static_cast<unsigned>(generator() % 26);
      for (int bit = units - 1; bit >= 0; --bit) sequence.push_back(code >> bit & 1);
    }
  }

  /// Element k of row `row` of a matrix with rows of `units`.
  const double& at(const std::vector<double>& rows, int row, int k) const {
    return rows[static_cast<std::size_t>(row * units + k)];
  }
  double& at(std::vector<double>& rows, int row, int k) const {
    return rows[static_cast<std::size_t>(row * units + k)];
  }

  int layers, steps, units = 14;
  std::vector<double> main;      // [layers, (wf wi wo wg bf bi bo bg), units]
  std::vector<double> extra;     // [(a u v), units]
  std::vector<double> state;     // [layers, (h c), units]
  std::vector<double> sequence;  // [steps + 1, units]
};

/// The objective and its gradient in plain loops: what differentiation should cost.
class DiagonalLstmByHand {
 public:
  explicit DiagonalLstmByHand(const DiagonalLstm& problem) : p_(problem) {
    const auto rows = [this](int count) {
      return std::vector<double>(static_cast<std::size_t>(count * p_.units));
    };
    for (auto* values : {&f_, &i_, &o_, &g_, &tanh_c_}) *values = rows(p_.steps * p_.layers);
    for (auto* values : {&c_, &h_}) *values = rows((p_.steps + 1) * p_.layers);
    x_ = share_ = rows(p_.steps);
    main_gradient = rows(8 * p_.layers);
    extra_gradient = rows(3);
  }

  double objective() {
    double total = 0;
    for (int l = 0; l < p_.layers; ++l) {
      for (int k = 0; k < p_.units; ++k) {
        p_.at(h_, l, k) = p_.at(p_.state, 2 * l, k);
        p_.at(c_, l, k) = p_.at(p_.state, 2 * l + 1, k);
      }
    }
    for (int t = 0; t < p_.steps; ++t) {
      for (int k = 0; k < p_.units; ++k) p_.at(x_, t, k) = p_.at(p_.sequence, t, k) * extra(0, k);
      for (int l = 0; l < p_.layers; ++l) step(t, l);
      total += step_objective(t);
    }
    return -total / (static_cast<double>(p_.steps) * p_.units);
  }

  /// Writes the gradients below.
  void gradient() {
    objective();
    std::vector<double> dh(static_cast<std::size_t>(p_.layers * p_.units)), dc = dh;
    for (auto* sums : {&main_gradient, &extra_gradient}) sums->assign(sums->size(), 0);
    for (int t = p_.steps - 1; t >= 0; --t) {
      step_objective_back(t, dh);
      for (int l = p_.layers - 1; l >= 0; --l) step_back(t, l, dh, dc);
    }
  }

  std::vector<double> main_gradient, extra_gradient;

 private:
  enum Row { wf, wi, wo, wg, bf, bi, bo, bg };

  static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
  double weight(int l, Row row, int k) const { return p_.at(p_.main, 8 * l + row, k); }
  double extra(int row, int k) const { return p_.at(p_.extra, row, k); }
  // What layer l reads at step t.
  double input(int t, int l, int k) const {
    return l == 0 ? p_.at(x_, t, k) : p_.at(h_, (t + 1) * p_.layers + l - 1, k);
  }

  void step(int t, int l) {
    const int now = t * p_.layers + l, next = now + p_.layers;
    for (int k = 0; k < p_.units; ++k) {
      const double x = input(t, l, k), h = p_.at(h_, now, k);
      const double f = sigmoid(weight(l, wf, k) * x + weight(l, bf, k));
      const double i = sigmoid(weight(l, wi, k) * h + weight(l, bi, k));
      const double o = sigmoid(weight(l, wo, k) * x + weight(l, bo, k));
      const double g = std::tanh(weight(l, wg, k) * h + weight(l, bg, k));
      const double c = f * p_.at(c_, now, k) + i * g, tanh_c = std::tanh(c);
      p_.at(f_, now, k) = f, p_.at(i_, now, k) = i, p_.at(o_, now, k) = o, p_.at(g_, now, k) = g;
      p_.at(tanh_c_, now, k) = tanh_c, p_.at(c_, next, k) = c, p_.at(h_, next, k) = o * tanh_c;
    }
  }

  double step_objective(int t) {
    const int last = (t + 2) * p_.layers - 1;
    double sum = 2, total = 0, bits = 0;
    for (int k = 0; k < p_.units; ++k) {
      const double y = extra(1, k) * p_.at(h_, last, k) + extra(2, k);
      const double bit = p_.at(p_.sequence, t + 1, k);
      p_.at(share_, t, k) = std::exp(y);
      sum += p_.at(share_, t, k);
      total += bit * y;
      bits += bit;
    }
    for (int k = 0; k < p_.units; ++k) p_.at(share_, t, k) *= bits / sum;
    return total - bits * std::log(sum);
  }

  void step_objective_back(int t, std::vector<double>& dh) {
    const int last = (t + 2) * p_.layers - 1;
    for (int k = 0; k < p_.units; ++k) {
      const double dy = (p_.at(share_, t, k) - p_.at(p_.sequence, t + 1, k)) /
                        (static_cast<double>(p_.steps) * p_.units);
      p_.at(extra_gradient, 1, k) += dy * p_.at(h_, last, k);
      p_.at(extra_gradient, 2, k) += dy;
      p_.at(dh, p_.layers - 1, k) += dy * extra(1, k);
    }
  }

  void step_back(int t, int l, std::vector<double>& all_dh, std::vector<double>& all_dc) {
    const int now = t * p_.layers + l;
    for (int k = 0; k < p_.units; ++k) {
      const double f = p_.at(f_, now, k), i = p_.at(i_, now, k), o = p_.at(o_, now, k);
      const double g = p_.at(g_, now, k), tanh_c = p_.at(tanh_c_, now, k);
      const double x = input(t, l, k), h = p_.at(h_, now, k), dh = p_.at(all_dh, l, k);
      const double dc = p_.at(all_dc, l, k) + dh * o * (1 - tanh_c * tanh_c);
      const double df = dc * p_.at(c_, now, k) * f * (1 - f), di = dc * g * i * (1 - i);
      const double d_o = dh * tanh_c * o * (1 - o), dg = dc * i * (1 - g * g);
      const double to_weights[] = {df * x, di * h, d_o * x, dg * h, df, di, d_o, dg};
      for (int row = 0; row < 8; ++row) p_.at(main_gradient, 8 * l + row, k) += to_weights[row];
      const double dx = df * weight(l, wf, k) + d_o * weight(l, wo, k);
      if (l == 0) {
        p_.at(extra_gradient, 0, k) += dx * p_.at(p_.sequence, t, k);
      } else {
        p_.at(all_dh, l - 1, k) += dx;
      }
      p_.at(all_dh, l, k) = di * weight(l, wi, k) + dg * weight(l, wg, k);
      p_.at(all_dc, l, k) = dc * f;
    }
  }

  const DiagonalLstm& p_;
  std::vector<double> f_, i_, o_, g_, tanh_c_, c_, h_, x_, share_;
};

}  // namespace bench
