// SPDX-License-Identifier: Apache-2.0
#include "moments.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/text.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// They are dead at once, but a loaded machine takes a while to see them off.
constexpr std::chrono::seconds kToBeGone{10};

/// Empty where there is no such process, or no longer.
std::string told_of(pid_t pid, const char* what) {
  const Fd file(::open(fmt::format("/proc/{}/{}", pid, what).c_str(), O_RDONLY | O_CLOEXEC));
  const auto text = file ? read_all(file.get()) : Result<std::string>(Error{});
  return text ? *text : std::string();
}

/// True while a process is about to end. It has no environment any more that would tell whose it
/// is, but may still have its descriptors, and the locks that are on them.
bool is_ending(pid_t pid) {
  constexpr unsigned long kExiting = 4;  // PF_EXITING of the kernel
  const std::string stat = told_of(pid, "stat");
  const std::size_t name_end = stat.rfind(')');
  char state = 'X';
  unsigned long flags = 0;
  return name_end != std::string::npos &&
         std::sscanf(stat.c_str() + name_end + 1, " %c %*d %*d %*d %*d %*d %lu", &state, &flags) ==
             2 &&
         state != 'Z' && state != 'X' && (flags & kExiting) != 0;
}

}  // namespace

microseconds undisturbed_length(Way way, unsigned images) {
  std::array<microseconds, 3> lengths{};
  for (microseconds& length : lengths) {
    const TempFolder temp;
    write_tree(temp, images);
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(run(command_for(temp, way)).exit_code == 0);
    length = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin);
  }
  std::sort(lengths.begin(), lengths.end());
  return lengths[1];
}

microseconds random_moment(Random& random, microseconds length) {
  constexpr double kBeyond = 1.05;
  const double share = static_cast<double>(random()) / static_cast<double>(Random::max());
  return std::chrono::duration_cast<microseconds>(length * (share * kBeyond));
}

Moments::Moments(Way way, unsigned images, std::uint32_t seed)
    : random_(seed), length_(undisturbed_length(way, images)) {}

microseconds Moments::next() {
  last_ = random_moment(random_, length_);
  return last_;
}

void Moments::came(bool in_time) {
  if (!in_time && last_ < length_) {
    length_ = (length_ + last_) / 2;
  } else if (in_time && last_ > length_ * 9 / 10) {
    length_ += length_ / 10;
  }
}

Mark::Mark(Command& command) {
  static unsigned runs = 0;
  const std::string value = fmt::format("{}-{}", ::getpid(), ++runs);
  command.environment["PIXHERD_TEST_RUN"] = value;
  entry_ = fmt::format("PIXHERD_TEST_RUN={}", value);
}

bool Mark::all_gone() const {
  return becomes_true([this] { return !anybody_lives(); }, kToBeGone);
}

bool Mark::anybody_lives() const {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto number = parse_number(entry.path().filename().string());
    if (!number) {
      continue;
    }
    const auto pid = static_cast<pid_t>(*number);
    const bool is_ours = told_of(pid, "environ").find(entry_) != std::string::npos;
    if (is_ours ? is_alive(pid) : is_ending(pid)) {
      return true;
    }
  }
  return false;
}

}  // namespace pixherd
