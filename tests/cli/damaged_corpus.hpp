// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/damage.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {

/// What may become of a file in place.
enum class Fate : std::uint8_t {
  whole,      ///< nothing is wrong with it: saved or kept
  failed,     ///< plainly damaged: fails, and stays as it is
  untouched,  ///< damaged, but kept before anybody looks where nothing would be gained
  skipped,    ///< whole, but something would be lost: is left alone
  judged,     ///< may be replaced where all of its pixels can be decoded, by the same picture
};

struct CorpusFile {
  std::string path;
  sample::Bytes bytes;
  Fate fate = Fate::judged;
};

/// How much is done to each sample.
struct Density {
  std::size_t cuts = 55;
  std::size_t scars = 55;
};

/// Every sample whole, cut short, scarred, with other numbers in its headers and under the name of
/// another format, and pictures with companions. The same files at every call.
std::vector<CorpusFile> damaged_corpus(const Density& density);

/// What of a run that replaces files may differ between a picture and its replacement.
enum class Loss : std::uint8_t {
  none,    ///< every pixel is the same
  pixels,  ///< sizes, pages, duration and transparency are the same
};

/// What is wrong with what became of a file, in words; empty where all is well.
std::string wrong_with(const CorpusFile& file, const sample::Bytes& now, const Json& record,
                       Loss loss);

}  // namespace pixherd
