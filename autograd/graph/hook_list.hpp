// Lists of hooks. They are replaced as a whole, so that a hook may remove itself while it runs.
// Internal.
#pragma once

#include <xgrad/autograd/graph/hook_handle.hpp>

#include <map>

namespace xgrad {

/// The hooks of one kind on a tensor or module, in order of registration.
template <class Hook>
class HookList {
 public:
  using Hooks = std::map<std::uint64_t, Hook>;

  bool empty() const { return !list_ || !list_->hooks; }

  /// The hooks of this moment, whatever they add or remove when they run; null if there are none.
  std::shared_ptr<const Hooks> present() const { return list_ ? list_->hooks : nullptr; }

  HookHandle add(Hook hook) {
    if (!list_) list_ = std::make_shared<List>();
    Hooks changed = list_->hooks ? *list_->hooks : Hooks();
    changed.emplace(list_->next, std::move(hook));
    list_->hooks = std::make_shared<const Hooks>(std::move(changed));
    return {list_, list_->next++};
  }

 private:
  struct List final : HookOwner {
    std::shared_ptr<const Hooks> hooks;
    std::uint64_t next = 1;

    void remove(std::uint64_t number) override {
      if (!hooks || !hooks->contains(number)) return;
      Hooks changed = *hooks;
      changed.erase(number);
      hooks = changed.empty() ? nullptr : std::make_shared<const Hooks>(std::move(changed));
    }
  };

  std::shared_ptr<List> list_;
};

}  // namespace xgrad
