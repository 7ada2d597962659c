// SPDX-License-Identifier: Apache-2.0
// The usual batch program: one Node process, a fixed number of images in flight.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

function runBatch(inputFolder, inFlight, work) {
  const waiting = fs.readdirSync(inputFolder).values();

  async function lane() {
    for (const name of waiting) { // all lanes draw from the one iterator
      await work(path.join(inputFolder, name));
    }
  }

  Promise.all(Array.from({ length: inFlight }, lane)).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

module.exports = { runBatch };
