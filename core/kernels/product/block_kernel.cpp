// LIBXSMM's generator writes kernels into memory of xgrad, found through a lock-free table.
// LIBXSMM's own registry is freed at program exit, when threads and destructors may still compute.
#include <xgrad/core/kernels/product/block_kernel.hpp>

#include <libxsmm.h>
#include <libxsmm_generator.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace xgrad::kernels {
namespace {

constexpr std::size_t kMostShapes = 4096;
constexpr std::size_t kMostCode = std::size_t{128} * 1024;  // bytes for one shape

struct Entry {
  Block block;
  BlockKernel kernel;
  std::size_t bytes;
};

// A hash table with open addressing; entries are never removed.
constinit std::array<std::atomic<const Entry*>, 2 * kMostShapes> table = {};
constinit std::atomic<std::size_t> shapes = 0;

std::size_t hash(const Block& block) {
  const auto number = [](Index value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t mixed =
      number(block.rows) * 0x9e3779b97f4a7c15 + number(block.columns) * 0xbf58476d1ce4e5b9 +
      number(block.depth) * 0x94d049bb133111eb + number(block.a_stride) * 0xd6e8feb86659fd93 +
      number(block.b_stride) * 0xa0761d6478bd642f + number(block.c_stride) * 0xe7037ed1a0b428db +
      (block.a_transposed ? 2u : 0u) + (block.accumulate ? 1u : 0u);
  return static_cast<std::size_t>(mixed >> 32);
}

// LIBXSMM is column-major: its A is this B.
const libxsmm_gemm_descriptor* describe(const Block& block, libxsmm_descriptor_blob& memory) {
  const auto size = [](Index value) { return static_cast<libxsmm_blasint>(value); };
  return libxsmm_sgemm_descriptor_init(
      &memory, size(block.columns), size(block.rows), size(block.depth), size(block.b_stride),
      size(block.a_stride), size(block.c_stride), 1.0f, block.accumulate ? 1.0f : 0.0f,
      block.a_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE,
      LIBXSMM_GEMM_PREFETCH_NONE);
}

// The processor in LIBXSMM's numbering, or the lower one given by LIBXSMM_TARGET. Takes no locks,
// also in functions that it calls, so another thread may fork meanwhile.
int processor() {
  static constinit std::atomic<int> known = LIBXSMM_TARGET_ARCH_UNKNOWN;
  int id = known.load(std::memory_order_relaxed);
  if (id != LIBXSMM_TARGET_ARCH_UNKNOWN) return id;
  const int found = libxsmm_cpuid();
  const char* const named = std::getenv("LIBXSMM_TARGET");
  id = named ? LIBXSMM_X86_GENERIC : found;
  while (id < found && std::strcmp(named, libxsmm_cpuid_name(id)) != 0) ++id;
  known.store(id, std::memory_order_relaxed);
  return id;
}

// As in LIBXSMM's dispatch: AVX-512 is not used if a matrix has at most 16 elements.
unsigned architecture(const Block& block) {
  const Index smallest =
      std::min({block.rows * block.columns, block.columns * block.depth, block.depth * block.rows});
  return static_cast<unsigned>(smallest <= 16 ? std::min(processor(), LIBXSMM_X86_AVX2)
                                              : processor());
}

// Generates code at `memory` and returns its size in bytes; 0 on failure.
std::size_t generate(const Block& block, void* memory) {
  libxsmm_descriptor_blob blob;
  const libxsmm_gemm_descriptor* const descriptor = describe(block, blob);
  if (!descriptor) return 0;
  libxsmm_generated_code code = {};
  code.generated_code = memory;
  code.buffer_size = kMostCode;
  code.code_type = 2;  // binary
  code.arch = architecture(block);
  libxsmm_generator_gemm_kernel(&code, descriptor);
  return code.last_error == 0 ? code.code_size : 0;
}

// A new entry with code in pages of its own, or without code; null when memory runs out.
const Entry* compile(const Block& block) {
  auto* const entry = new (std::nothrow) Entry{block, nullptr, 0};
  if (!entry) return nullptr;
  void* const memory =
      mmap(nullptr, kMostCode, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return entry;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t bytes = (generate(block, memory) + page - 1) / page * page;
  if (bytes < kMostCode) munmap(static_cast<char*>(memory) + bytes, kMostCode - bytes);
  if (bytes == 0) return entry;
  if (mprotect(memory, bytes, PROT_READ | PROT_EXEC) != 0) {
    munmap(memory, bytes);
    return entry;
  }
  entry->kernel = reinterpret_cast<BlockKernel>(memory);
  entry->bytes = bytes;
  return entry;
}

void discard(const Entry* entry) {
  if (entry->kernel) munmap(reinterpret_cast<void*>(entry->kernel), entry->bytes);
  delete entry;
}

// Adds an entry; null when there are too many or memory runs out.
const Entry* add_shape(const Block& block) {
  const bool fits = shapes.fetch_add(1, std::memory_order_relaxed) < kMostShapes;
  const Entry* const entry = fits ? compile(block) : nullptr;
  if (!entry) shapes.fetch_sub(1, std::memory_order_relaxed);
  return entry;
}

// The entry of a shape; null if there is none and none can be added.
const Entry* find_or_compile(const Block& block) {
  const Entry* own = nullptr;
  for (std::size_t at = hash(block);; ++at) {
    std::atomic<const Entry*>& place = table[at % table.size()];
    const Entry* known = place.load(std::memory_order_acquire);
    if (!known) {
      if (!own) own = add_shape(block);
      if (!own) return nullptr;
      if (place.compare_exchange_strong(known, own, std::memory_order_acq_rel)) return own;
    }
    if (known->block == block) {
      if (own) {  // another thread added it first
        discard(own);
        shapes.fetch_sub(1, std::memory_order_relaxed);
      }
      return known;
    }
  }
}

}  // namespace

bool has_block_kernels() {
  return processor() >= LIBXSMM_X86_AVX2;
}

BlockKernel block_kernel(const Block& block) {
  thread_local constinit const Entry* last = nullptr;  // consecutive blocks have equal shapes
  if (last && last->block == block) return last->kernel;
  const Entry* const entry = find_or_compile(block);
  if (!entry) return nullptr;
  last = entry;
  return entry->kernel;
}

}  // namespace xgrad::kernels
