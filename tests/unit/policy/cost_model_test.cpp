// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/cost_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "support/compare.hpp"

namespace pixherd {
namespace {

using enum ImageFormat;

TEST_CASE("every prediction is above zero and grows with the size of the file") {
  const CostModel model;
  for (const ImageFormat input : kImageFormats) {
    for (const ImageFormat output : kImageFormats) {
      double last = 0;
      for (std::uint64_t bytes = 0; bytes < 1'000'000'000'000; bytes = bytes * 3 + 1) {
        const double seconds = model.seconds(input, output, bytes);
        REQUIRE(std::isfinite(seconds));
        REQUIRE(seconds > last);
        last = seconds;
      }
    }
  }
}

TEST_CASE("a slow encoder costs more than a fast one for the same picture") {
  const CostModel model;
  CHECK(model.seconds(jpeg, avif, 1'000'000) > 2 * model.seconds(jpeg, webp, 1'000'000));
  CHECK(model.seconds(jpeg, webp, 1'000'000) > 2 * model.seconds(jpeg, jpeg, 1'000'000));
}

TEST_CASE("tasks that take twice as long as predicted double the predictions") {
  CostModel model;
  const double before = model.seconds(jpeg, webp, 500'000);
  for (int i = 0; i < 50; ++i) {
    model.observe(jpeg, webp, 500'000, 2 * before);
  }
  const double after = model.seconds(jpeg, webp, 500'000);
  CHECK(after > 1.9 * before);
  CHECK(after < 2.01 * before);
  // It is the rate of the pair that was learnt, not the cost of this size.
  CHECK(nearly(model.seconds(jpeg, webp, 9'000'000) / CostModel().seconds(jpeg, webp, 9'000'000),
               after / before));
}

TEST_CASE("tasks that take half as long halve the predictions") {
  CostModel model;
  const double before = model.seconds(png, png, 500'000);
  for (int i = 0; i < 50; ++i) {
    model.observe(png, png, 500'000, before / 2);
  }
  CHECK(model.seconds(png, png, 500'000) > 0.49 * before);
  CHECK(model.seconds(png, png, 500'000) < 0.55 * before);
}

TEST_CASE("what one pair of formats teaches leaves the others alone") {
  CostModel model;
  for (int i = 0; i < 50; ++i) {
    model.observe(jpeg, webp, 500'000, 9);
  }
  for (const ImageFormat input : kImageFormats) {
    for (const ImageFormat output : kImageFormats) {
      const bool taught = input == jpeg && output == webp;
      CHECK((model.seconds(input, output, 70'000) == CostModel().seconds(input, output, 70'000)) ==
            !taught);
    }
  }
}

TEST_CASE("one odd small file does not overturn a prediction") {
  CostModel model;
  const double before = model.seconds(jpeg, jpeg, 20'000);
  model.observe(jpeg, jpeg, 20'000, 5 * before);
  CHECK(model.seconds(jpeg, jpeg, 20'000) < 2 * before);
  CHECK(model.seconds(jpeg, jpeg, 20'000) > before);
}

TEST_CASE("tasks that took no time at all still leave a prediction above zero") {
  CostModel model;
  for (int i = 0; i < 1000; ++i) {
    model.observe(jpeg, jpeg, 1'000'000, 0);
  }
  CHECK(model.seconds(jpeg, jpeg, 1'000'000) > 0);
}

TEST_CASE("the memory of a task is at least its file and its result") {
  for (const ImageFormat input : kImageFormats) {
    CHECK(predicted_memory(input, 0) == 0);
    for (const std::uint64_t bytes : {1'000ULL, 1'000'000ULL, 4'000'000'000ULL}) {
      CHECK(predicted_memory(input, bytes) > 2 * bytes);
      CHECK(predicted_memory(input, bytes) > predicted_memory(input, bytes - 1));
    }
  }
}

}  // namespace
}  // namespace pixherd
