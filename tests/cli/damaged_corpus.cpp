// SPDX-License-Identifier: Apache-2.0
#include "damaged_corpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "pixherd/image/memory_need.hpp"

namespace pixherd {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr double kMostMs = 20'000;
#else
constexpr double kMostMs = 5000;  // of wall time, on a machine that may have much else to do
#endif

/// So little of a picture may be hidden where a palette does without transparency.
constexpr double kMereTrace = 0.01;

/// How damage may not end, whatever it is.
constexpr std::array kOurFaults{"worker_died", "timed_out", "out_of_memory",
                                "protocol",    "internal",  "verify_failed"};

class CorpusMaker {
 public:
  explicit CorpusMaker(const Density& density) : density_(density) {}

  void add_damage_to(const sample::Named& source) {
    add(source, "whole", source.bytes, Fate::whole);
    add_cuts(source);
    Random random(static_cast<std::uint32_t>(files_.size()));
    for (std::size_t i = 0; i < density_.scars; ++i) {
      add(source, fmt::format("scar-{}", i), sample::scarred(source.bytes, random), Fate::judged);
    }
    const bool checksummed = source.format == ImageFormat::png;
    add_other_values(source, "size", sample::size_fields(source),
                     checksummed ? Fate::untouched : Fate::judged);
    add_other_values(source, "length", sample::length_fields(source), Fate::judged);
    for (const ImageFormat format : kImageFormats) {
      if (format != source.format) {
        const std::string path =
            fmt::format("{}/named-{}.{}", source.name, name(format), extension(format));
        files_.push_back({path, source.bytes, Fate::skipped});
      }
    }
  }

  void add(const sample::Named& source, const std::string& what, sample::Bytes bytes, Fate fate) {
    const std::string path = fmt::format("{}/{}.{}", source.name, what, extension(source.format));
    files_.push_back({path, std::move(bytes), fate});
  }

  std::vector<CorpusFile> take() { return std::move(files_); }

 private:
  void add_cuts(const sample::Named& source) {
    const std::size_t size = source.bytes.size();
    const std::size_t step = std::max<std::size_t>(1, size / density_.cuts);
    for (std::size_t length = 0; length < size; length += step) {
      add(source, fmt::format("cut-{}", length), sample::cut(source.bytes, length), Fate::failed);
    }
    for (std::size_t missing = 1; missing <= 4; ++missing) {
      add(source, fmt::format("without-last-{}", missing),
          sample::cut(source.bytes, size - missing), Fate::failed);
    }
  }

  void add_other_values(const sample::Named& source, const std::string& what,
                        const std::vector<sample::Field>& fields, Fate fate) {
    for (const sample::Field& field : fields) {
      std::size_t number = 0;
      for (sample::Bytes& changed : sample::with_other_values(source, field)) {
        add(source, fmt::format("{}-at-{}-{}", what, field.at, ++number), std::move(changed), fate);
      }
    }
  }

  Density density_;
  std::vector<CorpusFile> files_;
};

double hidden_share(const Pixels& pixels) {
  if (pixels.bands != 2 && pixels.bands != 4) {
    return 0;
  }
  const std::size_t width = pixels.bits / 8;
  const std::size_t step = pixels.bands * width;
  std::size_t hidden = 0;
  for (std::size_t at = step; at <= pixels.data.size(); at += step) {
    hidden += pixels.data[at - 1] != std::byte{0xFF} ? 1U : 0U;
  }
  return static_cast<double>(hidden * step) / static_cast<double>(pixels.data.size());
}

std::uint64_t duration_ms(const SourceFacts& facts) {
  return std::accumulate(facts.delays_ms.begin(), facts.delays_ms.end(), std::uint64_t{0});
}

/// Equal frames may be merged: the whole takes as long as before, but for rounding.
bool same_course(const SourceFacts& before, const SourceFacts& after) {
  constexpr std::uint64_t kRoundingMs = 10;
  const std::uint64_t longer = std::max(duration_ms(before), duration_ms(after));
  const std::uint64_t shorter = std::min(duration_ms(before), duration_ms(after));
  return after.frames == before.frames ||
         (after.frames < before.frames && longer - shorter <= kRoundingMs * before.frames);
}

struct Decoded {
  SourceFacts facts;
  Pixels pixels;
};

Result<Decoded> decode(const sample::Bytes& bytes) {
  const std::size_t head = std::min(kSniffBytes, bytes.size());
  const auto format = sniff_format(std::span(bytes).first(head));
  if (!format) {
    return Error{ErrorCode::not_an_image, "is no image"};
  }
  Result<SourceFacts> facts = read_source_facts(bytes, *format);
  if (!facts) {
    return std::move(facts).error();
  }
  Result<Pixels> pixels = decode_pixels(bytes, *format);
  if (!pixels) {
    return std::move(pixels).error();
  }
  return Decoded{std::move(*facts), std::move(*pixels)};
}

std::string compare(const Decoded& before, const Decoded& after, Loss loss) {
  if (loss == Loss::none) {
    return same_picture(before.pixels, after.pixels) ? "" : "replaced by other pixels";
  }
  const PixelSize was = upright(before.facts.size, before.facts.orientation);
  const PixelSize is = upright(after.facts.size, after.facts.orientation);
  if (was != is) {
    return fmt::format("{} x {} pixels became {} x {}", was.width, was.height, is.width, is.height);
  }
  if (!same_course(before.facts, after.facts)) {
    return fmt::format("{} pages became {}", before.facts.frames, after.facts.frames);
  }
  const bool was_hidden = hidden_share(before.pixels) >= kMereTrace;
  return was_hidden && hidden_share(after.pixels) == 0 ? "lost its transparency" : "";
}

std::string wrong_replacement(const CorpusFile& file, const sample::Bytes& now, Loss loss) {
  if (now.size() >= file.bytes.size()) {
    return "replaced by something larger";
  }
  const Result<Decoded> before = decode(file.bytes);
  if (!before) {
    return "replaced though damaged: " + before.error().message;
  }
  const Result<Decoded> after = decode(now);
  if (!after) {
    return "replaced by something damaged: " + after.error().message;
  }
  return compare(*before, *after, loss);
}

bool is_fate(Fate fate, const std::string& status) {
  switch (fate) {
    case Fate::whole: return status == "saved" || status == "kept";
    case Fate::failed: return status == "failed";
    case Fate::untouched: return status != "saved";
    case Fate::skipped: return status == "skipped";
    case Fate::judged: return true;
  }
  return false;
}

}  // namespace

std::vector<CorpusFile> damaged_corpus(const Density& density) {
  CorpusMaker maker(density);
  for (const sample::Named& source : sample::small_of_each()) {
    maker.add_damage_to(source);
  }
  for (const sample::Named& source : sample::with_companions()) {
    maker.add(source, "whole", source.bytes, Fate::skipped);
  }
  return maker.take();
}

std::string wrong_with(const CorpusFile& file, const sample::Bytes& now, const Json& record,
                       Loss loss) {
  const std::string status = record.at("status");
  if (!is_fate(file.fate, status)) {
    return "is " + status;
  }
  if (status == "failed") {
    const std::string code = record.at("error").at("code");
    if (std::find(kOurFaults.begin(), kOurFaults.end(), code) != kOurFaults.end()) {
      return fmt::format("{}: {}", code, record.at("error").at("message").get<std::string>());
    }
  }
  if (const double ms = record.at("ms"); ms > kMostMs) {
    return fmt::format("took {} ms", ms);
  }
  if (status != "saved") {
    return now == file.bytes ? "" : "changed though " + status;
  }
  return wrong_replacement(file, now, loss);
}

}  // namespace pixherd
