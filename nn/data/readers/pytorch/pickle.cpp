// The stack machine of Python's pickle format (PEP 307), with the opcodes of data and nothing else.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/pytorch/pickle.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

namespace xgrad::nn::data {
namespace {

using Kind = PickleValue::Kind;
using Items = std::vector<std::uint32_t>;

// What the allocation of a list of items takes besides them.
constexpr std::size_t kMemoryOfList = 32;

// Those of _rebuild_tensor_v2.
constexpr std::size_t kMostArguments = 7;

constexpr std::string_view kOrderedDict = "collections\nOrderedDict",
                           kRebuildTensor = "torch._utils\n_rebuild_tensor_v2",
                           kRebuildParameter = "torch._utils\n_rebuild_parameter";

bool is_allowed(std::string_view global) {
  return global == kOrderedDict || global == kRebuildTensor || global == kRebuildParameter ||
         (global.starts_with("torch\n") && global.ends_with("Storage"));
}

class Unpickler {
 public:
  Unpickler(const Input& input, std::size_t memory) : input_(input), memory_(memory) {}

  Pickle run() {
    for (;;) {
      at_ = input_.offset();
      const auto opcode = static_cast<unsigned char>(take(1));
      if (opcode == '.') break;
      execute(opcode);
    }
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  void execute(unsigned char opcode) {
    switch (opcode) {
      case 0x80:  // the version of the protocol, whose opcodes are checked one by one
        take(1);
        return;
      case 'N':
        return push({});
      case 0x88:
      case 0x89:
        return push({.kind = Kind::boolean, .integer = opcode == 0x88});
      case 'K':
        return push_integer(static_cast<std::int64_t>(take(1)));
      case 'M':
        return push_integer(static_cast<std::int64_t>(take(2)));
      case 'J':
        return push_integer(static_cast<std::int32_t>(take(4)));
      case 0x8A:
        return push_integer(take_long());
      case 'G':
        return push({.kind = Kind::floating,
                     .floating = std::bit_cast<double>(
                         input_.take_unsigned(8, ByteOrder::big, "a number"))});
      case 'X':
        return push({.kind = Kind::text, .text = input_.take(take(4), "a text")});
      case 'c':
        return push({.kind = Kind::global, .text = take_global()});
      case '}':
        return push({.kind = Kind::dict});
      case ']':
        return push({.kind = Kind::list});
      case ')':
        return push({.kind = Kind::tuple});
      case '(':
        return append(marks_, stack_.size());
      case 't':
        return push({.kind = Kind::tuple, .items = pop_mark()});
      case 0x85:
      case 0x86:
      case 0x87:
        return push({.kind = Kind::tuple, .items = pop_items(opcode - 0x84U)});
      case 'a':
        return extend(Kind::list, pop_items(1));
      case 'e':
        return extend(Kind::list, pop_mark());
      case 's':
        return extend(Kind::dict, pop_items(2));
      case 'u':
        return extend(Kind::dict, pop_mark());
      case 'q':
        return memoize(take(1));
      case 'r':
        return memoize(take(4));
      case 'h':
        return push_memo(take(1));
      case 'j':
        return push_memo(take(4));
      case 'Q':
        return push({.kind = Kind::storage, .items = pop_arguments()});
      case 'R':
        return reduce();
      case 'b':  // attributes, such as the _metadata of a state dict
        pop();
        if (top().kind != Kind::dict) reject("attributes of something other than a dict");
        return;
      default:
        input_.reject(
            fmt::format("byte {}: the opcode {:#04x} is not allowed", at_, opcode),
            "torch.save writes state dicts without it: save tensors in dicts, with protocol 2");
    }
  }

  std::uint64_t take(std::size_t size) {
    return input_.take_unsigned(size, ByteOrder::little, "an opcode");
  }

  // An integer in two's complement of as many bytes as the first one says.
  std::int64_t take_long() {
    const auto size = static_cast<std::size_t>(take(1));
    if (size > 8) reject(fmt::format("an integer of {} bytes, at most 8 are supported", size));
    if (size == 0) return 0;
    const auto unused = static_cast<int>(64 - 8 * size);
    return static_cast<std::int64_t>(take(size) << unused) >> unused;
  }

  // A module and a name in it, each ended by a line break.
  std::string_view take_global() {
    const std::string_view rest = input_.rest();
    const std::size_t middle = rest.find('\n');
    const std::size_t end = middle == rest.npos ? middle : rest.find('\n', middle + 1);
    if (end == rest.npos) reject("the name of a class or function has no end");
    const std::string_view global = input_.take(end + 1, "a name").substr(0, end);
    if (is_allowed(global)) return global;
    std::string name(global.substr(0, 200));  // of which the message quotes the beginning
    std::ranges::replace(name, '\n', '.');
    input_.reject(
        fmt::format("byte {}: {} is not allowed", at_, io::quote(name)),
        "only tensors in dicts, lists and tuples, texts and numbers are read, nothing is executed");
  }

  // Counts memory, which values of one byte of the file would need in any amount.
  void take_memory(std::size_t bytes) {
    if (bytes > memory_ - pickle_.memory) {
      reject("its values take too much memory for a file of its size");
    }
    pickle_.memory += bytes;
  }

  // Appends to a list that doubles its memory whenever it is full.
  template <class T>
  void append(std::vector<T>& list, T value) {
    if (list.size() == list.capacity()) take_memory(2 * sizeof(T) * std::max(list.size(), 1UL));
    list.push_back(value);
  }

  void push_index(std::uint32_t value) { append(stack_, value); }
  void push(PickleValue value) {
    take_memory(sizeof(PickleValue));
    if (!value.items.empty()) {
      take_memory(kMemoryOfList + value.items.size() * sizeof(std::uint32_t));
    }
    const auto index = static_cast<std::uint32_t>(pickle_.values.size());
    pickle_.values.push_back(std::move(value));
    push_index(index);
  }
  void push_integer(std::int64_t value) { push({.kind = Kind::integer, .integer = value}); }

  // Checks that `count` values are on the stack after the last mark.
  void need(std::size_t count) const {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - floor < count) reject("a value is missing on the stack");
  }
  PickleValue& top() {
    need(1);
    return pickle_.values[stack_.back()];
  }
  Items pop_items(std::size_t count) {
    need(count);
    const auto begin = stack_.end() - static_cast<std::ptrdiff_t>(count);
    Items items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    return items;
  }
  std::uint32_t pop() { return pop_items(1)[0]; }
  const PickleValue& pop_value(Kind kind) {
    const PickleValue& value = pickle_.values[pop()];
    if (value.kind != kind) reject("a value of another type is expected");
    return value;
  }
  // The few items of a tuple, copies of which would take more memory than the file if they were many.
  Items pop_arguments() {
    const Items& items = pop_value(Kind::tuple).items;
    if (items.size() > kMostArguments) reject("a call with unexpected arguments");
    return items;
  }
  Items pop_mark() {
    if (marks_.empty()) reject("a mark is missing on the stack");
    Items items = pop_items(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }

  void extend(Kind kind, const Items& items) {
    PickleValue& target = top();
    if (target.kind != kind) reject("a value of another type is expected");
    if (kind == Kind::dict && items.size() % 2 != 0) reject("a key has no value");
    if (target.items.empty()) take_memory(kMemoryOfList);
    for (const std::uint32_t item : items) append(target.items, item);
  }

  void memoize(std::uint64_t position) {
    need(1);
    if (position > memo_.size()) reject("a value is stored beyond the end of the memo");
    if (position == memo_.size()) append(memo_, 0U);
    memo_[static_cast<std::size_t>(position)] = stack_.back();
  }
  void push_memo(std::uint64_t position) {
    if (position >= memo_.size()) reject("a value is not in the memo");
    push_index(memo_[static_cast<std::size_t>(position)]);
  }

  // A call of a function, of which the few allowed ones give data.
  void reduce() {
    Items arguments = pop_arguments();
    const std::string_view function = pop_value(Kind::global).text;
    if (function == kOrderedDict && arguments.empty()) return push({.kind = Kind::dict});
    if (function == kRebuildTensor) {
      return push({.kind = Kind::tensor, .items = std::move(arguments)});
    }
    if (function == kRebuildParameter && !arguments.empty() &&
        pickle_.values[arguments[0]].kind == Kind::tensor) {
      return push_index(arguments[0]);
    }
    reject("a call with unexpected arguments");
  }

  [[noreturn]] void reject(std::string_view reason) const { input_.reject_at(at_, reason); }

  Input input_;
  std::size_t memory_;
  Pickle pickle_;
  std::size_t at_ = 0;
  std::vector<std::uint32_t> stack_, memo_;
  std::vector<std::size_t> marks_;
};

}  // namespace

Pickle parse_pickle(Input input, std::size_t memory) {
  return Unpickler(input, memory).run();
}

}  // namespace xgrad::nn::data
