// SPDX-License-Identifier: Apache-2.0
#include "flags.hpp"

namespace pixherd {

void declare_automation(OptionTable& table, Flags& flags) {
  table.topic("Automation");
  table.flag("--check", flags.check,
             "Encode, write nothing, and exit with 1 if any file would get smaller or is above its "
             "budget");
  table.value("--budget-file", flags.budget_file, "N",
              "With --check: no file may have more bytes; 200K is 200,000");
  table.value("--budget-total", flags.budget_total, "N",
              "With --check: all files together may not have more bytes");
  table
      .choice("--annotations", flags.annotations, "FOR", kAnnotationsNames,
              "Print failures and findings as annotations")
      .default_str("auto, where GITHUB_ACTIONS is true");
  table.value("--summary-md", flags.summary_md, "FILE",
              "Append a summary in Markdown to this file, the biggest savings first");
  table.value("--state", flags.state, "DIR",
              "Keep the ledger of what was done in this folder: what is there is not done again");
  table.flag("--resume", flags.resume,
             "With --state: do what the last run left, and take the rest as done");
  table.one_off();
  table.flag("--retry-failed", flags.retry_failed, "With --state: do just what failed before");
  table.one_off();
  table.value(
      "--shard", flags.shard, "I/N",
      "Do the I-th of N shares, the same on every machine: of equal cost, in place dealt out by "
      "path");
  table.value(
      "--time-limit", flags.time_limit, "DURATION",
      "Begin nothing more after so long (90s, 15m, 2h) and finish what is in hand; exit with "
      "0, with 1 if a file failed, with 75 if the lock was not had by then");
  table.flag("--lock", flags.lock,
             "With --state: exit with 75 while another run holds the lock of that folder");
  table
      .value("--lock-wait", flags.lock_wait, "DURATION",
             "With --lock: wait for the other run so long")
      .default_str("0s");
  table.number("--nice", flags.nice, "0-19", 0, 19,
               "Leave the processors to others: lower the priority by so much");
  table.flag("--merge-reports", flags.merge_reports,
             "The inputs are reports of --json, such as those of all shares: print them as one");
  table.one_off();
}

}  // namespace pixherd
