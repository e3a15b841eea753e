// ModuleList: modules of one class by number.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>

namespace xgrad::nn {

/// Modules of one class, registered under "0", "1", ...: what a `forward` runs through in a loop.
/// `for (const nn::Linear& layer : layers) x = layer(x);`
/// Where they are of several classes, `nn::Sequential` is a class that holds each of them.
template <class M>
class ModuleList : public Module<ModuleList<M>> {
 public:
  ModuleList() = default;
  ModuleList(std::initializer_list<M> modules) {
    for (const M& module : modules) append(module);
  }

  /// Adds a module at the end, under all handles to the list. No forward pass may run meanwhile.
  void append(const M& module) { this->register_module(std::to_string(size()), module); }

  std::size_t size() const { return this->child_count(); }
  bool empty() const { return size() == 0; }

  /// A module by its number, counted from either end. Throws IndexError.
  const M& operator[](std::ptrdiff_t index) const {
    const auto count = static_cast<std::ptrdiff_t>(size());
    if (index < -count || index >= count) {
      throw IndexError("ModuleList: there is no module " + std::to_string(index) + " among " +
                       std::to_string(count));
    }
    return at(static_cast<std::size_t>(index < 0 ? index + count : index));
  }

  /// Goes through the modules in their order; stays valid when some are added.
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

  std::string_view kind() const override { return "ModuleList"; }

 protected:
  bool is_called() const override { return false; }

 private:
  // What `register_module` keeps of an M is an M.
  const M& at(std::size_t index) const { return static_cast<const M&>(this->child(index)); }
};

}  // namespace xgrad::nn
