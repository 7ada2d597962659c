// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pixherd {

/// For a worker, which takes one image after another in buffers of megabytes: memory is given back
/// to the kernel seldom, and the heap grows in large steps that the kernel may fill with huge pages
/// (2 MiB at a fault and not 4 KiB: half the time of a 4 megapixel JPEG was page faults).
void set_up_heap();

/// Between two tasks: what the heap has grown by since is treated alike.
void cover_heap_growth();

}  // namespace pixherd
