// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/work_handler.hpp"

namespace pixherd {

/// The image work of a worker: read, sniff, check, decode, transform, encode, compare, verify,
/// write. Every expected failure is an Outcome; nothing is thrown.
WorkHandler image_work_handler();

}  // namespace pixherd
