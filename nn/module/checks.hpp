// Argument checks common to several layers. Internal.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// Throws ValueError, naming the constructor argument, unless it is positive.
void check_positive(std::string_view layer, std::string_view argument, Index value);

/// Throws ValueError unless `value` is at most `most`.
void check_at_most(std::string_view layer, std::string_view argument, Index value, Index most);

/// A constructor argument.
struct NamedSize {
  std::string_view name;
  Index value;
};

/// Throws ValueError, naming the sizes, unless `count` times their product is an addressable number
/// of elements; `of` describes what has these elements. All sizes must be positive.
void check_addressable(std::string_view layer, std::string_view of,
                       std::initializer_list<NamedSize> sizes, Index count = 1);

/// Throws DTypeError unless the input has the element type of the weights.
void check_dtype(const Tensor& input, DType weights);

/// Throws ShapeError unless the last axis of the input has `expected` elements, the value of the
/// constructor argument `argument`.
void check_features(const Tensor& input, std::string_view argument, Index expected,
                    std::string_view hint = {});

/// Throws ShapeError or DTypeError unless a state, such as "h", has the expected shape and the
/// element type of the weights; `axes` describes the axes of that shape. An undefined state passes.
void check_state(std::string_view name, const Tensor& state, const Shape& expected,
                 std::string_view axes, DType weights);

/// The lengths of `count` sequences, int64 [count]; `name` is the argument of `function`, and `limit`
/// describes the size `most` ("targets [2, 3] have 3 labels"). Throws DTypeError and ShapeError for
/// another tensor, ValueError unless 0 <= length <= most.
std::vector<Index> checked_lengths(const char* function, const char* name, const Tensor& lengths,
                                   Index count, Index most, std::string_view limit);

/// The classes of scores, for messages: "classes 0..9", or "no classes".
std::string text_of_classes(Index classes);

/// Throws DTypeError and ShapeError unless `scores`, the argument `name` of `function`, are floating
/// [time, batch, classes], IndexError unless `blank` is one of the classes.
void check_ctc_scores(const char* function, const char* name, const Tensor& scores,
                      std::int64_t blank);

/// Throws ValueError unless 0 <= value <= 1.
void check_probability(std::string_view layer, std::string_view argument, double value);

}  // namespace xgrad::nn
