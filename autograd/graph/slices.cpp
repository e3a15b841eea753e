// Slices of one axis as views, with one node and one buffer for all their gradients.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad {
namespace {

Array cut(const Array& whole, std::size_t axis, const AxisSlice& slice, bool drop_axis) {
  Shape shape = whole.shape();
  Strides strides = whole.strides();
  const Index offset = whole.offset() + slice.begin * strides[axis];
  shape[axis] = slice.size;
  if (drop_axis) {
    shape.erase(axis);
    strides.erase(axis);
  }
  return whole.view(shape, strides, offset);
}

class SlicesNode final : public Node {
 public:
  using Join = std::function<Tensor(std::span<const Tensor>)>;

  SlicesNode(const char* name, const Tensor& input, std::size_t axis, std::vector<AxisSlice> slices,
             bool drop_axis, Join join)
      : Node(name),
        edge_(edge_to(input)),
        axis_(axis),
        drop_axis_(drop_axis),
        slices_(std::move(slices)),
        join_(std::move(join)) {
    outputs_.reserve(slices_.size());
    for (const AxisSlice& slice : slices_) {
      outputs_.push_back({cut(input.array(), axis, slice, drop_axis).shape(), input.dtype()});
    }
  }

  std::span<const Edge> inputs() const override { return {&edge_, 1}; }
  std::span<const OutputInfo> outputs() const override { return outputs_; }
  bool has_slices() const override { return true; }
  Array slice_of(const Array& whole, std::uint32_t output) const override {
    return cut(whole, axis_, slices_[output], drop_axis_);
  }
  // The engine gathers gradients itself; this pullback runs only in recorded passes.
  void backward(std::span<const Tensor> gradients, GradientSink& sink) override {
    sink.add(0, join_(gradients));
  }
  bool release() noexcept override { return false; }

 private:
  Edge edge_;
  std::size_t axis_;
  bool drop_axis_;
  std::vector<AxisSlice> slices_;
  std::vector<OutputInfo> outputs_;
  Join join_;
};

}  // namespace

std::vector<Tensor> record_slices(const char* name, const Tensor& input, std::size_t axis,
                                  std::vector<AxisSlice> slices, bool drop_axis,
                                  std::function<Tensor(std::span<const Tensor>)> join) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    std::vector<Array> views;
    views.reserve(slices.size());
    for (const AxisSlice& slice : slices) {
      views.push_back(cut(input.array(), axis, slice, drop_axis));
    }
    Ref<Node> node;
    if (needs_record(input)) {
      node = Ref<Node>::adopt(
          new SlicesNode(name, input, axis, std::move(slices), drop_axis, std::move(join)));
    }
    std::vector<Tensor> results;
    results.reserve(views.size());
    for (Array& view : views) {
      const auto output = static_cast<std::uint32_t>(results.size());
      results.push_back(Tensor::from_node(std::move(view), node, output));
    }
    return results;
  });
}

}  // namespace xgrad
