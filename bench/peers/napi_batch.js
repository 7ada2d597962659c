// SPDX-License-Identifier: Apache-2.0
// A folder of images with @napi-rs/image.
// Usage: napi_batch.js INPUT_FOLDER OUTPUT_FOLDER EDGE QUALITY FORMAT IN_FLIGHT
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const {
  ChromaSubsampling, FastResizeFilter, ResizeFit, Transformer, pngQuantize,
} = require('@napi-rs/image');
const { runBatch } = require('./batch.js');

const AVIF_SPEED = 5; // the number that the others give their AV1 encoder; this one is rav1e

const [inputFolder, outputFolder, ...words] = process.argv.slice(2);
const [edge, quality] = words.slice(0, 2).map(Number);
const [format, inFlight] = words.slice(2);

async function convert(input) {
  const image = new Transformer(await fs.readFile(input)).rotate();
  if (edge > 0) {
    const { width, height } = await image.metadata();
    if (Math.max(width, height) > edge) { // or it would be enlarged
      image.fastResize({
        width: edge, height: edge, filter: FastResizeFilter.Lanczos3, fit: ResizeFit.Inside,
      });
    }
  }
  const { name, ext } = path.parse(input);
  const output = format === 'original' ? ext : `.${format}`;
  await fs.writeFile(path.join(outputFolder, name + output), await encoded(image, output));
}

async function encoded(image, extension) {
  switch (extension) {
    case '.png': return pngQuantize(await image.png(), { minQuality: 0, maxQuality: quality });
    case '.webp': return image.webp(quality);
    case '.avif': return image.avif({
      quality, speed: AVIF_SPEED, threads: 1, chromaSubsampling: ChromaSubsampling.Yuv420,
    });
    default: return image.jpeg(quality);
  }
}

runBatch(inputFolder, Number(inFlight), convert);
