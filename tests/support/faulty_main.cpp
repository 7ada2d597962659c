// SPDX-License-Identifier: Apache-2.0
// pixherd, with workers that come to grief as they are told. PIXHERD_FAULT is KIND:BYTES, where
// KIND is a signal's name (SEGV, ABRT, KILL), "exit", "throw", "garbage" or "fat", and BYTES the
// size of the input whose worker it happens to; "start:0" lets every worker die before it is warm.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/app/app.hpp"
#include "pixherd/image/optimise.hpp"

namespace {

struct Fault {
  std::string kind;
  std::uint64_t bytes = 0;
};

Fault fault_from_environment() {
  const char* value = std::getenv("PIXHERD_FAULT");
  const std::string text = value != nullptr ? value : "";
  const std::size_t colon = text.find(':');
  return colon == std::string::npos
             ? Fault{}
             : Fault{text.substr(0, colon), std::stoull(text.substr(colon + 1))};
}

void happen(const Fault& fault) {
  if (fault.kind == "SEGV") {
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  } else if (fault.kind == "ABRT") {
    std::abort();
  } else if (fault.kind == "KILL") {
    std::raise(SIGKILL);
  } else if (fault.kind == "exit") {
    ::_exit(9);
  } else if (fault.kind == "throw") {
    throw std::runtime_error("thrown on purpose");
  } else if (fault.kind == "garbage") {
    // The results' pipe is one of the first descriptors of a worker; all of them get the garbage.
    const std::string garbage(64, '\xEE');
    for (int fd = 3; fd < 32; ++fd) {
      (void)!::write(fd, garbage.data(), garbage.size());
    }
    ::pause();
  } else if (fault.kind == "fat") {
    constexpr std::size_t kMuch = 400'000'000;
    static std::vector<char> kept;
    kept.assign(kMuch, 'x');
  }
}

pixherd::WorkHandler faulty_handler(const Fault& fault, pixherd::RecallContent recall) {
  const pixherd::WorkHandler real = pixherd::image_work_handler(std::move(recall));
  return {.warm =
              [=](pixherd::FormatSet formats) {
                if (fault.kind == "start") {
                  ::_exit(9);
                }
                return real.warm(formats);
              },
          .work =
              [=](const pixherd::WorkOrder& order, const pixherd::TaskFiles& files,
                  const pixherd::AskMemory& ask) {
                if (order.bytes == fault.bytes) {
                  happen(fault);
                }
                return real.work(order, files, ask);
              }};
}

}  // namespace

int main(int argc, char** argv) {
  const Fault fault = fault_from_environment();
  return pixherd::run_program(argc, argv, [&](pixherd::RecallContent recall) {
    return faulty_handler(fault, std::move(recall));
  });
}
