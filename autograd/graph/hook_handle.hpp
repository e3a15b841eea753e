// Handles to the hooks of tensors and modules.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace xgrad {

/// A list of hooks. Internal.
class HookOwner {
 public:
  /// Removes the hook with this number, if it is there.
  virtual void remove(std::uint64_t number) = 0;

 protected:
  ~HookOwner() = default;
};

/// Handle to a registered hook, which it can remove. Destroying the handle does not remove the
/// hook.
class HookHandle {
 public:
  HookHandle() = default;
  HookHandle(std::weak_ptr<HookOwner> owner, std::uint64_t number)
      : owner_(std::move(owner)), number_(number) {}
  /// Declared copies suppress moves, so that a moved-from handle still removes the hook.
  HookHandle(const HookHandle&) = default;
  HookHandle& operator=(const HookHandle&) = default;

  /// Removes the hook, which does not run in later passes or calls; does nothing if the hook, its
  /// tensor or its module no longer exists. A hook may remove itself.
  void remove() const {
    if (const auto owner = owner_.lock()) owner->remove(number_);
  }

 private:
  std::weak_ptr<HookOwner> owner_;
  std::uint64_t number_ = 0;
};

}  // namespace xgrad
