// Argument checks common to several layers, with their messages.
#include <xgrad/core/format.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>

namespace xgrad::nn {

void check_positive(std::string_view layer, std::string_view argument, Index value) {
  if (value > 0) return;
  throw ValueError(fmt::format("{}: {} is {}, must be positive", layer, argument, value));
}

void check_at_most(std::string_view layer, std::string_view argument, Index value, Index most) {
  if (value <= most) return;
  throw ValueError(fmt::format("{}: {} is {}, must be at most {}", layer, argument, value, most));
}

void check_addressable(std::string_view layer, std::string_view of,
                       std::initializer_list<NamedSize> sizes, Index count) {
  Index elements = count;
  const bool fits = std::all_of(sizes.begin(), sizes.end(), [&](const NamedSize& size) {
    if (size.value > kMostElements / elements) return false;
    elements *= size.value;
    return true;
  });
  if (fits) return;
  std::string text;
  for (const NamedSize& size : sizes) {
    text += fmt::format("{}{} is {}", text.empty() ? "" : ", ", size.name, size.value);
  }
  throw ValueError(
      fmt::format("{}: {}: {} has more elements than memory can address", layer, text, of));
}

void check_dtype(const Tensor& input, DType weights) {
  if (input.dtype() == weights) return;
  std::string hint = fmt::format("cast the input with to(x, {})", weights);
  if (is_floating(input.dtype())) {
    hint += fmt::format(", or the model with model.to({})", input.dtype());
  }
  throw DTypeError(
      fmt::format("input {} is {}, the weights are {}", input.shape(), input.dtype(), weights),
      hint);
}

void check_features(const Tensor& input, std::string_view argument, Index expected,
                    std::string_view hint) {
  if (input.rank("input") > 0 && input.shape().back() == expected) return;
  throw ShapeError(
      input.rank() == 0
          ? fmt::format("input is a scalar, expected {} = {} features on its last axis", argument,
                        expected)
          : fmt::format("input {} has {} features on its last axis, expected {} = {}",
                        input.shape(), input.shape().back(), argument, expected),
      hint);
}

void check_state(std::string_view name, const Tensor& state, const Shape& expected,
                 std::string_view axes, DType weights) {
  if (!state.defined()) return;
  if (state.shape() != expected) {
    throw ShapeError(
        fmt::format("state.{} is {}, expected {} = {}", name, state.shape(), axes, expected),
        "an undefined state is the initial state");
  }
  if (state.dtype() != weights) {
    throw DTypeError(
        fmt::format("state.{} is {}, the weights are {}", name, state.dtype(), weights));
  }
}

std::vector<Index> checked_lengths(const char* function, const char* name, const Tensor& lengths,
                                   Index count, Index most, std::string_view limit) {
  const std::string found = fmt::format("{}: {} are {}", function, name, lengths.array(function));
  if (lengths.dtype() != int64) throw DTypeError(found, "lengths are int64");
  if (lengths.shape() != Shape{count}) {
    throw ShapeError(fmt::format("{}, expected one length for each of {} sequences", found, count));
  }
  std::vector<Index> values = lengths.to_vector<Index>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && values[i] <= most) continue;
    throw ValueError(fmt::format("{}: {}[{}] is {}, but {}", function, name, i, values[i], limit));
  }
  return values;
}

std::string text_of_classes(Index classes) {
  return classes == 0 ? "no classes" : fmt::format("classes 0..{}", classes - 1);
}

void check_ctc_scores(const char* function, const char* name, const Tensor& scores,
                      std::int64_t blank) {
  const Array& array = scores.array(function);
  check_floating(function, array);
  if (array.rank() != 3) {
    throw ShapeError(
        fmt::format("{}: {} are {}, expected [time, batch, classes]", function, name, array),
        "unsqueeze(x, 1) makes a batch of one sequence");
  }
  const Index classes = array.shape().back();
  if (blank >= 0 && blank < classes) return;
  throw IndexError(fmt::format("{}: blank is {}, but {} {} have {}", function, blank, name,
                               array.shape(), text_of_classes(classes)));
}

void check_probability(std::string_view layer, std::string_view argument, double value) {
  if (value >= 0 && value <= 1) return;
  throw ValueError(fmt::format("{}: {} is {}, must be in [0, 1]", layer, argument, value));
}

}  // namespace xgrad::nn
