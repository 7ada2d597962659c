// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/encode_png.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "adam7.hpp"
#include "deflate.hpp"
#include "filter_choice.hpp"
#include "pixherd/base/bytes.hpp"
#include "png_forms.hpp"
#include "png_rows.hpp"
#include "png_writer.hpp"

namespace pixherd {
namespace {

/// Candidates are measured by a fast level, those that are near the best by one that ranks as the
/// slow ones do, and what is nearly as good as the best of those is compressed in full.
constexpr int kFastLevel = 7;
constexpr int kRankingLevel = 9;
constexpr std::size_t kMostRanked = 4;
constexpr std::size_t kMostFinalists = 2;
constexpr double kWorthRanking = 1.2;
constexpr double kWorthCompressing = 1.005;

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
  std::size_t choice = 0;  ///< of the filters: filter_choice()
  std::size_t measured = 0;
};

/// The smallest candidates, in order: `most` of them at the utmost, and none that is larger than
/// the smallest by more than this factor.
void keep_smallest(std::vector<Candidate>& candidates, std::size_t most, double factor) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.measured < b.measured; });
  const auto is_larger = [&](const Candidate& candidate) {
    return static_cast<double>(candidate.measured) >
           static_cast<double>(candidates.front().measured) * factor;
  };
  candidates.erase(std::find_if(candidates.begin(), candidates.end(), is_larger), candidates.end());
  candidates.resize(std::min(candidates.size(), most));
}

class PngEncoder {
 public:
  PngEncoder(const PngRaster& raster, const PngOptions& options)
      : raster_(raster), options_(options), forms_(forms_for(raster, options)) {
    if (options.interlaced) {
      interlaced_.emplace(raster);
    }
  }

  std::optional<Bytes> encode() {
    std::optional<Bytes> best;
    Deflater deflater(options_.level);
    for (const Candidate& candidate : finalists()) {
      const PngForm& form = forms_[candidate.form];
      use_form(candidate.form);
      filter(candidate.choice, all_rows);
      const auto compressed = deflater.compress(filtered_, best ? best->size() : kNoLimit);
      if (!compressed || (best && compressed->size() + png_overhead(form) >= best->size())) {
        continue;
      }
      best = write_png(raster_.width, raster_.height, form, options_.interlaced, *compressed);
    }
    return best;
  }

 private:
  using ChooseRows = RowNumbers (*)(const PngRows&);

  /// The smallest candidate, and where it takes little time the next one too.
  std::vector<Candidate> finalists() {
    std::vector<Candidate> all;
    bool sampled = false;
    for (std::size_t form = 0; form < forms_.size(); ++form) {
      if (use_form(form)) {
        measure_form(all);
        sampled = sampled || is_sampled();
      }
    }
    keep_smallest(all, kMostRanked, kWorthRanking);
    measure_again(all);
    keep_smallest(all, sampled ? 1 : kMostFinalists, kWorthCompressing);
    return all;
  }

  /// Adds all candidates in the form in use.
  void measure_form(std::vector<Candidate>& to) {
    Deflater deflater(kFastLevel);
    for (std::size_t choice = 0; choice < kFilterChoices; ++choice) {
      if (const auto bytes = measured(deflater, choice)) {
        to.push_back({*in_form_, choice, *bytes});
      }
    }
  }

  /// With more care.
  void measure_again(std::vector<Candidate>& candidates) {
    Deflater deflater(kRankingLevel);
    for (Candidate& candidate : candidates) {
      use_form(candidate.form);
      candidate.measured = measured(deflater, candidate.choice).value_or(kNoLimit);
    }
  }

  /// About how large a file will be, as a sample of its rows tells.
  std::optional<std::size_t> measured(Deflater& deflater, std::size_t choice) {
    filter(choice, sample_of);
    const std::optional<std::size_t> length = deflater.measure(filtered_);
    std::size_t whole = 0;
    for (const PngRows& rows : parts_) {
      whole += rows.count() * (rows.length + 1);
    }
    const double part = static_cast<double>(filtered_.size()) / static_cast<double>(whole);
    return length ? std::optional(static_cast<std::size_t>(static_cast<double>(*length) / part) +
                                  png_overhead(forms_[*in_form_]))
                  : std::nullopt;
  }

  /// Filters rows of every part in the way of that choice.
  void filter(std::size_t choice, ChooseRows choose_rows) {
    filtered_.clear();
    for (const PngRows& rows : parts_) {
      const RowNumbers numbers = choose_rows(rows);
      filter_rows(rows, numbers, filter_choice(rows, numbers, choice), filtered_);
    }
  }

  [[nodiscard]] bool is_sampled() const {
    return std::any_of(parts_.begin(), parts_.end(),
                       [](const PngRows& rows) { return sample_of(rows).size() < rows.count(); });
  }

  /// Puts the picture into that form, unless it is in it; false where it has no place there.
  bool use_form(std::size_t form) {
    if (in_form_ == form) {
      return !parts_.empty();
    }
    in_form_ = form;
    parts_.clear();
    for (const PngRaster& raster : interlaced_ ? interlaced_->passes() : std::vector{raster_}) {
      std::optional<PngRows> rows = rows_in_form(raster, forms_[form]);
      if (!rows) {
        parts_.clear();
        return false;
      }
      parts_.push_back(std::move(*rows));
    }
    return true;
  }

  const PngRaster& raster_;
  const PngOptions& options_;
  std::vector<PngForm> forms_;
  std::optional<Adam7> interlaced_;
  std::optional<std::size_t> in_form_;
  std::vector<PngRows> parts_;  ///< one, or one for each pass of an interlaced picture
  std::vector<std::uint8_t> filtered_;
};

}  // namespace

std::optional<Bytes> encode_png(const PngRaster& raster, const PngOptions& options) {
  return PngEncoder(raster, options).encode();
}

}  // namespace pixherd
