// The roles of a Keras layer's weights, which files state by names or by numbers.
#pragma once

#include <xgrad/nn/data/readers/keras/keras.hpp>

#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The weights of a cell in one direction; undefined where there are none.
struct CellWeights {
  Tensor kernel, recurrent_kernel, bias;
};

/// A layer with its class and the roles of its weights.
class KerasRoles {
 public:
  /// The layer must outlive this.
  explicit KerasRoles(const KerasLayer& layer);

  /// The class in Keras, of a wrapper that of the layer inside. If the layer does not have it, it is
  /// a class that has weights of these names, or empty.
  const std::string& kind() const { return kind_; }
  /// True for layers with a cell, also if the class of the cell is unknown.
  bool is_recurrent() const { return is_recurrent_; }

  /// The weight with that name, or with that number in "vars" of the layer; undefined if there is
  /// none.
  Tensor weight(std::string_view name, int number) const;
  /// The weights of the cell in a direction, "forward" or "backward", or "" for the only one.
  CellWeights cell(std::string_view direction) const;

  /// Throw ValueError and ShapeError that name the layer.
  [[noreturn]] void reject(std::string_view reason, std::string_view hint = {}) const;
  [[noreturn]] void reject_shapes(std::string_view reason) const;

 private:
  Tensor named(std::string_view name, std::string_view direction) const;
  Tensor numbered(std::string_view group, int number) const;
  std::string guessed_kind() const;

  const KerasLayer* layer_;
  std::string kind_;
  bool is_recurrent_;
};

}  // namespace xgrad::nn::data
