// Methods of Tensor: element access, leaves, gradients and in-place writes.
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/graph/hooks.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/core/numbers/scalar.hpp>

namespace xgrad {
namespace {

LeafNode* leaf_of(const char* op, const Tensor& tensor) {
  (void)tensor.array(op);  // throws when undefined
  Node* const node = tensor.body()->node.get();
  return node && node->is_leaf() ? static_cast<LeafNode*>(node) : nullptr;
}

void check_same_kind(const char* op, const Array& target, const Array& values) {
  if (values.dtype() != target.dtype()) {
    throw DTypeError(fmt::format("{}: the values are {}, the tensor is {}", op, values, target),
                     fmt::format("cast with to(values, {})", target.dtype()));
  }
}

void check_same_shape(const char* op, const Array& target, const Array& values) {
  check_same_kind(op, target, values);
  if (values.shape() != target.shape()) {
    throw ShapeError(fmt::format("{}: the values are {}, the tensor is {}", op, values, target));
  }
}

}  // namespace

Tensor::Tensor(Array value, bool requires_grad)
    : body_(value.defined() ? Ref<TensorBody>::adopt(new TensorBody(std::move(value)))
                            : Ref<TensorBody>()) {
  if (requires_grad) requires_grad_();
}

void Tensor::throw_undefined(const char* caller) {
  throw ValueError(fmt::format("{}: an undefined tensor was used where a value is needed", caller),
                   "a default-made Tensor, or a gradient that no pass has reached, holds nothing");
}

Tensor Tensor::from_node(Array value, Ref<Node> node, std::uint32_t output) {
  if (!value.defined()) throw_undefined(node ? node->name() : "record");
  Tensor tensor;
  tensor.body_ = Ref<TensorBody>::adopt(new TensorBody(std::move(value)));
  if (!node && !grad_enabled()) tensor.body_->cut = TensorBody::Cut::no_grad;
  tensor.body_->node = std::move(node);
  tensor.body_->output = output;
  if (is_instrumented()) observe_result(tensor);
  return tensor;
}

Index Tensor::size(Index axis, const char* caller) const {
  if (rank(caller) == 0) throw IndexError("size: a scalar has no axes");
  return shape()[normalize_axis("size", axis, shape())];
}

template <class T>
T Tensor::item() const {
  if (numel("item") != 1) {  // `caller` of a template would contain its arguments
    throw ShapeError(fmt::format("item: {} has {} elements, need exactly one", array(), numel()),
                     "reduce it with sum(x) or mean(x), or read to_vector<T>()");
  }
  return visit_dtype(dtype(), [this](auto element) {
    return Scalar(*array().template data<decltype(element)>()).template to<T>("item");
  });
}

template <class T>
const T* Tensor::data() const {
  check_elements("data", array("data"), dtype_of<T>());
  if (!is_contiguous()) {
    throw ShapeError(fmt::format("data: {} is a strided view", array()), "use contiguous(x) first");
  }
  return array().template data<T>();
}

template <class T>
std::vector<T> Tensor::to_vector() const {
  return with_out_of_memory([&]() -> std::vector<T> {
    check_elements("to_vector", array("to_vector"), dtype_of<T>());
    const Array dense = kernels::contiguous(array());
    return std::vector<T>(dense.data<T>(), dense.data<T>() + dense.numel());
  });
}

#define XGRAD_INSTANTIATE(T)                 \
  template T Tensor::item<T>() const;        \
  template const T* Tensor::data<T>() const; \
  template std::vector<T> Tensor::to_vector<T>() const;
XGRAD_INSTANTIATE(float)
XGRAD_INSTANTIATE(double)
XGRAD_INSTANTIATE(std::int64_t)
XGRAD_INSTANTIATE(bool)
#undef XGRAD_INSTANTIATE

Tensor& Tensor::requires_grad_(bool required) {
  (void)array();  // throws when undefined, as below
  if (!is_leaf()) {
    throw GraphError(fmt::format("requires_grad_: {} is the result of '{}', not a leaf", array(),
                                 body_->node->name()),
                     "use detach() to cut it from its history first");
  }
  if (required && !is_floating(dtype())) {
    throw DTypeError(
        fmt::format("requires_grad_: {} cannot have a gradient, only float32 and "
                    "float64 can",
                    array()));
  }
  if (required == requires_grad()) return *this;
  if (!required) {
    // Graphs recorded earlier lead to this node, so a later requires_grad_() must reuse it.
    static_cast<LeafNode&>(*body_->node).freeze();
    body_->frozen = std::move(body_->node);
    body_->node = {};
  } else if (body_->frozen) {
    static_cast<LeafNode&>(*body_->frozen).unfreeze();
    body_->node = std::move(body_->frozen);
    body_->frozen = {};
  } else {
    body_->node = Ref<Node>::adopt(new LeafNode(array()));
  }
  return *this;
}

Tensor Tensor::grad() const {
  if (const LeafNode* leaf = leaf_of(__func__, *this)) return leaf->grad();
  if (body_->node && body_->node->hooks()) {
    const auto& retained = body_->node->hooks()->retained;
    if (const auto found = retained.find(body_->output); found != retained.end()) {
      return found->second;
    }
  }
  return {};
}

void Tensor::set_grad(const Tensor& gradient) const {
  LeafNode* const leaf = leaf_of(__func__, *this);
  if (!leaf) {
    throw GraphError(fmt::format("set_grad: {} is not a leaf that needs a gradient", array()));
  }
  if (gradient.defined()) check_same_shape("set_grad", array(), gradient.array());
  leaf->set_grad(gradient);
}

void Tensor::retain_grad() const {
  with_out_of_memory([&]() -> void {
    if (!requires_grad()) {
      throw GraphError(fmt::format("retain_grad: {} needs no gradient", array("retain_grad")));
    }
    if (!is_leaf()) body_->node->make_hooks().retained.try_emplace(body_->output);
  });
}

Tensor Tensor::detach() const {
  Tensor result(array());
  result.body_->cut = TensorBody::Cut::detached;
  return result;
}

void Tensor::set_data(const Tensor& values) const {
  check_same_shape("set_data", array(), values.array());
  if (!is_leaf()) {
    throw GraphError(fmt::format("set_data: {} is the result of '{}', not a leaf", array(),
                                 body_->node->name()));
  }
  kernels::copy_into(writable("set_data"), values.array());
}

void Tensor::copy_(const Tensor& values) const {
  if (requires_grad()) {
    throw GraphError(fmt::format("copy_: {} needs a gradient and cannot be overwritten", array()),
                     "set_data() changes a leaf; detach() gives a tensor that may be overwritten");
  }
  check_same_kind("copy_", array(), values.array());
  if (broadcast_shapes("copy_", values.shape(), shape()) != shape()) {
    throw ShapeError(fmt::format("copy_: {} does not broadcast to {}", values.array(), array()));
  }
  kernels::copy_into(writable("copy_"), values.array());
}

Array& Tensor::writable(const char* caller) const {
  if (!array(caller).is_contiguous()) check_distinct_elements(caller, body_->value);
  body_->value.bump_version();
  return body_->value;
}

void Tensor::replace_storage(Array value) const {
  LeafNode* const leaf = leaf_of(__func__, *this);
  if (body_->node && !leaf) {
    throw GraphError(fmt::format("replace_storage: {} is the result of '{}', not a leaf", array(),
                                 body_->node->name()));
  }
  if (leaf && !is_floating(value.dtype())) {
    throw DTypeError(fmt::format("replace_storage: a leaf that needs a gradient cannot become {}",
                                 value.dtype()));
  }
  if (!value.defined()) throw_undefined("replace_storage");
  const std::uint32_t before = body_->value.version();
  while (value.version() <= before) value.bump_version();
  if (leaf) leaf->reset(value);
  if (body_->frozen) static_cast<LeafNode&>(*body_->frozen).reset(value);
  body_->value = std::move(value);
}

void Tensor::index_put_(std::initializer_list<TensorIndex> at, const Tensor& values) const {
  with_out_of_memory([&]() -> void {
    if (requires_grad() && (grad_enabled() || !is_leaf())) {
      throw GraphError(fmt::format("index_put_: {} requires gradients", array("index_put_")),
                       "write into a leaf under NoGrad, or use index_put, which is recorded");
    }
    const NoGrad unrecorded;
    check_distinct_elements("index_put_", array("index_put_"));
    const Tensor whole = detach(), part = whole.index(at);
    const bool is_view = part.array().shares_buffer(array());
    (is_view ? part : whole).copy_(is_view ? values : whole.index_put(at, values));
  });
}

HookHandle Tensor::register_hook(std::function<Tensor(const Tensor&)> hook) const {
  return with_out_of_memory([&]() -> HookHandle {
    if (!requires_grad()) {
      throw GraphError(fmt::format("register_hook: {} needs no gradient, so none will come",
                                   array("register_hook")));
    }
    return body_->node->make_hooks().functions.add({body_->output, std::move(hook)});
  });
}

}  // namespace xgrad
