// An element and its position are packed into one integer, whose order is that of a stable sort.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/along_axis/axis_rows.hpp>
#include <xgrad/core/kernels/along_axis/sort.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

namespace xgrad::kernels {
namespace {

__extension__ using uint128 = unsigned __int128;

template <class T>
using KeyOf = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

// The key in the upper half, the position in the lower.
template <class Key>
using EntryOf = std::conditional_t<sizeof(Key) == 8, uint128, std::uint64_t>;

template <class Key>
constexpr int kKeyBits = std::numeric_limits<Key>::digits;

template <class Key>
constexpr Key kNaNKey = std::numeric_limits<Key>::max();

// An unsigned integer with the order of the elements. -0 equals 0, and NaN is the largest.
template <class T>
KeyOf<T> key_of(T element) {
  using Key = KeyOf<T>;
  constexpr Key kSign = Key{1} << (kKeyBits<Key> - 1);
  if constexpr (std::is_floating_point_v<T>) {
    const Key bits = std::bit_cast<Key>(element);
    if (element != element) return kNaNKey<Key>;
    return bits == kSign ? kSign : bits & kSign ? ~bits : bits | kSign;
  } else if constexpr (std::is_same_v<T, bool>) {
    return element;
  } else {
    return static_cast<Key>(element) ^ kSign;
  }
}

template <class Entry>
Index position_of(Entry entry) {
  constexpr int kBits = static_cast<int>(sizeof(Entry)) * 4;
  return static_cast<Index>(entry & ((Entry{1} << kBits) - 1));
}

// Sorts by the bytes of the keys, from the lowest up; stable, so that entries in the order of their
// positions end in the order of entries.
template <class Entry>
void radix_sort(std::span<Entry> entries, PoolVector<Entry>& scratch) {
  constexpr std::size_t kBytes = sizeof(Entry) / 2, kDigits = 256;
  std::array<std::array<std::size_t, kDigits>, kBytes> counts{};
  const auto digit = [](Entry entry, std::size_t byte) {
    return static_cast<std::size_t>(entry >> (8 * (kBytes + byte))) & (kDigits - 1);
  };
  for (const Entry entry : entries) {
    for (std::size_t byte = 0; byte < kBytes; ++byte) ++counts[byte][digit(entry, byte)];
  }
  scratch.resize(entries.size());
  std::span<Entry> from = entries, to = scratch;
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    auto& starts = counts[byte];
    if (starts[digit(from[0], byte)] == from.size()) continue;  // all are equal in this byte
    std::size_t start = 0;
    for (std::size_t& count : starts) start += std::exchange(count, start);
    for (const Entry entry : from) to[starts[digit(entry, byte)]++] = entry;
    std::swap(from, to);
  }
  if (from.data() != entries.data()) std::ranges::copy(from, entries.begin());
}

// Sorts entries that are in the order of their positions.
template <class Entry>
void sort_entries(std::span<Entry> entries, PoolVector<Entry>& scratch) {
  constexpr std::size_t kLongRow = 256;
  if (entries.size() < kLongRow) {
    std::sort(entries.begin(), entries.end());
  } else {
    radix_sort(entries, scratch);
  }
}

// Calls `select(T{}, entries, scratch)` with the entries of each row in the order of their
// positions, and collects the positions of the first `count` entries that it leaves.
template <class Select>
Array selected_positions(const Array& x, const AxisRows& rows, Index axis, Index count,
                         bool descending, const Select& select) {
  constexpr Index kLongest32 = std::numeric_limits<std::uint32_t>::max();
  if (size_of(x.dtype()) < 8 && rows.count > kLongest32) {
    const DType wide = is_floating(x.dtype()) ? float64 : int64;
    return selected_positions(cast(x, wide), rows, axis, count, descending, select);
  }
  Shape shape = x.shape();
  if (!shape.empty()) shape[normalize_axis("sort", axis, shape)] = count;
  Array result = Array::empty(shape, int64);
  if (result.numel() == 0) return result;
  const Array source = contiguous(x);
  visit_dtype(x.dtype(), [&]<class T>(T) {
    using Key = KeyOf<T>;
    using Entry = EntryOf<Key>;
    const Key inverted = descending ? std::numeric_limits<Key>::max() : Key{0};
    PoolVector<Entry> entries(static_cast<std::size_t>(rows.count)), scratch;
    const T* const elements = source.data<T>();
    auto* const positions = result.mutable_data<std::int64_t>();
    for (Index number = 0; number < rows.outer * rows.inner; ++number) {
      const Index outer = number / rows.inner, inner = number % rows.inner;
      const T* const from = elements + outer * rows.count * rows.inner + inner;
      for (Index i = 0; i < rows.count; ++i) {
        const Key key = key_of(from[i * rows.inner]) ^ inverted;
        entries[static_cast<std::size_t>(i)] =
            static_cast<Entry>(key) << kKeyBits<Key> | static_cast<Entry>(i);
      }
      select(T{}, std::span<Entry>(entries), scratch);
      std::int64_t* const to = positions + outer * count * rows.inner + inner;
      for (Index i = 0; i < count; ++i) {
        to[i * rows.inner] = position_of(entries[static_cast<std::size_t>(i)]);
      }
    }
  });
  return result;
}

// Moves the entry that is number `k` in order to the front.
template <class Entry>
void select_kth(std::span<Entry> entries, Index k) {
  const auto kth = entries.begin() + k;
  std::nth_element(entries.begin(), kth, entries.end());
  std::iter_swap(entries.begin(), kth);
}

}  // namespace

Array sorted_positions(std::string_view op, const Array& x, Index axis, bool descending) {
  const AxisRows rows(op, x.shape(), axis);
  return selected_positions(
      x, rows, axis, rows.count, descending,
      [](auto, auto entries, auto& scratch) { sort_entries(entries, scratch); });
}

Array first_positions(std::string_view op, const Array& x, Index k, Index axis, bool descending,
                      bool sorted) {
  const AxisRows rows(op, x.shape(), axis);
  const Index least = x.rank() == 0 ? 1 : 0;  // a scalar has no axis that could be empty
  if (k < least || k > rows.count) {
    throw IndexError(fmt::format("{}: k = {} is out of range for axis {} of {} (valid: {} to {})",
                                 op, k, axis, x.shape(), least, rows.count));
  }
  return selected_positions(x, rows, axis, k, descending, [&](auto, auto entries, auto& scratch) {
    if (k == rows.count) {
      if (sorted) sort_entries(entries, scratch);
      return;
    }
    const auto kth = entries.begin() + k;
    if (k < rows.count / 64) {  // a heap of k entries
      std::partial_sort(entries.begin(), kth, entries.end());
      return;
    }
    std::nth_element(entries.begin(), kth, entries.end());
    if (sorted) std::sort(entries.begin(), kth);
  });
}

Array kth_position(std::string_view op, const Array& x, Index k, Index axis) {
  const AxisRows rows(op, x.shape(), axis);
  if (k < 1 || k > rows.count) {
    throw IndexError(fmt::format("{}: k = {} is out of range for axis {} of {} (valid: 1 to {})",
                                 op, k, axis, x.shape(), rows.count));
  }
  return selected_positions(x, rows, axis, 1, false,
                            [&](auto, auto entries, auto&) { select_kth(entries, k - 1); });
}

Array median_position(std::string_view op, const Array& x, Index axis) {
  const AxisRows rows(op, x.shape(), axis);
  if (rows.count == 0) {
    throw ShapeError(fmt::format("{}: {} has no elements along axis {}", op, x.shape(), axis));
  }
  return selected_positions(x, rows, axis, 1, false, [&]<class T>(T, auto entries, auto&) {
    if constexpr (std::is_floating_point_v<T>) {
      const auto is_nan = [](auto entry) {
        return entry >> kKeyBits<KeyOf<T>> == kNaNKey<KeyOf<T>>;
      };
      const auto nan = std::ranges::find_if(entries, is_nan);
      if (nan != entries.end()) {
        std::iter_swap(entries.begin(), nan);
        return;
      }
    }
    select_kth(entries, (rows.count - 1) / 2);
  });
}

}  // namespace xgrad::kernels
