// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {

/// Arguments with the ledger of the folder "state".
inline Arguments with_state(Arguments arguments) {
  arguments.insert(arguments.end(), {"--state", "state"});
  return arguments;
}

inline Reported run_with_state(const TempFolder& temp, const Arguments& arguments) {
  return report_of(with_state(arguments), inside(temp));
}

/// Photographs and a PNG in folders of the folder "in".
inline void write_photos(const TempFolder& temp, std::uint32_t count = 6) {
  need_engine();
  for (std::uint32_t i = 0; i < count; ++i) {
    temp.write("in/" + std::to_string(i % 3) + "/" + std::to_string(i) + ".jpg", photo(140 + i));
  }
  temp.write("in/drawing.png", sample::image(ImageFormat::png));
}

inline std::size_t count_with(const Reported& done, const std::string& status,
                              const std::string& reason) {
  return static_cast<std::size_t>(
      std::count_if(done.report.files.begin(), done.report.files.end(), [&](const Json& record) {
        return record.at("status") == status &&
               (reason.empty()
                    ? record.at("reason").is_null()
                    : record.at("reason").is_object() && record.at("reason").at("code") == reason);
      }));
}

inline void check_all_up_to_date(const Reported& done) {
  CHECK(done.ended.exit_code == 0);
  CHECK(count_with(done, "kept", "up_to_date") == done.report.files.size());
}

/// As a checkout does it: another time, another inode, the same bytes.
inline void check_out_anew(const std::filesystem::path& folder) {
  for (const std::string& name : names_in(folder)) {
    const std::string bytes = read_file(folder / name);
    std::filesystem::remove(folder / name);
    std::ofstream(folder / name, std::ios::binary) << bytes;
    constexpr timespec kLongAgo{1'000'000, 0};
    const std::array<timespec, 2> times{kLongAgo, kLongAgo};
    REQUIRE(::utimensat(AT_FDCWD, (folder / name).c_str(), times.data(), 0) == 0);
  }
}

}  // namespace pixherd
