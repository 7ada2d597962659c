// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/loss_kind.hpp"

namespace pixherd {
namespace {

constexpr std::array<std::string_view, kLossKinds.size()> kNames{
    "apng",      "mpo",   "gain-map", "trailer",  "pages",
    "animation", "depth", "cmyk",     "metadata", "alpha"};

}  // namespace

std::string_view name(LossKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<LossKind> loss_kind_named(std::string_view text) {
  for (const LossKind kind : kLossKinds) {
    if (name(kind) == text) {
      return kind;
    }
  }
  return std::nullopt;
}

}  // namespace pixherd
