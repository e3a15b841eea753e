// Stepper: packs the weights of a layer, and calls the compiled steps of its cell.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/nn/module/checks.hpp>
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>
#include <xgrad/nn/recurrent/scan/stepper/step_layer.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
#include <xgrad/nn/recurrent/stepper.hpp>

#include <algorithm>
#include <cstring>

namespace xgrad::nn {

// What a stepper takes from a layer. Copies of the weights are handles of the same parameters.
struct Stepper::Model {
  const CellInfo* cell;
  std::vector<LayerWeights> weights;
  Index input_size, hidden_size;
  std::string name;
  double zoneout[2] = {0, 0};  // the shares of the old values in the new ones of h and c
  // States of a layer have an axis of layers, before or after that of the batch.
  bool has_layers = false, batch_first = false;

  DType dtype() const { return weights[0].dtype(); }
  Index size_of_h() const { return weights[0].size_of_state(0); }
  // The initial states of a layer, [size] each.
  std::vector<Tensor> initial_states(const LayerWeights& of) const {
    std::vector<Tensor> initial = of.initial_states();
    for (std::size_t i = initial.size(); i < static_cast<std::size_t>(cell->states); ++i) {
      initial.push_back(full({of.size_of_state(i)}, cell->initial_value(i), dtype()));
    }
    return initial;
  }
};

namespace {

// next = rate * old + (1 - rate) * next
template <class T>
void apply_zoneout(double rate, const Array& old, const Array& next) {
  const T of_old = static_cast<T>(rate), of_next = static_cast<T>(1 - rate);
  const T* const before = old.data<T>();
  T* const after = static_cast<T*>(next.raw());
  for (Index i = 0; i < next.numel(); ++i) after[i] = before[i] * of_old + after[i] * of_next;
}

void check_elements(DType given, DType expected) {
  if (given == expected) return;
  throw DTypeError(fmt::format("step: the elements are {}, the weights are {}", given, expected));
}

void check_size(const char* name, std::size_t given, const char* axes, Index rows, Index size) {
  if (static_cast<Index>(given) == rows * size) return;
  throw ShapeError(fmt::format("step: {} has {} elements, expected {} = {} x {}", name, given, axes,
                               rows, size));
}

}  // namespace

// The layers; `turn` is that of the present states.
struct Stepper::Data {
  Model model;
  Index batch;
  DType dtype;
  std::vector<StepLayer> layers;
  int turn = 0;
  bool has_zoneout;
  std::size_t output_bytes;  // of a row

  Data(const Model& of, Index rows)
      : model(of),
        batch(rows),
        dtype(of.dtype()),
        has_zoneout(of.zoneout[0] > 0 || of.zoneout[1] > 0),
        output_bytes(static_cast<std::size_t>(of.size_of_h()) * size_of(dtype)) {
    const NoGrad no_grad;
    Index features = model.input_size;
    for (const LayerWeights& weights : model.weights) {
      layers.emplace_back(*model.cell, weights.tensors(), model.initial_states(weights),
                          PackedStep::Sizes{model.hidden_size, features, model.size_of_h()}, batch);
      features = model.size_of_h();
    }
    for (std::size_t i = 1; i < layers.size(); ++i) layers[i].set_input(layers[i - 1]);
  }

  // Computes a step for checked arguments, of which `input` or `classes` is null.
  void run(const void* input, const std::int64_t* classes, void* output) noexcept {
    const bool flushes = flush_denormals();
    layers[0].set_input(turn, input, classes);
    for (StepLayer& layer : layers) {
      layer.run(turn, flushes);
      if (has_zoneout) zone_out(layer);
    }
    turn = 1 - turn;
    auto* to = static_cast<std::byte*>(output);
    const auto* h = static_cast<const std::byte*>(layers.back().state(turn, 0).raw());
    const std::size_t padded = static_cast<std::size_t>(layers.back().padded(0)) * size_of(dtype);
    for (Index row = 0; row < batch; ++row, to += output_bytes, h += padded) {
      std::memcpy(to, h, output_bytes);
    }
  }

  void zone_out(const StepLayer& layer) const noexcept {
    const DenormalGuard guard;
    for (std::size_t i = 0; i < 2; ++i) {
      if (model.zoneout[i] == 0) continue;
      const Array &old = layer.state(turn, i), &next = layer.state(1 - turn, i);
      dtype == float32 ? apply_zoneout<float>(model.zoneout[i], old, next)
                       : apply_zoneout<double>(model.zoneout[i], old, next);
    }
  }

  template <class T>
  void step(const T* input, T* output) {
    check_elements(dtype_of<T>(), dtype);
    run(input, nullptr, output);
  }
  template <class T>
  void step(std::span<const T> input, std::span<T> output) {
    check_elements(dtype_of<T>(), dtype);
    check_size("input", input.size(), "batch x input_size", batch, model.input_size);
    check_size("output", output.size(), "batch x output_size", batch, model.size_of_h());
    run(input.data(), nullptr, output.data());
  }
  template <class T>
  void step(std::span<const std::int64_t> classes, std::span<T> output) {
    check_elements(dtype_of<T>(), dtype);
    check_takes_classes(*model.cell);
    check_size("classes", classes.size(), "batch", batch, 1);
    check_size("output", output.size(), "batch x output_size", batch, model.size_of_h());
    for (const std::int64_t index : classes) {
      if (index >= 0 && index < model.input_size) continue;
      throw IndexError(fmt::format("step: class index {} is out of range for input_size = {}",
                                   index, model.input_size));
    }
    run(nullptr, classes.data(), output.data());
  }

  void set_initial(Index row) noexcept {
    for (const StepLayer& layer : layers) {
      for (std::size_t i = 0; i < layer.count(); ++i) layer.set_initial(turn, i, row);
    }
  }

  // The axes of states before the last one.
  Shape leading() const {
    const auto count = static_cast<Index>(layers.size());
    if (!model.has_layers) return {batch};
    return model.batch_first ? Shape{batch, count} : Shape{count, batch};
  }
  // Calls `visit` for each layer and row, with the number of this row in the tensor of a state.
  template <class Visit>
  void for_each_row(const Visit& visit) const {
    const auto count = static_cast<Index>(layers.size());
    for (Index i = 0; i < count; ++i) {
      for (Index row = 0; row < batch; ++row) {
        visit(layers[static_cast<std::size_t>(i)], row,
              model.batch_first ? row * count + i : i * batch + row);
      }
    }
  }
};

Stepper::Stepper(const Model& model, Index batch) {
  if (model.cell->steps == nullptr) {
    throw ValueError(
        fmt::format("stepper: the step of {} consists of tensor operations (C::step)", model.name),
        "call the layer itself, one time step at a time, under NoGrad");
  }
  check_positive("stepper", "batch", batch);
  data_ = std::make_unique<Data>(model, batch);
  reset();
}

Stepper::Stepper(Stepper&& other) noexcept = default;
Stepper& Stepper::operator=(Stepper&& other) noexcept = default;
Stepper::~Stepper() = default;

void Stepper::step(const float* input, float* output) noexcept {
  data_->step(input, output);
}
void Stepper::step(const double* input, double* output) noexcept {
  data_->step(input, output);
}
void Stepper::step(std::span<const float> input, std::span<float> output) {
  data_->step(input, output);
}
void Stepper::step(std::span<const double> input, std::span<double> output) {
  data_->step(input, output);
}
void Stepper::step(std::span<const std::int64_t> classes, std::span<float> output) {
  data_->step(classes, output);
}
void Stepper::step(std::span<const std::int64_t> classes, std::span<double> output) {
  data_->step(classes, output);
}

Tensor Stepper::step(const Tensor& input) {
  const bool classes = input.dtype("input") == int64;
  if (!classes) {
    check_features(input, "input_size", data_->model.input_size);
    check_dtype(input, data_->dtype);
  }
  const Shape expected = classes ? Shape{data_->batch} : Shape{data_->batch, input_size()};
  Shape shape = input.shape();
  if (data_->batch == 1 && shape.size() + 1 == expected.size()) shape.insert(0, 1);
  if (shape != expected) {
    throw ShapeError(fmt::format("step: input is {}, expected {}", input.shape(), expected));
  }
  shape = input.shape();
  if (!classes) shape.erase(shape.size() - 1);
  shape.push_back(output_size());
  return visit_floating(data_->dtype, [&]<class T>(T) {
    const Array dense = contiguous(input.detach()).array();
    Array output = Array::empty(shape, data_->dtype);
    const std::span<T> to(output.mutable_data<T>(), static_cast<std::size_t>(output.numel()));
    const auto count = static_cast<std::size_t>(dense.numel());
    if (classes) {
      data_->step(std::span(dense.data<std::int64_t>(), count), to);
    } else {
      data_->step(std::span(dense.data<T>(), count), to);
    }
    return Tensor(output);
  });
}

void Stepper::reset() noexcept {
  for (Index row = 0; row < data_->batch; ++row) data_->set_initial(row);
}

void Stepper::reset(Index row) {
  if (row < 0 || row >= data_->batch) {
    throw IndexError(
        fmt::format("reset: row {} is out of range for a batch of {}", row, data_->batch));
  }
  data_->set_initial(row);
}

State Stepper::state() const {
  return with_out_of_memory([&] {
    std::vector<Tensor> states;
    for (std::size_t i = 0; i < data_->layers[0].count(); ++i) {
      const Index size = data_->model.weights[0].size_of_state(i);
      Shape shape = data_->leading();
      shape.push_back(size);
      const Array values = Array::empty(shape, data_->dtype);
      const std::size_t bytes = static_cast<std::size_t>(size) * size_of(data_->dtype);
      data_->for_each_row([&](const StepLayer& layer, Index row, Index at) {
        std::memcpy(static_cast<std::byte*>(values.raw()) + static_cast<std::size_t>(at) * bytes,
                    layer.row(data_->turn, i, row), bytes);
      });
      states.emplace_back(values);
    }
    return State::of(std::move(states));
  });
}

void Stepper::set_state(const State& state) {
  const Model& model = data_->model;
  const char* const axes = model.batch_first ? "batch, layers, " : "layers, batch, ";
  with_out_of_memory([&] {
    check_states(*model.cell, model.name, state,
                 {data_->leading(), model.has_layers ? axes : "batch, ", model.size_of_h(),
                  model.hidden_size, data_->dtype});
    std::vector<Tensor> given = state.tensors();
    given.resize(data_->layers[0].count());
    for (Tensor& tensor : given) {
      if (tensor.defined()) tensor = contiguous(tensor.detach());
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::size_t bytes =
          static_cast<std::size_t>(model.weights[0].size_of_state(i)) * size_of(data_->dtype);
      data_->for_each_row([&](const StepLayer& layer, Index row, Index at) {
        if (!given[i].defined()) return layer.set_initial(data_->turn, i, row);
        const auto* elements = static_cast<const std::byte*>(given[i].array().raw());
        layer.set_row(data_->turn, i, row, elements + static_cast<std::size_t>(at) * bytes);
      });
    }
  });
}

void Stepper::refresh() {
  if (data_->model.dtype() != data_->dtype) {
    throw DTypeError(fmt::format("refresh: the weights are {}, the states of the stepper {}",
                                 data_->model.dtype(), data_->dtype),
                     "create another stepper");
  }
  with_out_of_memory([&] {
    auto fresh = std::make_unique<Data>(data_->model, data_->batch);
    fresh->turn = data_->turn;
    for (std::size_t i = 0; i < fresh->layers.size(); ++i) {
      fresh->layers[i].copy_states(fresh->turn, data_->layers[i]);
    }
    data_ = std::move(fresh);
  });
}

Index Stepper::batch() const {
  return data_->batch;
}
Index Stepper::input_size() const {
  return data_->model.input_size;
}
Index Stepper::output_size() const {
  return data_->model.size_of_h();
}
DType Stepper::dtype() const {
  return data_->dtype;
}

Stepper RecurrentBase::stepper(Index batch) const {
  const Call call(*this);
  if (options_.bidirectional) {
    throw ValueError("stepper: the layer is bidirectional, so its outputs depend on later steps",
                     "call the layer itself with whole sequences");
  }
  return with_out_of_memory([&]() -> Stepper {
    return {
        {.cell = cell_,
         .weights = weights_,
         .input_size = options_.input_size,
         .hidden_size = options_.hidden_size,
         .name = std::string(name()),
         .zoneout = {options_.regularization.zoneout_hidden, options_.regularization.zoneout_cell},
         .has_layers = true,
         .batch_first = options_.state_batch_first},
        batch};
  });
}

Stepper CellBase::stepper(Index batch) const {
  const Call call(*this);
  return with_out_of_memory([&]() -> Stepper {
    return {{.cell = cell_,
             .weights = {weights_},
             .input_size = input_size_,
             .hidden_size = weights_.size_of_state(0),
             .name = std::string(name())},
            batch};
  });
}

}  // namespace xgrad::nn
