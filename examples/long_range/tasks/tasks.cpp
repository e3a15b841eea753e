// Random generation of the tasks, one sequence after the other.
#include "long_range/tasks/tasks.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace long_range::tasks {

using namespace xgrad;
using nn::check_at_most;
using nn::check_positive;

namespace {

std::int64_t draw(Generator& generator, std::int64_t low, std::int64_t high) {
  std::int64_t number = 0;
  generator.fill_randint(&number, 1, low, high);
  return number;
}

void check_floating(const char* task, DType dtype) {
  if (is_floating(dtype)) return;
  throw DTypeError(fmt::format("{}: dtype is {}, must be float32 or float64", task, dtype));
}

// Row-major class indices [time, batch], written one sequence at a time.
class Classes {
 public:
  Classes(Index time, Index batch, std::int64_t value = 0)
      : array_(kernels::full({time, batch}, int64, value)), batch_(batch) {}

  std::int64_t& at(Index time, Index sequence) {
    return array_.mutable_data<std::int64_t>()[time * batch_ + sequence];
  }
  Tensor tensor() const { return Tensor(array_); }

 private:
  Array array_;
  Index batch_;
};

}  // namespace

Batch adding_problem(const AddingOptions& options, Generator& generator) {
  const Index time = options.time, batch = options.batch;
  check_positive("adding_problem", "batch", batch);
  check_floating("adding_problem", options.dtype);
  if (time < 2) {
    throw ValueError(fmt::format("adding_problem: time is {}, must be 2 or more", time),
                     "one number is marked in each half");
  }
  Array input = kernels::zeros({time, batch, 2}, options.dtype);
  Array target = kernels::zeros({batch, 1}, options.dtype);
  visit_floating(options.dtype, [&]<class T>(T) {
    std::vector<T> numbers(static_cast<std::size_t>(time * batch));
    generator.fill_uniform(numbers.data(), time * batch, 0, 1);
    T* const pairs = input.mutable_data<T>();
    for (std::size_t i = 0; i < numbers.size(); ++i) pairs[2 * i] = numbers[i];
    for (Index sequence = 0; sequence < batch; ++sequence) {
      for (const Index t : {draw(generator, 0, time / 2), draw(generator, time / 2, time)}) {
        T* const pair = pairs + 2 * (t * batch + sequence);
        pair[1] = 1;
        target.mutable_data<T>()[sequence] += pair[0];
      }
    }
  });
  return {Tensor(input), Tensor(target)};
}

Batch copy_memory(const CopyOptions& options, Generator& generator) {
  check_positive("copy_memory", "delay", options.delay);
  check_positive("copy_memory", "length", options.length);
  check_positive("copy_memory", "symbols", options.symbols);
  check_positive("copy_memory", "batch", options.batch);
  constexpr Index kMost = std::numeric_limits<Index>::max();
  check_at_most("copy_memory", "symbols", options.symbols, kMost - 2);  // two additional classes
  const Index blank = options.symbols, signal = blank + 1;
  const Index answer = saturating_sum(options.length, options.delay);
  const Index time = saturating_sum(answer, options.length);
  Classes input(time, options.batch, blank), target(time, options.batch, blank);
  for (Index sequence = 0; sequence < options.batch; ++sequence) {
    for (Index i = 0; i < options.length; ++i) {
      const std::int64_t symbol = draw(generator, 0, options.symbols);
      input.at(i, sequence) = symbol;
      target.at(answer + i, sequence) = symbol;
    }
    input.at(answer - 1, sequence) = signal;
  }
  return {input.tensor(), target.tensor()};
}

Batch temporal_order(const OrderOptions& options, Generator& generator) {
  const auto [time, marks, batch] = options;
  check_positive("temporal_order", "batch", batch);
  if (time < 10) {
    throw ValueError(fmt::format("temporal_order: time is {}, must be 10 or more", time),
                     "marks stand within tenths of it");
  }
  if (marks < 1 || marks > 5) {
    throw ValueError(fmt::format("temporal_order: marks is {}, must be from 1 to 5", marks));
  }
  Classes input(time, batch), order(1, batch);
  for (Index sequence = 0; sequence < batch; ++sequence) {
    for (Index t = 0; t < time; ++t) input.at(t, sequence) = draw(generator, 2, 6);
    for (Index i = 0; i < marks; ++i) {
      const Index first = std::max(time / 10, i * time / marks);
      const std::int64_t mark = draw(generator, 0, 2);
      input.at(draw(generator, first, first + time / 10), sequence) = mark;
      order.at(0, sequence) = 2 * order.at(0, sequence) + mark;
    }
  }
  return {input.tensor(), squeeze(order.tensor(), 0)};
}

Batch parity(const ParityOptions& options, Generator& generator) {
  const auto [time, batch, dtype] = options;
  check_positive("parity", "time", time);
  check_positive("parity", "batch", batch);
  check_floating("parity", dtype);
  Classes bits(time, batch), odd(time, batch);
  for (Index t = 0; t < time; ++t) {
    for (Index sequence = 0; sequence < batch; ++sequence) {
      const std::int64_t bit = draw(generator, 0, 2);
      bits.at(t, sequence) = bit;
      odd.at(t, sequence) = t > 0 ? odd.at(t - 1, sequence) ^ bit : bit;
    }
  }
  return {unsqueeze(to(bits.tensor(), dtype), -1), odd.tensor()};
}

Batch dyck_words(const DyckOptions& options, Generator& generator) {
  const Index time = options.time, kinds = options.kinds;
  check_positive("dyck_words", "kinds", kinds);
  constexpr Index kMost = std::numeric_limits<Index>::max();
  check_at_most("dyck_words", "kinds", kinds, (kMost - 1) / 2);  // 2 per kind, 1 for the end
  check_positive("dyck_words", "depth", options.depth);
  check_positive("dyck_words", "batch", options.batch);
  if (time < 2 || time % 2 != 0) {
    throw ValueError(fmt::format("dyck_words: time is {}, must be even and positive", time),
                     "every bracket of a word is closed");
  }
  constexpr std::int64_t kIgnored = -100;
  Classes words(time, options.batch), closing(time, options.batch, kIgnored),
      next(time, options.batch, 2 * kinds);
  for (Index sequence = 0; sequence < options.batch; ++sequence) {
    std::vector<std::int64_t> open;
    for (Index t = 0; t < time; ++t) {
      const auto depth = static_cast<Index>(open.size());
      const bool must_close = depth == options.depth || depth == time - t;
      const bool opens = depth == 0 || (!must_close && draw(generator, 0, 2) == 0);
      std::int64_t& bracket = words.at(t, sequence);
      if (opens) {
        bracket = draw(generator, 0, kinds);
        open.push_back(bracket);
      } else {
        bracket = kinds + open.back();
        open.pop_back();
      }
      if (t > 0) next.at(t - 1, sequence) = bracket;
      if (!open.empty()) closing.at(t, sequence) = open.back();
    }
  }
  return {words.tensor(), options.target == DyckTarget::next ? next.tensor() : closing.tensor()};
}

Tensor image_sequences(const Tensor& images, Reading reading, const Tensor& order) {
  if (images.rank() != 3) {
    throw ShapeError(
        fmt::format("image_sequences: images are {}, expected [n, rows, columns]", images.shape()));
  }
  const Index count = images.size(0), rows = images.size(1), columns = images.size(2);
  Tensor elements = reshape(images, {count, rows * columns});
  if (order.defined()) {
    if (order.shape() != Shape{rows * columns}) {
      throw ShapeError(fmt::format("image_sequences: order is {}, an image is {}, expected [{}]",
                                   order.shape(), Shape{rows, columns}, rows * columns));
    }
    elements = index_select(elements, 1, order);
  }
  const Shape steps =
      reading == Reading::rows ? Shape{count, rows, columns} : Shape{count, rows * columns, 1};
  return contiguous(transpose(reshape(elements, steps), 0, 1));
}

Batch sequential_images(const Tensor& images, const Tensor& labels, const ImageOptions& options,
                        Generator& generator) {
  check_positive("sequential_images", "batch", options.batch);
  if (images.rank() != 3 || labels.shape() != Shape{images.size(0)}) {
    throw ShapeError(
        fmt::format("sequential_images: images are {}, labels {}, expected "
                    "[n, rows, columns] and [n]",
                    images.shape(), labels.shape()));
  }
  if (images.size(0) == 0) throw ValueError("sequential_images: there are no images");
  const Tensor picked = randint(0, images.size(0), {options.batch}, generator);
  return {image_sequences(index_select(images, 0, picked), options.reading, options.order),
          index_select(labels, 0, picked)};
}

}  // namespace long_range::tasks
