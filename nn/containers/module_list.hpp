// ModuleList: a list of modules of one class, accessed by index.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>

namespace xgrad::nn {

/// Holds modules of one class, registered under "0", "1", ..., for a `forward` that loops over
/// them:
/// `for (const nn::Linear& layer : layers) x = layer(x);`
/// For modules of different classes use `nn::Sequential`.
template <class M>
class ModuleList : public Module<ModuleList<M>> {
 public:
  ModuleList() = default;
  ModuleList(std::initializer_list<M> modules) {
    for (const M& module : modules) append(module);
  }

  /// Appends a module; every handle to the list gets it. No forward pass may run at the same time.
  void append(const M& module) { this->register_module(std::to_string(size()), module); }

  std::size_t size() const { return this->child_count(); }
  bool empty() const { return size() == 0; }

  /// Returns the module at an index; a negative index counts from the end. Throws IndexError.
  const M& operator[](std::ptrdiff_t index) const {
    const auto count = static_cast<std::ptrdiff_t>(size());
    if (index < -count || index >= count) {
      throw IndexError("ModuleList: there is no module " + std::to_string(index) + " among " +
                       std::to_string(count));
    }
    return at(static_cast<std::size_t>(index < 0 ? index + count : index));
  }

  /// Iterates over the modules in order; appending modules does not invalidate it.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = M;
    using difference_type = std::ptrdiff_t;
    using pointer = const M*;
    using reference = const M&;

    Iterator() = default;
    Iterator(const ModuleList& list, std::size_t index) : list_(&list), index_(index) {}
    reference operator*() const { return list_->at(index_); }
    pointer operator->() const { return &list_->at(index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) { return {*list_, index_++}; }
    bool operator==(const Iterator& other) const = default;

   private:
    const ModuleList* list_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

  std::string_view name() const override { return "ModuleList"; }

 protected:
  bool is_called() const override { return false; }

 private:
  // `register_module` stores an M, so the cast is safe.
  const M& at(std::size_t index) const { return static_cast<const M&>(this->child(index)); }
};

}  // namespace xgrad::nn
