// The values in a pickle of torch.save, as plain data. Internal.
#pragma once

#include <xgrad/nn/data/readers/input.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// A value of a pickle. It refers to other values by their indices, so that values may be shared and
/// even contain themselves.
struct PickleValue {
  enum class Kind : std::uint8_t {
    none,
    boolean,
    integer,
    floating,
    text,
    tuple,
    list,
    dict,     // `items` are keys and values in turn
    global,   // the name of a class or function: "torch\nFloatStorage"
    storage,  // `items` are the components of the persistent id
    tensor,   // `items` are the arguments of _rebuild_tensor_v2
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;  // also the value of a boolean
  double floating = 0.0;
  std::string_view text = {};
  std::vector<std::uint32_t> items = {};
};

/// The values of a pickle. Texts are views of its bytes.
struct Pickle {
  std::deque<PickleValue> values;
  std::uint32_t root = 0;
  /// The bytes that the values take, at most.
  std::size_t memory = 0;
};

/// Evaluates the opcodes that torch.save writes with its default protocol 2; nothing is ever
/// executed. Throws FormatError for other opcodes, for globals other than OrderedDict, storage types,
/// _rebuild_tensor_v2 and _rebuild_parameter, and for values that take more than `memory` bytes.
Pickle parse_pickle(Input input, std::size_t memory);

}  // namespace xgrad::nn::data
