// SPDX-License-Identifier: Apache-2.0
// The usual batch program: one Node process, sharp, a fixed number of images in flight.
// Usage: sharp_batch.js INPUT_FOLDER OUTPUT_FOLDER EDGE QUALITY CONCURRENCY IN_FLIGHT
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { sharp, shrink } = require('./shrink.js');

const [inputFolder, outputFolder, ...numbers] = process.argv.slice(2);
const [edge, quality, concurrency, inFlight] = numbers.map(Number);
sharp.concurrency(concurrency);

const waiting = fs.readdirSync(inputFolder).values();

async function lane() {
  for (const name of waiting) { // all lanes draw from the one iterator
    await shrink(path.join(inputFolder, name), outputFolder, edge, quality);
  }
}

Promise.all(Array.from({ length: inFlight }, lane)).catch((error) => {
  console.error(error);
  process.exit(1);
});
