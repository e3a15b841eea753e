// Lifetime of nodes: ids, hooks, and destruction without recursion.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/hooks.hpp>
#include <xgrad/autograd/graph/node.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory/live_counts.hpp>

#include <utility>

namespace xgrad {
namespace {

std::atomic<std::uint64_t> next_id = 1;
thread_local bool recording = true;

}  // namespace

bool grad_enabled() {
  return recording;
}

GradMode::GradMode(bool enabled) : outer_(std::exchange(recording, enabled)) {}

GradMode::~GradMode() {
  recording = outer_;
}

Node::Node(const char* name)
    : name_(name),
      where_(Scope::interned_path()),
      id_(next_id.fetch_add(1, std::memory_order_relaxed)) {
  counters::add_node();
}

Node::~Node() {
  counters::remove_node();
}

GradientHooks& Node::make_hooks() {
  if (!hooks_) hooks_ = std::make_unique<GradientHooks>();
  return *hooks_;
}

// A node's destructor releases older nodes; these are put on a thread-local list until the
// outermost call frees them.
void Node::destroy(Node* node) noexcept {
  thread_local Node* dead = nullptr;
  thread_local bool draining = false;
  node->next_dead_ = std::exchange(dead, node);
  if (draining) return;
  draining = true;
  while (dead) {
    Node* const current = dead;
    dead = current->next_dead_;
    delete current;
  }
  draining = false;
}

}  // namespace xgrad
