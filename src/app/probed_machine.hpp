// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "pixherd/host/host_probe.hpp"
#include "pixherd/pool/machine_view.hpp"
#include "planning.hpp"

namespace pixherd {

/// HostProbe as the run wants it.
class ProbedMachine : public MachineView {
 public:
  explicit ProbedMachine(HostProbe probe) : probe_(std::move(probe)) {}
  std::optional<double> idle_cpus() override { return probe_.idle_cpus(); }
  std::uint64_t memory_available() override { return probe_.memory_available(); }
  std::uint64_t memory_kills() override { return probe_.memory_kills(); }
  std::uint64_t resident_bytes(int pid) override { return probe_.resident_bytes(pid); }
  double cpu_seconds(int pid) override { return probe_.cpu_seconds(pid); }
  [[nodiscard]] std::string boot_id() const { return probe_.boot_id(); }
  [[nodiscard]] std::string machine_name() const { return probe_.machine_name(); }
  [[nodiscard]] MachineFacts facts() { return {probe_.cpus(), probe_.memory_available()}; }

 private:
  HostProbe probe_;
};

}  // namespace pixherd
