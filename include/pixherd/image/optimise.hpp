// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/work_handler.hpp"

namespace pixherd {

/// The image work of a worker: read, sniff, check, decode, transform, encode, compare, verify,
/// write. Memory is asked for twice, before the input is read and before it is decoded. Every
/// expected failure is an Outcome; nothing is thrown. `recall` is asked as soon as an image is
/// read.
WorkHandler image_work_handler(RecallContent recall = {});

}  // namespace pixherd
