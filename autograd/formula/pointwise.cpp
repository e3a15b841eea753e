// Formulas on tensors: input checks and computation of values.
#include <xgrad/autograd/formula/formula_node.hpp>
#include <xgrad/autograd/formula/pointwise_core.hpp>
#include <xgrad/autograd/graph/accumulator.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/kernels/pointwise.hpp>
#include <xgrad/core/numbers/denormals.hpp>

namespace xgrad {
namespace {

using formula::Kernels;
using kernels::FormulaOperands;
using kernels::kernel_for;

// The shape of an input as the formula takes it: the last axis is divided into blocks.
Shape seen_shape(const char* name, const PointwiseInput& input) {
  Shape shape = input.tensor->shape(name);
  if (input.blocks == 1) return shape;
  if (shape.empty() || shape.back() % input.blocks != 0) {
    throw ShapeError(fmt::format("{}: {} cannot be cut into {} equal blocks along its last axis",
                                 name, shape, input.blocks));
  }
  shape.back() /= input.blocks;
  return shape;
}

std::string listed_shapes(std::span<const PointwiseInput> inputs) {
  std::string text;
  for (const PointwiseInput& input : inputs) {
    if (!text.empty()) text += ", ";
    if (input.blocks > 1) text += fmt::format("{} blocks of ", input.blocks);
    text += to_string(input.tensor->shape());
  }
  return text;
}

Shape common_shape(const char* name, std::span<const PointwiseInput> inputs) {
  Shape shape = seen_shape(name, inputs[0]);
  for (const PointwiseInput& input : inputs.subspan(1)) {
    const Shape next = seen_shape(name, input);
    if (next == shape) continue;
    Shape wider = shape.size() < next.size() ? next : shape;
    const Shape& other = shape.size() < next.size() ? shape : next;
    const std::size_t lead = wider.size() - other.size();
    for (std::size_t axis = 0; axis < other.size(); ++axis) {
      Index& size = wider[lead + axis];
      if (size == other[axis] || other[axis] == 1) continue;
      if (size != 1) {
        throw ShapeError(
            fmt::format("{}: shapes {} do not broadcast: axis {} from the end is {} and {}", name,
                        listed_shapes(inputs), other.size() - axis, size, other[axis]),
            "sizes of an axis must be equal or 1, counted from the last axis");
      }
      size = other[axis];
    }
    shape = wider;
  }
  return shape;
}

// The common floating dtype of all inputs that are not conditions.
DType common_dtype(const char* name, std::span<const PointwiseInput> inputs) {
  const PointwiseInput* first = nullptr;
  for (const PointwiseInput& input : inputs) {
    const DType dtype = input.tensor->dtype(name);
    if (input.condition) {
      if (dtype == bool_) continue;
      throw DTypeError(fmt::format("{}: a condition must be bool, this one {} is {}", name,
                                   input.tensor->shape(), dtype),
                       "compare first: ne(x, 0)");
    }
    if (!is_floating(dtype)) {
      throw DTypeError(fmt::format("{}: input {} is {}, expected float32 or float64", name,
                                   input.tensor->shape(), dtype),
                       "cast with to(x, float32)");
    }
    if (!first) first = &input;
    if (dtype != first->tensor->dtype()) {
      throw DTypeError(
          fmt::format("{}: input {} is {}, input {} is {}", name, first->tensor->shape(),
                      first->tensor->dtype(), input.tensor->shape(), dtype),
          "floating types never mix by themselves: cast one with to(x, float32)");
    }
  }
  return first ? first->tensor->dtype() : float32;
}

DType dtype_of_output(const Kernels& kernels, std::size_t output, DType dtype) {
  return (kernels.condition_outputs >> output & 1U) != 0 ? bool_ : dtype;
}

// The fast path for few elements: contiguous inputs of one shape and one floating dtype.
class SmallRun {
 public:
  SmallRun(const char* name, std::span<const PointwiseInput> inputs)
      : first_(inputs[0].tensor->array(name)) {
    if (inputs.size() > kMost || first_.numel() > kFew || !is_floating(first_.dtype())) return;
    for (const PointwiseInput& input : inputs) {
      const Array& array = input.tensor->array(name);
      if (input.blocks != 1 || input.condition || array.dtype() != first_.dtype() ||
          !(array.shape() == first_.shape()) || !array.is_contiguous())
        return;
      operands_[size_++] = {array.raw(), kernels::kContiguous};
    }
    fits_ = true;
  }
  bool fits() const { return fits_; }
  Array run(const FormulaCall& call) {
    const DType dtype = first_.dtype();
    Array value = Array::empty(first_.shape(), dtype_of_output(*call.kernels, 0, dtype));
    operands_[size_] = {value.raw(), kernels::kContiguous};
    const DenormalGuard flush;
    const std::ptrdiff_t count = first_.numel();
    kernel_for(call.kernels->forward, dtype)(call.closure, {1, &count}, operands_);
    return value;
  }

 private:
  static constexpr Index kFew = 4096;
  static constexpr std::size_t kMost = 3;

  const Array& first_;
  bool fits_ = false;
  std::size_t size_ = 0;
  formula::Operand operands_[kMost + 1];
};

// Runs the forward kernel on any inputs; allocates the values that are not given.
void compute(const FormulaCall& call, std::span<const PointwiseInput> inputs,
             std::span<Array> values) {
  const DType dtype = common_dtype(call.name, inputs);
  const Shape shape = common_shape(call.name, inputs);
  FormulaOperands operands(shape);
  for (const PointwiseInput& input : inputs)
    for (int block = 0; block < input.blocks; ++block)
      operands.add_block(input.tensor->array(), block, input.blocks);
  for (std::size_t m = 0; m < values.size(); ++m) {
    if (!values[m].defined())
      values[m] = Array::empty(shape, dtype_of_output(*call.kernels, m, dtype));
    operands.add(values[m]);
  }
  operands.run(kernel_for(call.kernels->forward, dtype), call.closure);
}

// Returns the values to the caller as the outputs of one node.
void hand_out(const FormulaCall& call, std::span<const PointwiseInput> inputs,
              std::span<Array> values, std::span<Tensor> outputs) {
  bool needed = false;
  if (grad_enabled() && call.kernels->pullback[0] != nullptr) {
    for (const PointwiseInput& input : inputs) needed |= input.tensor->requires_grad();
  }
  Ref<Node> node;
  if (needed) node = make_formula_node(call, inputs, values);
  const auto hand_over = [&](std::size_t m, Ref<Node> history) {
    if (!is_floating(values[m].dtype())) history = {};
    outputs[m] =
        Tensor::from_node(std::move(values[m]), std::move(history), static_cast<std::uint32_t>(m));
  };
  const std::size_t last = outputs.size() - 1;
  for (std::size_t m = 0; m < last; ++m) hand_over(m, node);
  hand_over(last, std::move(node));
}

}  // namespace

void apply_formula(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                   std::span<Tensor> outputs, std::span<const Array> targets) {
  if (outputs.size() == 1 && targets.empty()) {
    Array value = formula_value(call, inputs);
    return hand_out(call, inputs, {&value, 1}, outputs);
  }
  std::vector<Array, PoolAllocator<Array>> values(targets.begin(), targets.end());
  values.resize(outputs.size());
  compute(call, inputs, values);
  hand_out(call, inputs, values, outputs);
}

Array formula_value(const FormulaCall& call, std::span<const PointwiseInput> inputs) {
  if (SmallRun small(call.name, inputs); small.fits()) return small.run(call);
  Array value;
  compute(call, inputs, {&value, 1});
  return value;
}

}  // namespace xgrad
