// SPDX-License-Identifier: Apache-2.0
#include "absolute_path.hpp"

namespace pixherd {

std::filesystem::path absolute_path(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path place = std::filesystem::absolute(path, failed);
  return failed ? std::filesystem::path(path) : place.lexically_normal();
}

}  // namespace pixherd
