// Generator: explicit random state, the Mersenne twister with PyTorch's CPU streams.
#pragma once

#include <xgrad/core/shape.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace xgrad {

/// A random number generator with the streams of PyTorch's CPU generator for equal seeds and calls.
/// Copies have a separate state. A generator may be used from several threads.
class Generator {
 public:
  /// The default seed, as in PyTorch.
  static constexpr std::uint64_t kDefaultSeed = 67280421310721;

  explicit Generator(std::uint64_t seed = kDefaultSeed);
  Generator(const Generator& other);
  Generator& operator=(const Generator& other);

  /// Restarts the stream with `seed`, of which the twister uses the low 32 bits.
  void manual_seed(std::uint64_t seed);
  /// The seed of the current stream.
  std::uint64_t seed() const;

  /// The complete state as printable text without leading or trailing spaces.
  std::string state() const;
  /// Restores a saved state. Throws ValueError, without changes, for an invalid text.
  void set_state(std::string_view text);

  /// Uniform values in [low, high), one draw each. Throws ValueError unless low <= high, and their
  /// difference is finite in the element type.
  void fill_uniform(float* out, Index count, double low, double high);
  void fill_uniform(double* out, Index count, double low, double high);

  /// Normal values, within a few units in the last place of PyTorch's, which differ between
  /// processors. Throws ValueError for a negative deviation, and for a mean or deviation that is
  /// not finite in the element type.
  void fill_normal(float* out, Index count, double mean, double deviation);
  void fill_normal(double* out, Index count, double mean, double deviation);

  /// Uniform integers in [low, high); throws ValueError unless low < high.
  void fill_randint(std::int64_t* out, Index count, std::int64_t low, std::int64_t high);

  /// Ones with the given probability, else zeros, one double draw each, as the dropout mask in
  /// builds of PyTorch without MKL. Throws ValueError unless 0 <= probability <= 1.
  void fill_bernoulli(float* out, Index count, double probability);
  void fill_bernoulli(double* out, Index count, double probability);

  /// A random permutation of the integers 0 to count - 1.
  void fill_permutation(std::int64_t* out, Index count);

 private:
  static constexpr std::size_t kWords = 624;

  // The complete state of the stream.
  struct State {
    std::uint64_t seed = 0;
    std::array<std::uint32_t, kWords> words = {};
    std::uint32_t next = kWords;  // index of the next word to return
    bool has_normal = false;      // whether a normal value of the last pair is left
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

/// The generator that functions use by default.
Generator& default_generator();

/// Seeds the default generator.
void manual_seed(std::uint64_t seed);

}  // namespace xgrad
