// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace pixherd::sample {

/// What each fuzz target begins with: DIR/TARGET/FILE, a few kilobytes each. The engine must have
/// been started.
void write_seeds(const std::filesystem::path& folder);

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace pixherd::sample
