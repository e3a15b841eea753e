// Files of torch.save. Link xgrad::pytorch, which needs libzip (Debian's libzip-dev).
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The tensors in a file of torch.save (PyTorch 1.6 or later) that holds a state dict, or a training
/// checkpoint {"model": ..., "optimizer": ..., "epoch": 3} of dicts, lists and tuples. Nested names
/// are joined by dots: "model.lstm.weight_ih_l0". Texts, numbers, bools and None become metadata, as
/// Python's str() formats them: "epoch" is "3".
/// float16 and bfloat16 become float32, every integer type int64. Tensors that share a storage share
/// memory, and have the strides they were saved with.
/// Nothing in the file is executed: objects of other types than these are refused, and more than
/// 2^20 values, those of about 50,000 tensors.
/// Throws FormatError for every violation of the format, for files of TorchScript and of
/// PyTorch before 1.6, and for element types that cannot be widened; IoError.
StateDict read_pt(const std::string& path);

/// The tensors in the bytes of such a file; `name` is the file in messages. Throws as `read_pt`.
StateDict parse_pt(std::string_view bytes, const std::string& name);

/// Writes a state dict that `torch.load(path, weights_only=True)` reads, replacing an existing file
/// atomically. A tensor with several names is stored once; the metadata of the state is left out.
/// Throws ValueError for names that are not UTF-8, and for GRU weights that the metadata states to
/// have another convention than PyTorch's: `module.state_dict({.to = Convention::pytorch})` converts
/// them. Throws IoError. An existing file is unchanged then.
void write_pt(const std::string& path, const StateDict& state);

}  // namespace xgrad::nn::data
