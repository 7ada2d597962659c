// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "pixherd/base/bytes.hpp"
#include "pixherd/report/page_report.hpp"

namespace pixherd {

/// What the page's scripts draw from, as JSON that can stand in a <script> element: nothing in it
/// ends that, whatever files are called.
std::string page_data(const PageReport::Content& content, const RunFooter& footer);

/// An image for an attribute: nothing has to be fetched for it.
std::string data_uri(const Bytes& jpeg);

}  // namespace pixherd
