// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/png/zlib_stream.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::ExifText;

std::string text_of_bytes(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// As ImageMagick and ExifTool write it.
std::string raw_profile_text(const std::string& title, const std::string& block) {
  std::string text = fmt::format("\n{}\n{:8}", title, block.size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    text += fmt::format("{}{:02x}", i % 36 == 0 ? "\n" : "", static_cast<unsigned char>(block[i]));
  }
  return text + "\n";
}

std::string packed_text(const std::string& text) {
  return text_of_bytes(zlib_packed(std::as_bytes(std::span(text))));
}

Bytes png_for_texts() { return sample::image(ImageFormat::png, {.width = 96, .height = 64}); }

Bytes with_raw_profile(const std::string& title, const std::string& block, bool packed) {
  const std::string keyword = "Raw profile type " + title + '\0';
  // So says ExifTool; ImageMagick repeats the title.
  const std::string text = raw_profile_text(title == "iptc" ? "IPTC profile" : title, block);
  return sample::with_png_chunk(png_for_texts(), packed ? "zTXt" : "tEXt",
                                packed ? keyword + '\0' + packed_text(text) : keyword + text);
}

/// What stands in the file's raw profile, in bytes.
std::string block_in(const Bytes& png) {
  const std::string file = text_of_bytes(png);
  const std::size_t at = file.find("Raw profile type ");
  if (at == std::string::npos) {
    return "";
  }
  const auto number = [&](std::size_t place) {
    return static_cast<std::size_t>(static_cast<unsigned char>(file[place]));
  };
  const std::size_t size = (number(at - 7) << 16U) + (number(at - 6) << 8U) + number(at - 5);
  std::string text = file.substr(at, size);
  text.erase(0, text.find('\0') + 1);
  if (file.substr(at - 4, 4) == "zTXt") {
    const auto bytes = zlib_unpacked(std::as_bytes(std::span(text).subspan(1)), 1U << 20U);
    text = bytes ? text_of_bytes(*bytes) : "";
  }
  std::string block;
  text.erase(0, text.find('\n', text.find('\n', 1) + 1));
  std::erase(text, '\n');
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    block += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return block;
}

bool holds_block(const Bytes& png, std::string_view words) {
  return block_in(png).find(words) != std::string::npos;
}

MetadataSet texts_without(MetadataKind kind) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(kind);
  return kept;
}

std::string exif_text() { return text_of_bytes(sample::exif_block({})); }

/// One of Photoshop's resources with a caption and a city.
std::string photoshop_text() {
  const std::string records = std::string("\x1C\x02\x78\x00\x09", 5) + "A caption" +
                              std::string("\x1C\x02\x5A\x00\x04", 5) + "Wien";
  return std::string("8BIM\x04\x04\0\0\0\0\0", 11) + static_cast<char>(records.size()) + records +
         '\0';
}

TEST_CASE("texts of a PNG stay byte for byte where its picture is encoded again") {
  need_engine();
  const std::vector<std::pair<std::string, std::string>> texts{
      {"tEXt", std::string("Creation Time\0002024", 18)},
      {"iTXt", std::string("Descrip Tion\0\0\0de\0B\0", 20) + "h\xC3\xA9llo w\xC3\xB6rld"},
      {"zTXt", std::string("A Re mark\0\0", 11) + packed_text("what is said")}};
  Bytes png = png_for_texts();
  for (const auto& [type, body] : texts) {
    png = sample::with_png_chunk(png, type, body);
  }
  std::map<std::string, TaskSettings> ways;
  ways["quality"].quality.global = 60;
  ways["size"].resize.long_edge = 40;
  ways["colours"].encoder.colours = 5;
  ways["in place"] = in_place();
  ways["in place"].quality.global = 60;
  for (auto& [way, settings] : ways) {
    CAPTURE(way);
    settings.metadata = MetadataSet::all();
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.notes.empty());
    for (const auto& [type, body] : texts) {
      CAPTURE(type);
      CHECK(tells(done.output, type + body));
    }
  }
  TaskSettings none = ways["size"];
  none.metadata = MetadataSet::icc();
  CHECK_FALSE(tells(run_task(png, none).output, "Creation"));
}

TEST_CASE("a text that another format cannot hold is noted, and stops work in place") {
  need_engine();
  const Bytes png =
      sample::with_png_chunk(png_for_texts(), "tEXt", std::string("Creation Time\0002024", 18));
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::webp, ImageFormat::avif, ImageFormat::tiff}) {
    for (const bool lossless : {false, true}) {
      if (lossless && (format == ImageFormat::jpeg || format == ImageFormat::avif)) {
        continue;
      }
      CAPTURE(name(format), lossless);
      TaskSettings settings = to_format(format);
      settings.lossless = lossless;
      settings.metadata = MetadataSet::all();
      const Done done = run_task(png, settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(notes_say(done.outcome, "some metadata cannot be carried over: text"));
      settings.replaces_source = true;
      const Done left = run_task(png, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
      settings.metadata = MetadataSet::icc();
      CHECK(run_task(png, settings).outcome.status == TaskStatus::saved);
      settings.metadata.insert(MetadataKind::copyright);
      CHECK(run_task(png, settings).outcome.status == TaskStatus::saved);
    }
  }
}

TEST_CASE("a raw profile in a PNG's text loses what was to go, and nothing else") {
  need_engine();
  for (const bool packed : {false, true}) {
    for (const bool lossy : {false, true}) {
      CAPTURE(packed, lossy);
      TaskSettings settings = lossy ? TaskSettings() : lossless_in_place();
      settings.quality.png = lossy ? 60 : 0;
      const auto done_with = [&](const Bytes& png, MetadataSet kept) {
        settings.metadata = kept;
        Done done = run_task(png, settings);
        REQUIRE(done.outcome.status == TaskStatus::saved);
        CHECK(done.outcome.notes.empty());
        return std::move(done.output);
      };
      for (const char* title : {"exif", "APP1"}) {
        const Bytes png = with_raw_profile(title, std::string("Exif\0\0", 6) + exif_text(), packed);
        const Bytes placeless = done_with(png, texts_without(MetadataKind::gps));
        CHECK(block_in(placeless).starts_with(std::string("Exif\0\0", 6)));
        CHECK(holds_block(placeless, ExifText::kMaker));
        CHECK_FALSE(holds_block(placeless, ExifText::kPlace));
        CHECK(block_in(done_with(png, texts_without(MetadataKind::xmp))) == block_in(png));
        CHECK(block_in(done_with(png, texts_without(MetadataKind::icc))) == block_in(png));
        const Bytes owner = done_with(png, keeping({MetadataKind::copyright}));
        CHECK(holds_block(owner, ExifText::kOwner));
        CHECK_FALSE(holds_block(owner, ExifText::kMaker));
        CHECK(block_in(done_with(png, keeping({MetadataKind::iptc}))).empty());
      }
      for (const char* title : {"iptc", "8bim"}) {
        const Bytes png = with_raw_profile(title, photoshop_text(), packed);
        CHECK(block_in(done_with(png, texts_without(MetadataKind::exif))) == photoshop_text());
        CHECK(holds_block(done_with(png, keeping({MetadataKind::iptc})), "A caption"));
        const Bytes placeless = done_with(png, texts_without(MetadataKind::gps));
        CHECK(holds_block(placeless, "A caption"));
        CHECK_FALSE(holds_block(placeless, "Wien"));
        CHECK_FALSE(holds_block(done_with(png, texts_without(MetadataKind::iptc)), "A caption"));
        CHECK(block_in(done_with(png, MetadataSet::none())).empty());
      }
    }
  }
}

TEST_CASE("what a raw profile tells goes with the picture into other formats") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::jpeg);
  settings.metadata = keeping({MetadataKind::iptc, MetadataKind::gps});
  const Done iptc = run_task(with_raw_profile("iptc", photoshop_text(), true), settings);
  CHECK(tells(iptc.output, "A caption"));
  CHECK(tells(iptc.output, "Wien"));
  settings.metadata = MetadataSet::all();
  const Done exif = run_task(with_raw_profile("exif", exif_text(), false), settings);
  CHECK(tells(exif.output, ExifText::kMaker));
  CHECK(exif.outcome.notes.empty());
  settings.format = ImageFormat::webp;
  CHECK(notes_say(run_task(with_raw_profile("iptc", photoshop_text(), true), settings).outcome,
                  "some metadata cannot be carried over: IPTC"));
}

TEST_CASE("any number of texts is carried, and is no damage") {
  need_engine();
  Bytes png = png_for_texts();
  for (int i = 0; i < 70; ++i) {
    const std::string keyword = "text " + std::to_string(i);
    png = sample::with_png_chunk(png, "tEXt", keyword + std::string(1, '\0') + "what it says");
  }
  TaskSettings settings = in_place();
  settings.resize.long_edge = 16;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(png, settings);
  CAPTURE(done.outcome.error.value_or(Error{}).message);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
  CHECK((tells(done.output, "text 0") && tells(done.output, "text 69")));
}

TEST_CASE("a raw profile that cannot be read stops the work where something was to go from it") {
  need_engine();
  TaskSettings settings = lossless_in_place();
  const Bytes odd = with_raw_profile("generic", "what nobody knows", false);
  const Bytes broken = sample::with_png_chunk(
      png_for_texts(), "tEXt", std::string("Raw profile type exif\0", 22) + "\nexif\n 99\n4d4d");
  settings.metadata = texts_without(MetadataKind::gps);
  CHECK(block_in(run_task(odd, settings).output) == "what nobody knows");
  const Done refused = run_task(broken, settings);
  CHECK(refused.outcome.status == TaskStatus::skipped);
  CHECK(refused.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
  settings.allowed_losses = LossSet::all();
  const Done dropped = run_task(broken, settings);
  CHECK_FALSE(tells(dropped.output, "Raw profile"));
  CHECK(notes_say(dropped.outcome, "cannot be read: it is dropped whole"));
  settings.metadata = texts_without(MetadataKind::iptc);
  const Done stays = run_task(broken, settings);
  CHECK(tells(stays.output, "Raw profile"));
  CHECK(stays.outcome.notes.empty());
}

/// Packed raw profiles of EXIF, in this order.
Bytes with_packed_profiles(const std::vector<std::string>& texts) {
  Bytes png = png_for_texts();
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) {
    png = sample::with_png_chunk(png, "zTXt", std::string("Raw profile type exif\0\0", 23) + *text);
  }
  return png;
}

TEST_CASE("all packed texts of a PNG together are unpacked up to a bound, readable or not") {
  need_engine();
  const std::string block = packed_text(raw_profile_text("exif", exif_text()));
  const std::string overrun = packed_text(std::string(std::size_t{9} << 20U, '0'));
  const MetadataSet kept = texts_without(MetadataKind::gps);
  const auto filtered = [&](const std::vector<std::string>& texts) {
    return with_kept_metadata(with_packed_profiles(texts), ImageFormat::png, kept, 1).value();
  };
  CHECK(filtered({block, overrun, overrun}).notes.size() == 2);
  CHECK(filtered({overrun, overrun, block}).notes.size() == 3);
  // What is broken costs what it may have had, which is not much.
  const Filtered made = filtered({block.substr(0, block.size() / 2), block});
  CHECK(made.notes.size() == 1);
  CHECK(holds_block(made.bytes, ExifText::kMaker));
}

}  // namespace
}  // namespace pixherd
