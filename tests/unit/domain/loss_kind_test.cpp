// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/loss_kind.hpp"

#include <set>
#include <string>

#include "pixherd/domain/task_settings.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("every kind of loss has a name of its own, by which it is found") {
  std::set<std::string> names;
  for (const LossKind kind : kLossKinds) {
    CHECK(loss_kind_named(name(kind)) == kind);
    names.emplace(name(kind));
  }
  CHECK(names.size() == kLossKinds.size());
  for (const char* text : {"", "all", "APNG", "apng ", "gain_map", "everything"}) {
    CAPTURE(text);
    CHECK_FALSE(loss_kind_named(text).has_value());
  }
}

TEST_CASE("a set of losses holds what was put into it") {
  LossSet set;
  CHECK(set.empty());
  set.insert(LossKind::alpha);
  CHECK_FALSE(set.empty());
  for (const LossKind kind : kLossKinds) {
    CHECK(set.contains(kind) == (kind == LossKind::alpha));
    CHECK(LossSet::all().contains(kind));
  }
}

TEST_CASE("what may be lost is part of what outputs depend on") {
  TaskSettings settings;
  const std::string plain = canonical_text(settings);
  settings.allowed_losses.insert(LossKind::trailer);
  const std::string one = canonical_text(settings);
  settings.allowed_losses = LossSet::all();
  CHECK(one != plain);
  CHECK(canonical_text(settings) != one);
}

}  // namespace
}  // namespace pixherd
