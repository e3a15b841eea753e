// The update rule of Adafactor.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/fold.hpp>
#include <xgrad/optim/option_check.hpp>
#include <xgrad/optim/rules/adafactor.hpp>

#include <limits>
#include <type_traits>

namespace xgrad::optim {
namespace {

bool is_factored(const Shape& shape) {
  return shape.size() >= 2;
}
bool is_whole(const Shape& shape) {
  return !is_factored(shape);
}
Shape shape_of_rows(const Shape& shape) {
  if (is_whole(shape)) return shape;
  Shape result = shape;
  result.back() = 1;
  return result;
}
Shape shape_of_columns(const Shape& shape) {
  if (is_whole(shape)) return shape;
  Shape result = shape;
  result[shape.size() - 2] = 1;
  return result;
}

// The arrays of one update as a sequence of matrices, those of the last two axes. A parameter with
// fewer than two axes is one row, of which the means over rows are the second moment itself.
template <class T>
class Matrices {
 public:
  explicit Matrices(Update& update)
      : p_(update.parameter.mutable_data<T>()),
        g_(update.gradient.data<T>()),
        count_(update.parameter.numel()),
        rows_(1),
        columns_(count_) {
    const Shape& shape = update.parameter.shape();
    if (is_factored(shape)) {
      rows_ = shape[shape.size() - 2];
      columns_ = shape.back();
      of_rows_ = update.state[0].template mutable_data<T>();
    }
    of_columns_ = update.state.back().template mutable_data<T>();
  }

  // Updates the means over columns and rows: mean = (1 - weight) * mean + weight * mean of g^2.
  void average(double weight) {
    for (Index first = 0; first < count_; first += rows_ * columns_) {
      const T* const g = g_ + first;
      const auto square = [=](Index i) {
        const double x = static_cast<double>(g[i]);
        return x * x;
      };
      const auto move = [=](T& mean, double to) {
        mean = static_cast<T>((1 - weight) * static_cast<double>(mean) + weight * to);
      };
      if (of_rows_) {
        for (Index row = 0; row < rows_; ++row) {
          const auto term = [&](Index j) { return square(row * columns_ + j); };
          move(of_rows_[first / columns_ + row],
               sum_of(columns_, term) / static_cast<double>(columns_));
        }
      }
      constexpr Index kWidth = 256;  // columns that are summed together, in the order of memory
      for (Index begin = 0; begin < columns_; begin += kWidth) {
        const Index width = std::min(kWidth, columns_ - begin);
        double sums[kWidth] = {};
        for (Index row = 0; row < rows_; ++row) {
          for (Index j = 0; j < width; ++j) sums[j] += square(row * columns_ + begin + j);
        }
        for (Index j = 0; j < width; ++j) {
          move(of_columns_[first / rows_ + begin + j], sums[j] / static_cast<double>(rows_));
        }
      }
    }
  }

  // The root mean square of the parameter.
  double size() const {
    const double squares = sum_of(count_, [&](Index i) {
      const double x = static_cast<double>(p_[i]);
      return x * x;
    });
    return std::sqrt(squares / static_cast<double>(count_));
  }

  // The root mean square of u = g / max(sqrt(V), eps).
  double size_of_step(T eps) const {
    double squares = 0;
    for_rows(eps, [&](Index first, T factor, const T* of_columns) {
      squares += sum_of(columns_, [&](Index j) {
        const double u = static_cast<double>(step(g_[first + j], factor * of_columns[j], eps));
        return u * u;
      });
    });
    return std::sqrt(squares / static_cast<double>(count_));
  }

  // p = scale * p - rate * u.
  void move(T eps, T scale, T rate) {
    for_rows(eps, [&](Index first, T factor, const T* of_columns) {
      T* const p = p_ + first;
      const T* const g = g_ + first;
      for_elements<T>(columns_, [&](auto lanes, Index j) {
        const auto u = step(lanes.load(g + j), factor * lanes.load(of_columns + j), eps);
        lanes.store(p + j, scale * lanes.load(p + j) - rate * u);
      });
    });
  }

 private:
  template <class Value>
  static Value step(Value g, Value v, T eps) {
    using std::sqrt;  // of a single element; xsimd has one of registers
    const Value root = sqrt(v), least(eps);
    if constexpr (std::is_same_v<Value, T>) {
      return g / (root < least ? least : root);
    } else {
      return g / select(root < least, least, root);
    }
  }

  // Calls body(first, factor, of_columns) for every row: the position of its first element, and the
  // factors of V = factor * of_columns.
  template <class Body>
  void for_rows(T eps, const Body& body) const {
    for (Index first = 0; first < count_; first += rows_ * columns_) {
      const T* const of_columns = of_columns_ + first / rows_;
      if (!of_rows_) {
        body(first, T{1}, of_columns);
        continue;
      }
      const T* const of_rows = of_rows_ + first / columns_;
      const double sum = sum_of(rows_, [&](Index i) { return static_cast<double>(of_rows[i]); });
      const T mean = static_cast<T>(sum / static_cast<double>(rows_));
      for (Index row = 0; row < rows_; ++row) {
        body(first + row * columns_, of_rows[row] / (mean < eps ? eps : mean), of_columns);
      }
    }
  }

  T* p_;
  const T* g_;
  Index count_, rows_, columns_;
  T* of_rows_ = nullptr;
  T* of_columns_ = nullptr;
};

}  // namespace

void AdafactorOptions::check() const {
  OptionCheck options("Adafactor");
  options.not_negative("lr", lr);
  options.require(beta2_decay <= 0 && std::isfinite(beta2_decay),
                  "beta2_decay = {} must be at most 0 and finite", beta2_decay);
  options.not_negative("eps[0]", eps[0]);
  options.not_negative("eps[1]", eps[1]);
  options.require(d >= 1 && std::isfinite(d), "d = {} must be at least 1 and finite", d);
  options.not_negative("weight_decay", weight_decay);
  options.finish();
}

std::vector<StateTensor> Adafactor::states(std::size_t) const {
  return {{.name = "row_var",
           .range = StateRange::of_squares,
           .shape = shape_of_rows,
           .applies = is_factored},
          {.name = "col_var",
           .range = StateRange::of_squares,
           .shape = shape_of_columns,
           .applies = is_factored},
          {.name = "variance", .range = StateRange::of_squares, .applies = is_whole}};
}

void Adafactor::update(std::size_t group, Update& update) const {
  const AdafactorOptions& o = options(group);
  if (update.parameter.numel() == 0) return;
  visit_floating(update.parameter.dtype(), [&]<class T>(T) {
    const double t = static_cast<double>(update.step);
    const T eps = o.eps[0] == 0 ? std::numeric_limits<T>::epsilon() : static_cast<T>(o.eps[0]);
    Matrices<T> matrices(update);
    matrices.average(std::pow(t, o.beta2_decay));
    const double alpha = std::max(o.eps[1], matrices.size()) * std::min(o.lr, 1 / std::sqrt(t));
    const double rate = alpha / std::max(1.0, matrices.size_of_step(eps) / o.d);
    matrices.move(eps, static_cast<T>(1 - o.lr * o.weight_decay),
                  static_cast<T>(update.sign * rate));
  });
}

}  // namespace xgrad::optim
