// Joins the tensors of a batch.
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/data/collate.hpp>

namespace xgrad::nn::data {

Tensor StackTensors::operator()(const std::vector<Tensor>& tensors) const {
  return stack(tensors);
}

PaddedSequence PadTensors::operator()(const std::vector<Tensor>& sequences) const {
  return with_out_of_memory([&]() -> PaddedSequence {
    PaddedSequence batch{
        .output = pad_sequence(sequences, {.batch_first = options.batch_first,
                                           .padding_value = options.padding_value}),
        .lengths = {}};
    batch.lengths.reserve(sequences.size());
    for (const Tensor& sequence : sequences) batch.lengths.push_back(sequence.size(0));
    return batch;
  });
}

PackedSequence PackTensors::operator()(const std::vector<Tensor>& sequences) const {
  return pack_sequence(sequences, false);
}

}  // namespace xgrad::nn::data
