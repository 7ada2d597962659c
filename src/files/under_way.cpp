// SPDX-License-Identifier: Apache-2.0
#include "under_way.hpp"

#include <algorithm>
#include <set>

namespace pixherd {

void UnderWay::note(const char* name) {
  const auto temporary = TemporaryName::parse(name);
  has_temporaries_ = has_temporaries_ || temporary.has_value();
  if (temporary && temporary->exchange) {
    exchanges_.push_back(*temporary->exchange);
  }
}

void UnderWay::leave_out_of(std::vector<NamedFile>& files) const {
  std::set<std::uint64_t> standing;
  for (const NamedFile& file : files) {
    standing.insert(file.inode);
  }
  // Where the output has its source's very name, that is the only one that either has.
  std::set<std::uint64_t> outputs;
  for (const TemporaryName::Exchange& exchange : exchanges_) {
    if (standing.contains(exchange.source.inode)) {
      outputs.insert(exchange.own.inode);
    }
  }
  std::erase_if(files, [&](const NamedFile& file) { return outputs.contains(file.inode); });
}

}  // namespace pixherd
