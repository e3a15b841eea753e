// Synthetic tasks with long-range dependencies; every batch is drawn at random.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <cstdint>

namespace long_range::tasks {

using xgrad::DType;
using xgrad::Generator;
using xgrad::Index;
using xgrad::Tensor;

/// A batch of sequences and their targets. Class indices are int64, as recurrent layers and
/// `cross_entropy` take them.
struct Batch {
  Tensor input, target;
};

/// Options of `adding_problem`.
struct AddingOptions {
  Index time = 100;
  Index batch = 50;
  DType dtype = xgrad::float32;
};

/// Adding problem (Hochreiter & Schmidhuber 1997, in the form of Le et al. 2015). The first feature
/// is uniform in [0, 1); the second is 1 at one time step in each half of the sequence and 0
/// elsewhere. The target is the sum of the two marked numbers. The constant prediction 1 has a mean
/// squared error of 1/6.
/// -> [time, batch, 2], [batch, 1]
/// Throws ValueError, DTypeError.
Batch adding_problem(const AddingOptions& options, Generator& generator);

/// Options of `copy_memory`.
struct CopyOptions {
  /// Time steps from the last symbol to the recall signal, including the signal.
  Index delay = 100;
  /// Number of symbols to remember, and size of the alphabet.
  Index length = 10;
  Index symbols = 8;
  Index batch = 50;
};

/// Copy memory (Arjovsky et al. 2016). The input is `length` random symbols, blanks, a recall
/// signal, and blanks again; the target is blank up to the signal, then the symbols in order. The
/// classes of input and target are the symbols, then the blank; the input has one more class, the
/// signal. The best cross entropy of a model without memory is
/// length * log(symbols) / (delay + 2 * length).
/// -> int64 [delay + 2 * length, batch], int64 [delay + 2 * length, batch]
/// Throws ValueError.
Batch copy_memory(const CopyOptions& options, Generator& generator);

/// Options of `temporal_order`.
struct OrderOptions {
  Index time = 100;
  /// Number of marks: 2 and 3 are tasks 6a and 6b of the paper; at most 5.
  Index marks = 2;
  Index batch = 50;
};

/// Temporal order (Hochreiter & Schmidhuber 1997). The input consists of random symbols 2 to 5 and
/// of marks, each 0 or 1: the first mark at a time step in [T/10, 2T/10), mark i within the tenth
/// of T that starts at i T/marks. The target is the class of the order of the marks: the number
/// whose binary digits are the marks, first mark first.
/// -> int64 [time, batch] of 6 classes, int64 [batch] of 2^marks classes
/// Throws ValueError.
Batch temporal_order(const OrderOptions& options, Generator& generator);

/// Options of `parity`.
struct ParityOptions {
  Index time = 100;
  Index batch = 50;
  DType dtype = xgrad::float32;
};

/// Parity: random bits; the target at each time step is 1 where the number of ones so far is odd.
/// -> [time, batch, 1], int64 [time, batch] of 2 classes
/// Throws ValueError, DTypeError.
Batch parity(const ParityOptions& options, Generator& generator);

/// The target of `dyck_words`.
enum class DyckTarget : std::uint8_t {
  /// The next bracket; the last class marks the end of the word.
  next,
  /// The kind of the innermost open bracket, the only one that can be closed; -100, which
  /// `cross_entropy` ignores, where no bracket is open.
  closing
};

/// Options of `dyck_words`.
struct DyckOptions {
  /// Brackets per word, an even number.
  Index time = 100;
  Index kinds = 2;
  /// The maximal nesting depth.
  Index depth = 8;
  Index batch = 50;
  DyckTarget target = DyckTarget::next;
};

/// Dyck words: balanced brackets. Class i opens a bracket of kind i, class kinds + i closes it.
/// Where a bracket can be opened or closed, both are equally likely.
/// -> int64 [time, batch] of 2 * kinds classes, int64 [time, batch]
/// The target has 2 * kinds + 1 classes for DyckTarget::next, `kinds` for DyckTarget::closing.
/// Throws ValueError.
Batch dyck_words(const DyckOptions& options, Generator& generator);

/// How an image becomes a sequence: one row or one pixel per time step.
enum class Reading : std::uint8_t { rows, pixels };

/// Converts images to sequences. `order`, if defined, permutes the elements of each image;
/// `randperm(rows * columns, generator)` gives the permuted task.
/// [n, rows, columns], int64 [rows * columns] -> [rows, n, columns] or [rows * columns, n, 1]
/// Throws ShapeError, IndexError.
Tensor image_sequences(const Tensor& images, Reading reading = Reading::rows,
                       const Tensor& order = {});

/// Options of `sequential_images`.
struct ImageOptions {
  Index batch = 50;
  Reading reading = Reading::rows;
  Tensor order = {};
};

/// Sequential image classification (Le et al. 2015) on the caller's images: a batch drawn with
/// replacement and converted as by `image_sequences`; the targets are the labels.
/// [n, rows, columns], int64 [n] -> [rows, batch, columns], int64 [batch]
/// The input is [rows * columns, batch, 1] for Reading::pixels. Throws ShapeError, ValueError.
Batch sequential_images(const Tensor& images, const Tensor& labels, const ImageOptions& options,
                        Generator& generator);

}  // namespace long_range::tasks
