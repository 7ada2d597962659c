// SPDX-License-Identifier: Apache-2.0
#include "pixherd/app/app.hpp"
#include "pixherd/image/optimise.hpp"

int main(int argc, char** argv) {
  return pixherd::run_program(argc, argv, pixherd::image_work_handler);
}
