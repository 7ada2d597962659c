// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "pixherd/app/run_reporter.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/page_report.hpp"

namespace pixherd {

/// The page that --report asks for; none where it does not.
std::unique_ptr<PageReport> make_page(const Options& options);

/// That it can be written where it is to be; before any work. An Error (usage).
Attempt check_page(const Options& options);

/// Writes it at the end of a run, where there is one. If it cannot be written, the run has not done
/// what it was asked for.
void write_page(const Options& options, const PageReport* page, const RunReporter& reporter,
                RunResult& result);

}  // namespace pixherd
