// What the pool keeps for reuse and what it gives back, as the system's allocator counts it.
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <malloc.h>
#include <thread>
#include <vector>

using namespace xgrad;

namespace memory_pool {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

// Bytes that the program has from the system's allocator, those of the pool included.
std::int64_t bytes_in_use() {
  const auto info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

// False under sanitizers, whose allocators the counts know nothing of, or which bypass the pool.
boost::test_tools::assertion_result pool_can_be_seen(boost::unit_test::test_unit_id) {
  trim();
  const std::int64_t before = bytes_in_use();
  void* const memory = pool_allocate(16 * kMiB);
  const std::int64_t during = bytes_in_use();
  pool_release(memory, 16 * kMiB);
  const std::int64_t after = bytes_in_use();
  trim();
  return during - before >= 16 * kMiB && after >= during && bytes_in_use() - before < kMiB / 16;
}

// Has `count` blocks alive at once and releases them. Returns the bytes that stay with the pool.
std::int64_t kept_of(std::size_t count, std::size_t bytes) {
  trim();
  const std::int64_t before = bytes_in_use();
  {
    std::vector<void*> blocks(count);
    for (void*& block : blocks) block = pool_allocate(bytes);
    for (void* const block : blocks) pool_release(block, bytes);
  }
  const std::int64_t kept = bytes_in_use() - before;
  trim();
  BOOST_TEST(bytes_in_use() - before < kMiB / 16);
  return kept;
}

}  // namespace
}  // namespace memory_pool

BOOST_AUTO_TEST_SUITE(memory_pool, *boost::unit_test::precondition(pool_can_be_seen))

// Headers of the allocator and rounding add up to a hundredth.
BOOST_AUTO_TEST_CASE(a_thread_keeps_64_mib_of_small_blocks) {
  for (const std::size_t bytes : {4096u, 16384u, 65536u}) {
    BOOST_TEST_CONTEXT("blocks of " << bytes << " bytes") {
      const std::size_t mib = (1 << 20) / bytes;
      const std::int64_t all = kept_of(60 * mib, bytes), most = kept_of(96 * mib, bytes);
      BOOST_TEST(all >= 60 * kMiB);
      BOOST_TEST(most >= 64 * kMiB);
      BOOST_TEST(most <= 66 * kMiB);
    }
  }
}

// Only the first bytes of such blocks are touched, so that the system need not have the memory.
BOOST_AUTO_TEST_CASE(all_threads_together_keep_1_gib_of_large_blocks) {
  const std::int64_t all = kept_of(960, kMiB), most = kept_of(1280, kMiB);
  BOOST_TEST(all >= 960 * kMiB);
  BOOST_TEST(most >= 1024 * kMiB);
  BOOST_TEST(most <= 1034 * kMiB);  // blocks of the system are up to two pages larger
}

BOOST_AUTO_TEST_CASE(released_blocks_are_used_again) {
  for (const std::size_t bytes : {64u, 4096u, 65536u, 131072u, 16777216u}) {
    BOOST_TEST_CONTEXT("blocks of " << bytes << " bytes") {
      void* const first = pool_allocate(bytes);
      pool_release(first, bytes);
      void* const second = pool_allocate(bytes);
      BOOST_TEST(second == first);
      pool_release(second, bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(blocks_taken_from_the_pool_make_room_for_others) {
  const std::size_t bytes = 1 << 14, count = 64 * 60;  // 60 MiB
  trim();
  const std::int64_t before = bytes_in_use();
  std::vector<void*> blocks(count);
  for (int round = 0; round < 3; ++round) {
    for (void*& block : blocks) block = pool_allocate(bytes);
    for (void* const block : blocks) pool_release(block, bytes);
    const std::int64_t kept = bytes_in_use() - before;
    BOOST_TEST(kept >= 60 * kMiB);
    BOOST_TEST(kept <= 61 * kMiB);
  }
  trim();
}

BOOST_AUTO_TEST_CASE(a_thread_that_ends_gives_its_small_blocks_back) {
  trim();
  const std::int64_t before = bytes_in_use();
  std::thread([] {
    std::vector<void*> blocks(1 << 10);
    for (void*& block : blocks) block = pool_allocate(1 << 14);
    for (void* const block : blocks) pool_release(block, 1 << 14);
  }).join();
  BOOST_TEST(bytes_in_use() - before < kMiB);
}

// Blocks of every size hold what was asked for, and no two alive ones overlap.
BOOST_AUTO_TEST_CASE(blocks_of_any_size_hold_what_was_asked_for) {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  const auto mark = [](std::size_t i) { return static_cast<unsigned char>(i % 251); };
  for (int round = 0; round < 2; ++round) {
    for (std::size_t base = 64; base <= std::size_t{1} << 21; base *= 2) {
      for (const std::size_t part : {base, base + base / 4, base + base / 2, base + base / 8}) {
        for (const std::size_t bytes : {part - 1, part, part + 1}) {
          auto* const block = static_cast<unsigned char*>(pool_allocate(bytes));
          BOOST_REQUIRE(reinterpret_cast<std::uintptr_t>(block) % kAlignment == 0);
          BOOST_REQUIRE(malloc_usable_size(block) >= bytes);
          std::fill_n(block, bytes, mark(blocks.size()));
          blocks.emplace_back(block, bytes);
        }
      }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto [block, bytes] = blocks[i];
      BOOST_TEST(std::count(block, block + bytes, mark(i)) == static_cast<std::ptrdiff_t>(bytes));
      pool_release(block, bytes);
    }
    blocks.clear();
  }
  trim();
}

BOOST_AUTO_TEST_SUITE_END()
