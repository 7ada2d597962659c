// SPDX-License-Identifier: Apache-2.0
// One image with sharp, at the settings that all tools of the benchmark are given.
'use strict';

const path = require('node:path');
const sharp = require('sharp');

sharp.cache(false); // each file is read once, so that a cache could only cost memory

function shrink(input, outputFolder, edge, quality) {
  const image = sharp(input)
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
  const encoded = path.extname(input) === '.png' ? image.png({ quality }) : image.jpeg({ quality });
  return encoded.toFile(path.join(outputFolder, path.basename(input)));
}

module.exports = { sharp, shrink };
