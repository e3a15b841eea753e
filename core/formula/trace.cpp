// The trace of the thread, and the operators of symbolic numbers.
#include <xgrad/core/formula/trace.hpp>

#include <utility>

namespace xgrad::formula {
namespace {

thread_local Trace* current = nullptr;

// Restores the outer trace also when the formula throws.
class Tracing {
 public:
  explicit Tracing(Trace& trace) : outer_(std::exchange(current, &trace)) {}
  ~Tracing() { current = outer_; }
  Tracing(const Tracing&) = delete;
  Tracing& operator=(const Tracing&) = delete;

 private:
  Trace* outer_;
};

int append_operation(const Operation& operation) {
  current->operations.push_back(operation);
  return static_cast<int>(current->operations.size()) - 1;
}

}  // namespace

int append(Function function, int a, int b, int c) {
  return append_operation({function, {a, b, c}, 0});
}

Symbol symbol_of(double constant) {
  return {append_operation({Function::constant, {0, 0, 0}, constant})};
}

void append_output(int at) {
  current->outputs.push_back(at);
}

Symbol operator+(Symbol a, Symbol b) {
  return {append(Function::add, a.at, b.at)};
}
Symbol operator-(Symbol a, Symbol b) {
  return {append(Function::subtract, a.at, b.at)};
}
Symbol operator*(Symbol a, Symbol b) {
  return {append(Function::multiply, a.at, b.at)};
}
Symbol operator/(Symbol a, Symbol b) {
  return {append(Function::divide, a.at, b.at)};
}
Truth operator==(Symbol a, Symbol b) {
  return {append(Function::equal, a.at, b.at)};
}
Truth operator<(Symbol a, Symbol b) {
  return {append(Function::less, a.at, b.at)};
}
Truth operator<=(Symbol a, Symbol b) {
  return {append(Function::less_equal, a.at, b.at)};
}
Truth operator>(Symbol a, Symbol b) {
  return b < a;
}
Truth operator>=(Symbol a, Symbol b) {
  return b <= a;
}
Truth operator&(Truth a, Truth b) {
  return {append(Function::both, a.at, b.at)};
}
Truth operator|(Truth a, Truth b) {
  return {append(Function::either, a.at, b.at)};
}
Truth operator~(Truth a) {
  return {append(Function::opposite, a.at)};
}

Trace trace_of(void (*tracer)(const void* closure), const void* closure, int inputs) {
  Trace trace;
  const Tracing tracing(trace);
  for (int input = 0; input < inputs; ++input) append(Function::input, input);
  tracer(closure);
  return trace;
}

}  // namespace xgrad::formula
