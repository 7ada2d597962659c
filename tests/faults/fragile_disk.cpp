// SPDX-License-Identifier: Apache-2.0
#include "fragile_disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>

#include <utility>

#include "needs.hpp"
#include "pixherd/base/fd.hpp"
#include "support/catch.hpp"

namespace pixherd {

FragileDisk::FragileDisk(std::string options)
    : options_(std::move(options)), image_((home_ / "image").string()) {
  must_run(fmt::format("truncate -s 32M {0} && mkfs.ext4 -q -F -m 0 {0}", image_));
  mount();
}

void FragileDisk::cut_power(Loss loss) {
  constexpr unsigned long kShutdown = _IOR('X', 125, std::uint32_t);
  const Fd fd(::open(path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  auto flag = static_cast<std::uint32_t>(loss);
  REQUIRE((fd && ::ioctl(fd.get(), kShutdown, &flag) == 0));
}

void FragileDisk::restart() {
  mounted_->unmount();
  mount();
}

void FragileDisk::mount() { mounted_.emplace("ext4", "loop" + options_, image_, path()); }

}  // namespace pixherd
