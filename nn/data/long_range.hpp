// Tasks that ask for a long memory, drawn for each batch.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <cstdint>

namespace xgrad::nn::data {

/// Sequences, and what a network should make of them. Numbers of classes are int64, as recurrent
/// layers take and `cross_entropy` expects them.
struct Batch {
  Tensor input, target;
};

/// Options of `adding_problem`.
struct AddingOptions {
  Index time = 100;
  Index batch = 50;
  DType dtype = float32;
};

/// Adding problem (Hochreiter & Schmidhuber 1997, in the form of Le et al. 2015): the first feature
/// holds uniform numbers from [0, 1), the second a 1 at one time of either half, else 0; the target
/// is the sum of the two numbers marked. Always to answer 1 costs a mean squared error of 1/6.
/// -> [time, batch, 2], [batch, 1]   Throws ValueError, DTypeError.
Batch adding_problem(const AddingOptions& options, Generator& generator);

/// Options of `copy_memory`.
struct CopyOptions {
  /// Steps between the last symbol and the signal to repeat, the latter included.
  Index delay = 100;
  /// Symbols to remember, and how many different ones there are.
  Index length = 10;
  Index symbols = 8;
  Index batch = 50;
};

/// Copy memory (Arjovsky et al. 2016): `length` random symbols, blanks, a signal, blanks again;
/// the target is blank until, after the signal, it is the symbols in their order. The classes of
/// both are the symbols, then the blank; the input has the signal besides, as the last one. Without
/// memory the best cross entropy is length * log(symbols) / (delay + 2 * length).
/// -> int64 [delay + 2 * length, batch], the same   Throws ValueError.
Batch copy_memory(const CopyOptions& options, Generator& generator);

/// Options of `temporal_order`.
struct OrderOptions {
  Index time = 100;
  /// Marks whose order is asked for: 2 or 3 in the tasks 6a and 6b of the paper, at most 5.
  Index marks = 2;
  Index batch = 50;
};

/// Temporal order (Hochreiter & Schmidhuber 1997): random symbols 2 to 5, and among them marks,
/// each 0 or 1, the first at a time from [T/10, 2T/10), mark i from the tenth of T behind
/// i T/marks. The target is the class of their order: the marks as binary digits, first mark first.
/// -> int64 [time, batch] of 6 classes, int64 [batch] of 2^marks   Throws ValueError.
Batch temporal_order(const OrderOptions& options, Generator& generator);

/// Options of `parity`.
struct ParityOptions {
  Index time = 100;
  Index batch = 50;
  DType dtype = float32;
};

/// Random bits; the target is whether the number of ones so far is odd, at every time.
/// -> [time, batch, 1], int64 [time, batch] of 2 classes   Throws ValueError, DTypeError.
Batch parity(const ParityOptions& options, Generator& generator);

/// What is asked about Dyck words.
enum class DyckTarget : std::uint8_t {
  /// The bracket that follows, or the end, as the last class.
  next,
  /// The kind of the innermost open bracket, which is the only one that can be closed; -100, which
  /// `cross_entropy` ignores, where none is open.
  closing
};

/// Options of `dyck_words`.
struct DyckOptions {
  /// Brackets of a word, an even number.
  Index time = 100;
  Index kinds = 2;
  /// Brackets that are open at a time, at most.
  Index depth = 8;
  Index batch = 50;
  DyckTarget target = DyckTarget::next;
};

/// Well nested words of brackets: class i opens a bracket of kind i, class kinds + i closes it.
/// Where a bracket can be opened as well as closed, both are equally likely.
/// -> int64 [time, batch] of 2 * kinds classes, int64 [time, batch] of 2 * kinds + 1 classes, or of
/// `kinds`   Throws ValueError.
Batch dyck_words(const DyckOptions& options, Generator& generator);

/// How an image becomes a sequence: a row at each time, or a pixel.
enum class Reading : std::uint8_t { rows, pixels };

/// Images as sequences; `order`, if defined, says which element of an image comes at each place, as
/// `randperm(rows * columns, generator)` does for the permuted task.
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

/// Sequential digits (Le et al. 2015), from images of one's own: a batch of them, drawn with
/// replacement, as `image_sequences`; the targets are their labels.
/// [n, rows, columns], int64 [n] -> as there, int64 [batch]   Throws ShapeError, ValueError.
Batch sequential_images(const Tensor& images, const Tensor& labels, const ImageOptions& options,
                        Generator& generator);

}  // namespace xgrad::nn::data
