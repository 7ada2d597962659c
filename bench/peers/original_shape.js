// SPDX-License-Identifier: Apache-2.0
// One chunk of the program that pixherd's plan set out from: a fresh process, four fixed lanes,
// each lane working through its share of the chunk. The runner starts one of these for each chunk
// of ten, one after another.
// Usage: original_shape.js OUTPUT_FOLDER EDGE QUALITY FORMAT FILE...
'use strict';

const { Worker, isMainThread, workerData } = require('node:worker_threads');

const LANES = 4;

function startLanes() {
  const [outputFolder, edge, quality, format, ...files] = process.argv.slice(2);
  for (let lane = 0; lane < LANES; ++lane) {
    const share = files.filter((_, index) => index % LANES === lane);
    const work = { share, outputFolder, words: [edge, quality, format] };
    new Worker(__filename, { workerData: work }).on('error', (error) => {
      console.error(error);
      process.exitCode = 1;
    });
  }
}

async function runLane({ share, outputFolder, words }) {
  const { settingsFrom, shrink } = require('./shrink.js');
  for (const file of share) {
    await shrink(file, outputFolder, settingsFrom(words));
  }
}

if (isMainThread) {
  startLanes();
} else {
  runLane(workerData); // what is rejected here reaches the parent's 'error'
}
