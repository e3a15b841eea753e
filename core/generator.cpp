// Random streams equal to those of PyTorch's CPU generator.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/threads/locks.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>

namespace xgrad {
namespace {

// The Box-Muller transform of 16 uniform values: u1 from the first half, u2 from the second.
template <class T>
void box_muller_16(T* data, T mean, T deviation) {
  for (int i = 0; i < 8; ++i) {
    const T radius = std::sqrt(T(-2) * std::log(T(1) - data[i]));
    const T angle = T(2 * std::numbers::pi) * data[i + 8];
    data[i] = std::fma(radius * std::cos(angle), deviation, mean);
    data[i + 8] = std::fma(radius * std::sin(angle), deviation, mean);
  }
}

}  // namespace

void Generator::State::restart(std::uint64_t from) {
  seed = from;
  words[0] = static_cast<std::uint32_t>(from);
  for (std::uint32_t i = 1; i < kWords; ++i) {
    words[i] = 1812433253u * (words[i - 1] ^ (words[i - 1] >> 30)) + i;
  }
  next = kWords;
  has_normal = false;
  normal = 0;
}

// Advances all words of the Mersenne twister MT19937 (Matsumoto & Nishimura 1998).
void Generator::State::twist() {
  constexpr std::size_t kFar = 397;
  const auto mix = [this](std::size_t i, std::size_t after, std::size_t far) {
    const std::uint32_t joined = (words[i] & 0x80000000u) | (words[after] & 0x7fffffffu);
    words[i] = words[far] ^ (joined >> 1) ^ ((0u - (joined & 1u)) & 0x9908b0dfu);
  };
  for (std::size_t i = 0; i < kWords - kFar; ++i) mix(i, i + 1, i + kFar);
  for (std::size_t i = kWords - kFar; i < kWords - 1; ++i) mix(i, i + 1, i + kFar - kWords);
  mix(kWords - 1, 0, kFar - 1);
  next = 0;
}

inline std::uint32_t Generator::State::bits32() {
  if (next == kWords) twist();
  std::uint32_t word = words[next++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680u;
  word ^= (word << 15) & 0xefc60000u;
  return word ^ (word >> 18);
}

inline std::uint64_t Generator::State::bits64() {
  const std::uint64_t high = bits32();
  return high << 32 | bits32();
}

template <class T>
T Generator::State::unit() {
  constexpr int kDigits = std::numeric_limits<T>::digits;
  constexpr T kStep = T(1) / static_cast<T>(std::uint64_t{1} << kDigits);
  const std::uint64_t bits = std::is_same_v<T, float> ? bits32() : bits64();
  return static_cast<T>(bits & ((std::uint64_t{1} << kDigits) - 1)) * kStep;
}

// PyTorch's AVX2 kernels use fused multiply-adds; this reproduces their rounding.
template <class T>
void Generator::State::fill_uniform(T* out, Index count, double low, double high) {
  if (!(low <= high)) {
    throw ValueError(
        fmt::format("uniform: low is {} and high {}, expected low <= high", low, high));
  }
  const T from = static_cast<T>(low);
  const T width = static_cast<T>(high) - from;
  if (!std::isfinite(width)) {
    throw ValueError(fmt::format("uniform: low is {} and high {}, whose difference {} cannot hold",
                                 low, high, dtype_of<T>()));
  }
  for (Index i = 0; i < count; ++i) out[i] = std::fma(unit<T>(), width, from);
}

template <class T>
void Generator::State::fill_normal(T* out, Index count, double mean, double deviation) {
  if (!(deviation >= 0) || std::isnan(mean)) {
    throw ValueError(
        fmt::format("normal: mean is {} and deviation {}, expected numbers, and "
                    "deviation >= 0",
                    mean, deviation));
  }
  const T m = static_cast<T>(mean), d = static_cast<T>(deviation);
  if (!std::isfinite(m) || !std::isfinite(d)) {
    throw ValueError(
        fmt::format("normal: mean is {} and deviation {}, expected finite numbers that {} can hold",
                    mean, deviation, dtype_of<T>()));
  }
  constexpr Index kBlock = 16;
  if (count >= kBlock) {
    for (Index i = 0; i < count; ++i) out[i] = unit<T>();
    for (Index i = 0; i + kBlock <= count; i += kBlock) box_muller_16(out + i, m, d);
    if (count % kBlock == 0) return;
    T* const tail = out + count - kBlock;  // the last block overlaps and is drawn again
    for (Index i = 0; i < kBlock; ++i) tail[i] = unit<T>();
    box_muller_16(tail, m, d);
    return;
  }
  for (Index i = 0; i < count; ++i) {
    double value = normal;
    if (!has_normal) {
      const double u1 = unit<double>(), u2 = unit<double>();
      const double radius = std::sqrt(-2.0 * std::log1p(-u2));
      const double angle = 2 * std::numbers::pi * u1;
      normal = radius * std::sin(angle);
      value = radius * std::cos(angle);
    }
    has_normal = !has_normal;
    out[i] = static_cast<T>(std::fma(value, deviation, mean));
  }
}

template <class T>
void Generator::State::fill_bernoulli(T* out, Index count, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw ValueError(fmt::format("bernoulli: probability is {}, expected 0 to 1", probability));
  }
  for (Index i = 0; i < count; ++i) out[i] = static_cast<T>(unit<double>() < probability);
}

// Locks the generator during its lifetime.
class Generator::Lock {
 public:
  explicit Lock(const Generator& generator) : generator_(generator) { acquire(generator); }
  ~Lock() { release(generator_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  static void acquire(const Generator& generator) {
    while (generator.busy_.test_and_set(std::memory_order_acquire)) generator.busy_.wait(true);
  }
  static void release(const Generator& generator) {
    generator.busy_.clear(std::memory_order_release);
    generator.busy_.notify_one();
  }

 private:
  const Generator& generator_;
};

Generator::Generator(std::uint64_t seed) {
  state_.restart(seed);
}

Generator::Generator(const Generator& other) : state_(other.snapshot()) {}

Generator& Generator::operator=(const Generator& other) {
  const State copy = other.snapshot();
  const Lock lock(*this);
  state_ = copy;
  return *this;
}

Generator::State Generator::snapshot() const {
  const Lock lock(*this);
  return state_;
}

void Generator::manual_seed(std::uint64_t seed) {
  const Lock lock(*this);
  state_.restart(seed);
}

std::uint64_t Generator::seed() const {
  const Lock lock(*this);
  return state_.seed;
}

std::string Generator::state() const {
  const State now = snapshot();
  std::string text =
      fmt::format("mt19937 {:x} {:x} {:x} {:x}", now.seed, now.next,
                  static_cast<int>(now.has_normal), std::bit_cast<std::uint64_t>(now.normal));
  for (const std::uint32_t word : now.words)
    fmt::format_to(std::back_inserter(text), " {:x}", word);
  return text;
}

void Generator::set_state(std::string_view text) {
  constexpr std::string_view kName = "mt19937";
  const char* at = text.data() + std::min(kName.size(), text.size());
  const char* const end = text.data() + text.size();
  bool valid = text.starts_with(kName);
  const auto read = [&](std::uint64_t most) {
    std::uint64_t number = 0;
    if (!valid || at == end || *at != ' ') return valid = false, number;
    const auto [rest, error] = std::from_chars(at + 1, end, number, 16);
    valid = error == std::errc() && number <= most;
    at = rest;
    return number;
  };
  State saved;
  saved.seed = read(std::numeric_limits<std::uint64_t>::max());
  saved.next = static_cast<std::uint32_t>(read(kWords));
  saved.has_normal = read(1) != 0;
  saved.normal = std::bit_cast<double>(read(std::numeric_limits<std::uint64_t>::max()));
  for (std::uint32_t& word : saved.words) word = static_cast<std::uint32_t>(read(0xffffffffu));
  if (!valid || at != end || !std::isfinite(saved.normal)) {
    throw ValueError("set_state: the text is not the state of a generator",
                     "pass what state() returned");
  }
  const Lock lock(*this);
  state_ = saved;
}

void Generator::fill_uniform(float* out, Index count, double low, double high) {
  const Lock lock(*this);
  state_.fill_uniform(out, count, low, high);
}

void Generator::fill_uniform(double* out, Index count, double low, double high) {
  const Lock lock(*this);
  state_.fill_uniform(out, count, low, high);
}

void Generator::fill_normal(float* out, Index count, double mean, double deviation) {
  const Lock lock(*this);
  state_.fill_normal(out, count, mean, deviation);
}

void Generator::fill_normal(double* out, Index count, double mean, double deviation) {
  const Lock lock(*this);
  state_.fill_normal(out, count, mean, deviation);
}

void Generator::fill_randint(std::int64_t* out, Index count, std::int64_t low, std::int64_t high) {
  if (low >= high) {
    throw ValueError(fmt::format("randint: low is {} and high {}, expected low < high", low, high));
  }
  const Lock lock(*this);
  const std::uint64_t from = static_cast<std::uint64_t>(low);
  const std::uint64_t range = static_cast<std::uint64_t>(high) - from;
  const bool wide = range >= std::uint64_t{1} << 32;
  for (Index i = 0; i < count; ++i) {
    const std::uint64_t bits = wide ? state_.bits64() : state_.bits32();
    out[i] = static_cast<std::int64_t>(from + bits % range);
  }
}

void Generator::fill_bernoulli(float* out, Index count, double probability) {
  const Lock lock(*this);
  state_.fill_bernoulli(out, count, probability);
}

void Generator::fill_bernoulli(double* out, Index count, double probability) {
  const Lock lock(*this);
  state_.fill_bernoulli(out, count, probability);
}

void Generator::fill_permutation(std::int64_t* out, Index count) {
  const Lock lock(*this);
  std::iota(out, out + count, std::int64_t{0});
  for (Index i = 0; i + 1 < count; ++i) {
    const std::uint64_t ahead = state_.bits32() % static_cast<std::uint64_t>(count - i);
    std::swap(out[i], out[i + static_cast<Index>(ahead)]);
  }
}

Generator& default_generator() {
  static constinit Lasting<Generator> generator;
  return *generator;
}

// fork() waits until no thread uses the generator, because that thread does not exist in the child.
class DefaultGenerator {
 public:
  static void lock() { Generator::Lock::acquire(default_generator()); }
  static void unlock() { Generator::Lock::release(default_generator()); }
};

constinit const ForkHandlers default_generator_at_fork = {
    DefaultGenerator::lock, DefaultGenerator::unlock, DefaultGenerator::unlock};

void manual_seed(std::uint64_t seed) {
  default_generator().manual_seed(seed);
}

}  // namespace xgrad
