// EpochIterator: range-for over the rest of an epoch.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace xgrad::nn::data {

/// Iterates over what `source.next()` returns, until it returns nothing at the end of the epoch.
template <class Source>
class EpochIterator {
 public:
  using value_type = typename decltype(std::declval<Source&>().next())::value_type;
  using difference_type = std::ptrdiff_t;

  explicit EpochIterator(Source& source) : source_(&source), item_(source.next()) {}

  value_type& operator*() const { return *item_; }
  EpochIterator& operator++() {
    item_.reset();  // frees the memory of a batch for the next one
    item_ = source_->next();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const EpochIterator& at, std::default_sentinel_t) { return !at.item_; }

 private:
  Source* source_;
  mutable std::optional<value_type> item_;
};

}  // namespace xgrad::nn::data
