// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Runs on one file with words for options, and gives where the output is.
std::filesystem::path encoded(const TempFolder& temp, const char* input, const char* output,
                              const Arguments& options) {
  Arguments arguments{input, "-o", "out"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Reported done = report_of(arguments, inside(temp));
  CAPTURE(options, done.ended.out, done.ended.err);
  REQUIRE(done.report.of(input).at("status") == "saved");
  return temp / ("out/" + std::string(output));
}

/// What another program says of a file.
std::string told_by(Arguments command, const std::filesystem::path& file) {
  command.push_back(file.string());
  command.insert(command.begin(), {"-u", "VIPSHOME"});  // our own libvips sets it for its children
  const Ended ended = run({.program = "/usr/bin/env", .arguments = command});
  CAPTURE(command, ended.err);
  REQUIRE(ended.exit_code == 0);
  return ended.out + ended.err;
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text, part);
  return text.find(part) != std::string::npos;
}

TEST_CASE("djpeg sees the scans and the chroma that a JPEG was asked to have, in each lane") {
  need_engine();
  const TempFolder temp;
  temp.write("a.jpg", photo(320));
  const struct {
    Arguments options;
    const char* frame;
    const char* luma;
  } rows[] = {
      {{}, "Frame 0xc0", "1: 2hx2v"},
      {{"--quality", "95"}, "Frame 0xc0", "1: 1hx1v"},
      {{"--progressive"}, "Frame 0xc2", "1: 2hx2v"},
      {{"--baseline"}, "Frame 0xc0", "1: 2hx2v"},
      {{"--chroma-subsampling", "4:4:4"}, "Frame 0xc0", "1: 1hx1v"},
      {{"--chroma-subsampling", "4:2:0", "--quality", "95"}, "Frame 0xc0", "1: 2hx2v"},
  };
  for (const char* lane : {"planes", "libvips"}) {
    for (const auto& row : rows) {
      CAPTURE(lane, row.options);
      Arguments options{"--lane", lane, "--long-edge", "200"};
      options.insert(options.end(), row.options.begin(), row.options.end());
      const auto file = encoded(temp, "a.jpg", "a.jpg", options);
      const std::string told =
          told_by({"djpeg", "-verbose", "-verbose", "-outfile", "/dev/null"}, file);
      CHECK(contains(told, row.frame));
      CHECK(contains(told, row.luma));
    }
  }
}

TEST_CASE("webpinfo sees the coding that a WebP was asked to have") {
  need_engine();
  const TempFolder temp;
  temp.write("a.png", sample::image(ImageFormat::png));
  const auto told = [&](const Arguments& options) {
    Arguments all{"--format", "webp"};
    all.insert(all.end(), options.begin(), options.end());
    return told_by({"webpinfo"}, encoded(temp, "a.png", "a.webp", all));
  };
  CHECK(contains(told({}), "Format: Lossy"));
  CHECK(contains(told({"--near-lossless"}), "Format: Lossless"));
  CHECK(contains(told({"--near-lossless", "--quality", "40"}), "Format: Lossless"));
}

TEST_CASE("another program reads every AVIF, PNG and GIF, with what was asked for in it") {
  need_engine();
  const TempFolder temp;
  temp.write("a.png", sample::image(ImageFormat::png, {.width = 200, .height = 150}));
  const struct {
    const char* output;
    Arguments options;
    const char* told;
  } rows[] = {
      {"a.avif", {"--format", "avif"}, "heif-bitdepth: 8"},
      {"a.avif", {"--format", "avif", "--bit-depth", "12"}, "heif-bitdepth: 12"},
      {"a.png", {"--width", "100", "--progressive"}, "interlaced: 1"},
      {"a.png", {"--colours", "200"}, "palette-bit-depth: 8"},
      {"a.png", {"--colors", "16"}, "palette-bit-depth: 4"},
      {"a.png", {"--colours", "4", "--dither", "0"}, "palette-bit-depth: 2"},
      {"a.gif", {"--format", "gif", "--colours", "32", "--dither", "0.5"}, "width: 200"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.options);
    const auto file = encoded(temp, "a.png", row.output, row.options);
    CHECK(contains(told_by({"vipsheader", "-a"}, file), row.told));
  }
}

TEST_CASE("more effort makes smaller files, and a format's own effort wins") {
  need_engine();
  const TempFolder temp;
  temp.write("a.png", sample::image(ImageFormat::png, {.width = 200, .height = 150}));
  const auto size = [&](const Arguments& options) {
    Arguments all{"--format", "webp"};
    all.insert(all.end(), options.begin(), options.end());
    return std::filesystem::file_size(encoded(temp, "a.png", "a.webp", all));
  };
  const auto fast = size({"--effort", "1"});
  const auto small = size({"--effort", "10"});
  CHECK(small < fast);
  CHECK(size({"--effort", "10", "--webp-effort", "1"}) == fast);
  CHECK(size({"--webp-effort", "10"}) == small);
}

TEST_CASE("every file keeps within --max-bytes, and the note names the quality") {
  need_engine();
  const TempFolder temp;
  temp.write("a.jpg", photo(320));
  temp.write("b.jpg", photo(640));
  for (const char* format : {"jpeg", "webp", "avif"}) {
    for (const std::uintmax_t limit : {3000U, 6000U}) {
      CAPTURE(format, limit);
      const Reported done = report_of({"a.jpg", "b.jpg", "-o", "out", "--long-edge", "200",
                                       "--max-bytes", std::to_string(limit), "--format", format},
                                      inside(temp));
      CAPTURE(done.ended.out);
      CHECK(done.ended.exit_code == 0);
      for (const Json& file : done.report.files) {
        CHECK(file.at("status") == "saved");
        CHECK(std::filesystem::file_size(temp / file.at("optimized_path").get<std::string>()) <=
              limit);
      }
      std::filesystem::remove_all(temp / "out");
    }
  }
  const Reported tight =
      report_of({"b.jpg", "-o", "out", "--long-edge", "200", "--max-bytes", "2000"}, inside(temp));
  CHECK(tight.report.of("b.jpg").at("notes").dump().find("--max-bytes") != std::string::npos);
}

TEST_CASE("a file that cannot keep within --max-bytes fails alone, and is told what helps") {
  need_engine();
  const TempFolder temp;
  temp.write("large.png", sample::image(ImageFormat::png, {.width = 400, .height = 300}));
  temp.write("small.png", sample::image(ImageFormat::png, {.width = 8, .height = 8}));
  const Reported done = report_of({"large.png", "small.png", "-o", "out", "--format", "png",
                                   "--max-bytes", "10K", "--long-edge", "350"},
                                  inside(temp));
  CHECK(done.ended.exit_code == 1);
  const Json& error = done.report.of("large.png").at("error");
  CHECK(error.at("code") == "too_large");
  CHECK(error.at("message").get<std::string>().find("--long-edge") != std::string::npos);
  CHECK(done.report.of("small.png").at("error").is_null());
  CHECK_FALSE(std::filesystem::exists(temp / "out/large.png"));
}

}  // namespace
}  // namespace pixherd
