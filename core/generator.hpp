// Explicit random state: the Mersenne twister with PyTorch's CPU streams.
#pragma once

#include <xgrad/core/shape.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace xgrad {

/// Source of random numbers that gives what PyTorch's CPU generator gives for the same seed and
/// the same calls. Copying copies the state; one generator may be used from several threads.
class Generator {
 public:
  /// The seed of a generator that nobody seeded, in PyTorch too.
  static constexpr std::uint64_t kDefaultSeed = 67280421310721;

  explicit Generator(std::uint64_t seed = kDefaultSeed);
  Generator(const Generator& other);
  Generator& operator=(const Generator& other);

  /// Starts the stream of `seed`, of which the twister uses the low 32 bits.
  void manual_seed(std::uint64_t seed);
  /// The seed the stream started from.
  std::uint64_t seed() const;

  /// The whole state as printable text without spaces at the ends.
  std::string state() const;
  /// Returns to a saved state; throws ValueError, changing nothing, when the text is not one.
  void set_state(std::string_view text);

  /// Uniform numbers in [low, high), one draw each. Throws ValueError unless low <= high,
  /// with a difference that the element type can hold.
  void fill_uniform(float* out, Index count, double low, double high);
  void fill_uniform(double* out, Index count, double low, double high);

  /// Normal numbers; within a few units in the last place of PyTorch's, whose own differ between
  /// processors. Throws ValueError for a negative deviation, and for one or a mean that is not
  /// finite in the element type.
  void fill_normal(float* out, Index count, double mean, double deviation);
  void fill_normal(double* out, Index count, double mean, double deviation);

  /// Integers in [low, high); throws ValueError unless low < high.
  void fill_randint(std::int64_t* out, Index count, std::int64_t low, std::int64_t high);

  /// Ones with the given probability, else zeros, one double draw each: the mask of dropout in
  /// builds of PyTorch without MKL. Throws ValueError unless 0 <= probability <= 1.
  void fill_bernoulli(float* out, Index count, double probability);
  void fill_bernoulli(double* out, Index count, double probability);

  /// The numbers 0 to count - 1 in random order.
  void fill_permutation(std::int64_t* out, Index count);

 private:
  static constexpr std::size_t kWords = 624;

  // Everything that decides what comes next.
  struct State {
    std::uint64_t seed = 0;
    std::array<std::uint32_t, kWords> words = {};
    std::uint32_t next = kWords;  // index of the next word to hand out
    bool has_normal = false;      // a normal number drawn in a pair with the previous one
    double normal = 0;

    void restart(std::uint64_t from);
    void twist();
    std::uint32_t bits32();
    std::uint64_t bits64();
    template <class T>
    T unit();  // uniform in [0, 1)
    template <class T>
    void fill_uniform(T* out, Index count, double low, double high);
    template <class T>
    void fill_normal(T* out, Index count, double mean, double deviation);
    template <class T>
    void fill_bernoulli(T* out, Index count, double probability);
  };
  class Lock;
  friend class DefaultGenerator;

  State snapshot() const;

  State state_;
  mutable std::atomic_flag busy_;
};

/// The generator used where none is given.
Generator& default_generator();

/// Seeds the default generator.
void manual_seed(std::uint64_t seed);

}  // namespace xgrad
