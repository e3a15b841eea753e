// Sampler: which examples form the batches of an epoch, and how far an epoch has come.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/nn/data/samplers/epoch_iterator.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xgrad::nn::data {

/// The indices of the examples of an epoch, batch after batch.
struct Epoch {
  std::vector<Index> indices = {};
  /// For each batch the number of indices up to its end; increasing, the last one all indices.
  std::vector<Index> ends = {};

  /// Cuts indices into batches of `batch_size`; the last one may be smaller, unless it is dropped.
  /// Throws ValueError for a batch size below 1.
  static Epoch of(std::vector<Index> indices, Index batch_size = 1, bool drop_last = false);

  /// The number of batches.
  Index size() const { return static_cast<Index>(ends.size()); }
  /// The position of the first index of a batch, and, for batch `size()`, the number of indices.
  Index begin(Index batch) const {
    return batch == 0 ? 0 : ends[static_cast<std::size_t>(batch) - 1];
  }
  /// The indices of all batches before a batch.
  std::span<const Index> before(Index batch) const {
    return std::span(indices).first(static_cast<std::size_t>(begin(batch)));
  }
  /// The indices of a batch.
  std::span<const Index> operator[](Index batch) const {
    return std::span(indices).subspan(static_cast<std::size_t>(begin(batch)),
                                      static_cast<std::size_t>(begin(batch + 1) - begin(batch)));
  }
};

/// Base of samplers, which draw all batches of an epoch before its first one. A sampler has its own
/// generator and is always at some batch of some epoch: `state_dict()` saves this, and
/// `load_state_dict()` continues with exactly the next batch. A derived class defines `draw`. See
/// Note [Data loaders].
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// Draws the batches of an epoch; the result depends only on the sampler's options and the
  /// generator.
  virtual Epoch draw(Generator& generator) const = 0;

  /// The next batch of the epoch; nothing at its end, after which the next epoch begins. Throws
  /// IndexError when the epoch drawn has an index out of range, ValueError for ends of batches that do
  /// not increase up to the number of indices.
  std::optional<std::vector<Index>> next();
  /// Range-for over the rest of an epoch that `next` or `load_state_dict` began; after a loop that was
  /// left before its end, over the next epoch.
  EpochIterator<Sampler> begin() {
    start_loop();
    return EpochIterator<Sampler>(*this);
  }
  std::default_sentinel_t end() const { return {}; }

  /// The number of examples of the dataset.
  Index dataset_size() const { return dataset_size_; }
  /// The number of batches of the current epoch.
  Index size() { return current()->size(); }
  /// The number of batches of this epoch that have been taken.
  Index position() const { return position_; }
  /// The number of epochs that have ended.
  Index epoch() const { return epoch_; }
  /// The batches of the current epoch.
  std::shared_ptr<const Epoch> current();
  /// Counts the next batch as taken.
  void skip() { ++position_; }
  /// Ends the epoch: the next batch is the first one of the next epoch.
  void end_epoch();
  /// Ends the epoch if a loop over it was left before its end; returns whether it was.
  bool start_loop();

  /// What distinguishes its states from those of other samplers.
  const std::string& kind() const { return kind_; }
  /// The state of the generator at the start of the epoch; nothing for a sampler that draws no
  /// random numbers.
  const std::optional<Generator>& generator() const { return generator_; }

  /// The position as int64 tensors: "epoch", "position" (the number of examples taken), "taken" (a
  /// checksum of their indices), "size" (of the dataset), "kind" (a checksum) and "generator".
  StateDict state_dict() const;
  /// Continues where the sampler of the state was. Throws ValueError, without changes, for a state
  /// that does not fit: other names, shapes or dtypes, negative numbers, another kind of
  /// sampler or dataset size, a position that is not the end of a batch, other examples before it.
  void load_state_dict(const StateDict& state);

 protected:
  /// `name` begins messages. States of samplers of another `kind`, by default the name, do not fit.
  /// Throws ValueError for a negative size.
  Sampler(std::string name, Index dataset_size, std::optional<Generator> generator,
          std::string kind = {});
  Sampler(const Sampler&) = default;
  Sampler& operator=(const Sampler&) = default;

  const std::string& name() const { return name_; }

  /// The given generator, or else one with a seed drawn from the default generator; nothing for a
  /// sampler that is not random.
  static std::optional<Generator> own_generator(const std::optional<Generator>& given,
                                                bool random = true);

 private:
  struct Drawn {
    std::shared_ptr<const Epoch> epoch;
    std::optional<Generator> after;  // the generator after the draws
  };
  Drawn drawn_from(const std::optional<Generator>& generator) const;

  std::string name_, kind_;
  Index dataset_size_;
  std::optional<Generator> generator_;
  Drawn drawn_ = {};
  Index epoch_ = 0, position_ = 0;
  bool in_loop_ = false;  // over this epoch, which may have been left
};

}  // namespace xgrad::nn::data
