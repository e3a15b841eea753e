// Packs weights for the compiled steps of cells.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/scan/stepper/packed_step.hpp>

#include <algorithm>
#include <cstring>

namespace xgrad::nn {
namespace {

// A projection is a layer without a state: its formula returns the product.
struct Projection {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kRecurrent = false;
  static constexpr auto formula = [](auto product) { return product; };
};

// A weight as a row-major matrix or vector; zeros if it is undefined.
template <class T>
class Elements {
 public:
  explicit Elements(const Tensor& weight)
      : dense_(weight.defined() ? contiguous(weight) : weight),
        columns_(weight.defined() && weight.rank() == 2 ? weight.size(1) : 1) {}

  T at(Index row, Index column = 0) const {
    return dense_.defined() ? dense_.data<T>()[row * columns_ + column] : T{0};
  }

 private:
  Tensor dense_;
  Index columns_;
};

// The compiled step whose registers suit the number of units: wide registers of which half the
// lanes are unused are slower than narrow ones.
const StepKernels& kernels_for(const CellInfo& cell, Index units, std::size_t dtype) {
  return units <= cell.narrow_steps->lanes[dtype] ? *cell.narrow_steps : *cell.steps;
}

}  // namespace

PackedStep::PackedStep(const CellInfo& cell, const Sizes& sizes, DType dtype)
    : cell_(&cell), sizes_(sizes) {
  const std::size_t index = dtype == float64 ? 1 : 0;
  const StepKernels& kernels = kernels_for(cell, sizes.units, index);
  lanes_ = kernels.lanes[index];
  run_ = kernels.run[index];
  groups_ = (sizes.units + lanes_ - 1) / lanes_;
  const Index biases = cell.has_hidden_rows() ? 2 : 1;
  const Index columns = sizes.input_size + (cell.recurrent ? sizes.hidden_size : 0);
  elements_ = Array::empty(
      {padded() * (cell.blocks * (biases + columns) + static_cast<Index>(cell.vectors.size()))},
      dtype);
}

void PackedStep::pack(const CellTensors& weights) {
  const NoGrad no_grad;
  elements_.dtype() == float32 ? pack_elements<float>(weights) : pack_elements<double>(weights);
}

template <class T>
void PackedStep::pack_elements(const CellTensors& weights) {
  const Elements<T> w_ih(weights.w_ih), w_hh(weights.w_hh), b_ih(weights.b_ih), b_hh(weights.b_hh);
  const std::vector<Elements<T>> own(weights.own.begin(), weights.own.end());
  T* to = elements_.mutable_data<T>();
  for (Index group = 0; group < groups_; group += 2) {
    const Index begin = group * lanes_, end = std::min(group + 2, groups_) * lanes_;
    // Writes one number for each unit of a group, from the first unit of the group.
    const auto write = [&](Index first, const auto& number) {
      for (Index unit = first; unit < first + lanes_; ++unit) {
        *to++ = number(unit < sizes_.units ? unit : first);
      }
    };
    // Writes one number for each row of W.
    const auto write_column = [&](const auto& number) {
      for (Index first = begin; first < end; first += lanes_) {
        for (Index block = 0; block < cell_->blocks; ++block) {
          write(first, [&](Index unit) { return number(block * sizes_.units + unit); });
        }
      }
    };
    write_column([&](Index row) {
      return cell_->separate ? b_ih.at(row) : static_cast<T>(b_ih.at(row) + b_hh.at(row));
    });
    if (cell_->has_hidden_rows()) write_column([&](Index row) { return b_hh.at(row); });
    for (Index first = begin; first < end; first += lanes_) {
      for (const Elements<T>& vector : own) {
        write(first, [&](Index unit) { return vector.at(unit); });
      }
    }
    for (Index k = 0; k < sizes_.input_size; ++k) {
      write_column([&](Index row) { return w_ih.at(row, k); });
    }
    for (Index k = 0; cell_->recurrent && k < sizes_.hidden_size; ++k) {
      write_column([&](Index row) { return w_hh.at(row, k); });
    }
  }
}

void PackedStep::pad(const void* elements, void* row) const {
  const auto size = size_of(elements_.dtype());
  const auto units = static_cast<std::size_t>(sizes_.units);
  auto* const to = static_cast<std::byte*>(row);
  std::memcpy(to, elements, units * size);
  const auto first = static_cast<std::size_t>((groups_ - 1) * lanes_);
  for (std::size_t i = units; i < static_cast<std::size_t>(padded()); ++i) {
    std::memcpy(to + i * size, to + first * size, size);
  }
}

StepArguments PackedStep::arguments(Index rows) const {
  return {.rows = rows,
          .groups = groups_,
          .input_size = sizes_.input_size,
          .hidden_size = sizes_.hidden_size,
          .weights = elements_.raw(),
          .input = nullptr,
          .input_stride = sizes_.input_size,
          .classes = nullptr,
          .states = nullptr,
          .next = nullptr,
          .hidden_stride = padded(),
          .flushes = false};
}

const CellInfo& projection_cell() {
  return cell_info<Projection>();
}

}  // namespace xgrad::nn
