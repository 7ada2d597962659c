// SPDX-License-Identifier: Apache-2.0
// A folder of images with sharp.
// Usage: sharp_batch.js INPUT_FOLDER OUTPUT_FOLDER EDGE QUALITY FORMAT IN_FLIGHT CONCURRENCY
'use strict';

const { runBatch } = require('./batch.js');
const { sharp, settingsFrom, shrink } = require('./shrink.js');

const [inputFolder, outputFolder, edge, quality, format, inFlight, concurrency] =
  process.argv.slice(2);
const settings = settingsFrom([edge, quality, format]);
sharp.concurrency(Number(concurrency));
runBatch(inputFolder, Number(inFlight), (input) => shrink(input, outputFolder, settings));
