// SPDX-License-Identifier: Apache-2.0
// One image with sharp, at the settings that all tools of the benchmark are given.
'use strict';

const path = require('node:path');
const sharp = require('sharp');

const EFFORT = 4; // of WebP's and AVIF's encoder, in all tools

sharp.cache(false); // each file is read once, so that a cache could only cost memory

// From the words of a command line. Edge 0: at full size; format original: as it is.
function settingsFrom([edge, quality, format]) {
  return { edge: Number(edge), quality: Number(quality), format };
}

function shrink(input, outputFolder, { edge, quality, format }) {
  let image = sharp(input).autoOrient();
  if (edge > 0) {
    image = image.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
  }
  const { name, ext } = path.parse(input);
  const output = format === 'original' ? ext : `.${format}`;
  return encoded(image, output, quality).toFile(path.join(outputFolder, name + output));
}

function encoded(image, extension, quality) {
  switch (extension) {
    case '.png': return image.png({ quality });
    case '.webp': return image.webp({ quality, effort: EFFORT });
    case '.avif': return image.avif({ quality, effort: EFFORT, chromaSubsampling: '4:2:0' });
    default: return image.jpeg({ quality });
  }
}

module.exports = { sharp, settingsFrom, shrink };
