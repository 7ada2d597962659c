// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/encode_png.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "deflate.hpp"
#include "filter_choice.hpp"
#include "png_forms.hpp"
#include "png_rows.hpp"
#include "png_writer.hpp"

namespace pixherd {
namespace {

/// Candidates are measured by a fast level, the best of them by one that ranks as the slow ones do.
constexpr int kFastLevel = 7;
constexpr int kRankingLevel = 9;
constexpr std::size_t kRanked = 4;

/// Of more bytes than these a sample is measured, in so many bands over all the picture.
constexpr std::size_t kMostMeasured = std::size_t{2} << 20U;
constexpr std::size_t kBands = 8;

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

RowNumbers all_rows(const PngRows& rows) {
  RowNumbers numbers(rows.count());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

RowNumbers sample_of(const PngRows& rows) {
  const std::size_t band = kMostMeasured / kBands / rows.length + 1;
  if (kBands * band >= rows.count()) {
    return all_rows(rows);
  }
  RowNumbers numbers;
  for (std::size_t i = 0; i < kBands; ++i) {
    const std::size_t first = i * (rows.count() - band) / (kBands - 1);
    for (std::size_t row = first; row < first + band; ++row) {
      numbers.push_back(row);
    }
  }
  return numbers;
}

/// A way to write the picture, and how large a trial came out.
struct Candidate {
  std::size_t form = 0;
  std::size_t choice = 0;  ///< of filter_choices()
  std::size_t measured = 0;
};

bool is_smaller(const Candidate& a, const Candidate& b) { return a.measured < b.measured; }

class PngEncoder {
 public:
  PngEncoder(const PngRaster& raster, const PngOptions& options)
      : raster_(raster), options_(options), forms_(forms_for(raster, options)) {}

  std::optional<std::vector<std::byte>> encode() {
    std::optional<std::vector<std::byte>> best;
    Deflater deflater(options_.level);
    for (const Candidate& candidate : finalists()) {
      use_form(candidate.form);
      const RowNumbers all = all_rows(*rows_);
      filter_rows(*rows_, all, filter_choices(*rows_, all)[candidate.choice], filtered_);
      const PngForm& form = forms_[candidate.form];
      const auto compressed = deflater.compress(filtered_, best ? best->size() : kNoLimit);
      if (!compressed || (best && compressed->size() + png_overhead(form) >= best->size())) {
        continue;
      }
      best = write_png(raster_.width, raster_.height, form, *compressed);
    }
    return best;
  }

 private:
  /// The smallest candidate, and where it takes little time the next one too.
  std::vector<Candidate> finalists() {
    std::vector<Candidate> all;
    for (std::size_t form = 0; form < forms_.size(); ++form) {
      measure(form, all);
    }
    std::stable_sort(all.begin(), all.end(), is_smaller);
    all.resize(std::min(all.size(), kRanked));
    rank(all);
    all.resize(std::min<std::size_t>(all.size(), sampled_ ? 1 : 2));
    return all;
  }

  /// Adds all candidates in that form, where the picture has a place in it.
  void measure(std::size_t form, std::vector<Candidate>& to) {
    if (!use_form(form)) {
      return;
    }
    const RowNumbers sample = sample_of(*rows_);
    sampled_ = sampled_ || sample.size() < rows_->count();
    Deflater deflater(kFastLevel);
    const std::vector<RowFilters> choices = filter_choices(*rows_, sample);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      filter_rows(*rows_, sample, choices[i], filtered_);
      if (const auto length = deflater.measure(filtered_)) {
        to.push_back({form, i, in_whole(*length, sample)});
      }
    }
  }

  /// Measures these candidates again, with more care, and puts them in order.
  void rank(std::vector<Candidate>& candidates) {
    Deflater deflater(kRankingLevel);
    for (Candidate& candidate : candidates) {
      use_form(candidate.form);
      const RowNumbers sample = sample_of(*rows_);
      filter_rows(*rows_, sample, filter_choices(*rows_, sample)[candidate.choice], filtered_);
      const auto length = deflater.measure(filtered_);
      candidate.measured = length ? in_whole(*length, sample) : kNoLimit;
    }
    std::stable_sort(candidates.begin(), candidates.end(), is_smaller);
  }

  /// From the compressed bytes of a sample to those of a file.
  [[nodiscard]] std::size_t in_whole(std::size_t length, const RowNumbers& sample) const {
    return length * rows_->count() / sample.size() + png_overhead(forms_[*in_form_]);
  }

  /// Puts the picture into that form, unless it is in it; false where it has no place there.
  bool use_form(std::size_t form) {
    if (in_form_ != form) {
      rows_ = rows_in_form(raster_, forms_[form]);
      in_form_ = form;
    }
    return rows_.has_value();
  }

  const PngRaster& raster_;
  const PngOptions& options_;
  std::vector<PngForm> forms_;
  std::optional<std::size_t> in_form_;
  std::optional<PngRows> rows_;
  std::vector<std::uint8_t> filtered_;
  bool sampled_ = false;  ///< some candidates were too large to be measured in whole
};

}  // namespace

std::optional<std::vector<std::byte>> encode_png(const PngRaster& raster,
                                                 const PngOptions& options) {
  return PngEncoder(raster, options).encode();
}

}  // namespace pixherd
