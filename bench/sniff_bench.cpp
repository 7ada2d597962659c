// SPDX-License-Identifier: Apache-2.0
// What it costs to tell an image by its first bytes, and what is none.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string_view>

#include "pixherd/domain/image_format.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

using Head = std::array<std::byte, kSniffBytes>;

Head head_of(std::string_view magic) {
  Head head{};
  std::memcpy(head.data(), magic.data(), magic.size());
  return head;
}

void sniff_head(benchmark::State& state, std::string_view magic) {
  const Head head = head_of(magic);
  for (auto _ : state) {
    benchmark::DoNotOptimize(sniff_format(head));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(sniff_head, jpeg, "\xff\xd8\xff\xe0"sv);
BENCHMARK_CAPTURE(sniff_head, png, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv);
BENCHMARK_CAPTURE(sniff_head, avif,
                  "\0\0\0\x1c"
                  "ftypavif\0\0\0\0mif1avifmiaf"sv);
BENCHMARK_CAPTURE(sniff_head, text, "# This is no image, but the beginning of a text"sv);

}  // namespace
}  // namespace pixherd
