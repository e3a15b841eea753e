// The first call of a checkpointed function.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad {

std::vector<Tensor> checkpoint(const Computation& function, const std::vector<Tensor>& inputs) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    for (const Tensor& input : inputs) (void)input.array("checkpoint");  // throws when undefined
    return checkpoint("checkpoint", function, function, inputs);
  });
}

std::vector<Tensor> checkpoint(const char* name, const Computation& first, Computation again,
                               const std::vector<Tensor>& inputs) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    // Other tensors that the function uses may still require gradients.
    if (!needs_record(std::span(inputs))) return first(inputs);
    std::vector<Array> values;
    {
      const NoGrad unrecorded;
      for (const Tensor& output : first(inputs)) values.push_back(output.array());
    }
    std::vector<Saved> kept(inputs.begin(), inputs.end());
    return record_general(name, std::move(values), inputs,
                          [kept = std::move(kept), again = std::move(again)](
                              std::span<const Tensor> gradients, GradientSink& sink) {
                            std::vector<Tensor> unchanged;
                            for (const Saved& input : kept) unchanged.push_back(input());
                            sink.run_again([&] { return again(unchanged); }, gradients);
                          });
  });
}

}  // namespace xgrad
