// Slices of one axis as views, with one node and one buffer for all their gradients.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad {

Array Slices::of(const Array& whole, std::size_t index) const {
  const AxisSlice& slice = list[index];
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

std::vector<Tensor> record_slices(const char* name, const Tensor& input, std::size_t axis,
                                  std::vector<AxisSlice> slices, bool drop_axis, Join join) {
  return with_out_of_memory([&] {
    Slices layout{axis, drop_axis, std::move(slices)};
    std::vector<Array> views;
    views.reserve(layout.list.size());
    for (std::size_t i = 0; i < layout.list.size(); ++i) {
      views.push_back(layout.of(input.array(), i));
    }
    // The engine gathers gradients itself; this pullback runs only in recorded passes.
    return record_general(
        name, std::move(views), {&input, 1},
        [join = std::move(join)](std::span<const Tensor> gradients, GradientSink& sink) {
          sink.add(0, join(gradients));
        },
        {.repeatable = true, .slices = std::move(layout)});
  });
}

}  // namespace xgrad
