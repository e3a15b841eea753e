// Symbolic numbers: evaluated on them, a formula lists its operations instead of computing.
#pragma once

#include <xgrad/core/formula/value.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::formula {

/// The operations of which formulas consist; others, such as `max`, are composed of these.
enum class Function : std::uint8_t {
  input,
  constant,
  add,
  subtract,
  multiply,
  divide,
  negate,
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  tanh,
  sigmoid,
  softplus,
  abs,
  sin,
  cos,
  erf,
  pow,
  weighted,
  halfway,
  plain,
  where,
  equal,
  less,
  less_equal,
  both,
  either,
  opposite,
};

/// One operation of a formula. Operands are the positions of earlier operations in the trace.
struct Operation {
  Function function;
  int operands[3];
  double constant;
};

/// The operations of a formula in order, inputs first, and the positions of its outputs.
struct Trace {
  std::vector<Operation> operations;
  std::vector<int> outputs;
};

/// A number, by the position of its operation in the trace of the thread.
struct Symbol {
  int at;
};
/// A condition, likewise.
struct Truth {
  int at;
};

// What follows is defined in trace.cpp: code in this header would be compiled once per formula and
// instruction set.

/// Appends an operation to the trace of the thread and returns its position.
int append(Function function, int a = 0, int b = 0, int c = 0);
/// Appends a constant.
Symbol symbol_of(double constant);
/// Appends an output.
void append_output(int at);

Symbol operator+(Symbol a, Symbol b);
Symbol operator-(Symbol a, Symbol b);
Symbol operator*(Symbol a, Symbol b);
Symbol operator/(Symbol a, Symbol b);
Truth operator==(Symbol a, Symbol b);
Truth operator<(Symbol a, Symbol b);
Truth operator<=(Symbol a, Symbol b);
Truth operator>(Symbol a, Symbol b);
Truth operator>=(Symbol a, Symbol b);
Truth operator&(Truth a, Truth b);
Truth operator|(Truth a, Truth b);
Truth operator~(Truth a);

/// A symbolic condition. Arch only gives each instruction set functions of its own.
template <class Arch>
struct Mask<Symbol, Arch> {
  using Batch = Truth;
  Batch batch;
};

/// A symbolic number: most functions of formulas accept it as they accept a batch.
template <class Arch>
struct Value<Symbol, Arch> {
  using Scalar = double;
  using Batch = Symbol;
  using Condition = Mask<Symbol, Arch>;

  Batch batch;

  explicit Value(Symbol symbol) : batch(symbol) {}
  explicit Value(double constant) : batch(symbol_of(constant)) {}
};

template <class Arch>
using Symbolic = Value<Symbol, Arch>;

/// The result of a function of up to two symbolic numbers.
template <class Arch>
Symbolic<Arch> applied(Function function, const Symbolic<Arch>& a) {
  return Symbolic<Arch>(Symbol{append(function, a.batch.at)});
}
template <class Arch>
Symbolic<Arch> applied(Function function, const Symbolic<Arch>& a, const Symbolic<Arch>& b) {
  return Symbolic<Arch>(Symbol{append(function, a.batch.at, b.batch.at)});
}

// The functions that do not follow from arithmetic, or whose derivatives do not.

template <class Arch>
Symbolic<Arch> operator-(const Symbolic<Arch>& x) {
  return applied(Function::negate, x);
}
template <class Arch>
Symbolic<Arch> exp(const Symbolic<Arch>& x) {
  return applied(Function::exp, x);
}
template <class Arch>
Symbolic<Arch> expm1(const Symbolic<Arch>& x) {
  return applied(Function::expm1, x);
}
template <class Arch>
Symbolic<Arch> log(const Symbolic<Arch>& x) {
  return applied(Function::log, x);
}
template <class Arch>
Symbolic<Arch> log1p(const Symbolic<Arch>& x) {
  return applied(Function::log1p, x);
}
template <class Arch>
Symbolic<Arch> sqrt(const Symbolic<Arch>& x) {
  return applied(Function::sqrt, x);
}
template <class Arch>
Symbolic<Arch> tanh(const Symbolic<Arch>& x) {
  return applied(Function::tanh, x);
}
template <class Arch>
Symbolic<Arch> sigmoid(const Symbolic<Arch>& x) {
  return applied(Function::sigmoid, x);
}
template <class Arch>
Symbolic<Arch> softplus(const Symbolic<Arch>& x) {
  return applied(Function::softplus, x);
}
template <class Arch>
Symbolic<Arch> abs(const Symbolic<Arch>& x) {
  return applied(Function::abs, x);
}
template <class Arch>
Symbolic<Arch> sin(const Symbolic<Arch>& x) {
  return applied(Function::sin, x);
}
template <class Arch>
Symbolic<Arch> cos(const Symbolic<Arch>& x) {
  return applied(Function::cos, x);
}
template <class Arch>
Symbolic<Arch> erf(const Symbolic<Arch>& x) {
  return applied(Function::erf, x);
}
template <class Arch>
Symbolic<Arch> plain(const Symbolic<Arch>& x) {
  return applied(Function::plain, x);
}
template <class Arch>
Symbolic<Arch> pow(const Symbolic<Arch>& a, const Symbolic<Arch>& b) {
  return applied(Function::pow, a, b);
}
template <class Arch>
Symbolic<Arch> weighted(const Symbolic<Arch>& w, const Symbolic<Arch>& x) {
  return applied(Function::weighted, w, x);
}
template <class Arch>
Symbolic<Arch> halfway(const Symbolic<Arch>& a, const Symbolic<Arch>& b) {
  return applied(Function::halfway, a, b);
}
template <class Arch>
Symbolic<Arch> where(const Mask<Symbol, Arch>& condition, const Symbolic<Arch>& a,
                     const Symbolic<Arch>& b) {
  return Symbolic<Arch>(
      Symbol{append(Function::where, condition.batch.at, a.batch.at, b.batch.at)});
}

/// Evaluates a formula whose first `inputs` operations are its inputs, with `closure`, and returns
/// its operations.
Trace trace_of(void (*tracer)(const void* closure), const void* closure, int inputs);

}  // namespace xgrad::formula
