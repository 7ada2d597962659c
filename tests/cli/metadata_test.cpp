// SPDX-License-Identifier: Apache-2.0
// What is kept and dropped by kind, as exiftool sees it.
#include <set>

#include "support/catch.hpp"
#include "support/companion_samples.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Says so where exiftool is not there; CTest then counts the test as skipped.
bool lacks_exiftool() {
  if (run({.program = "/bin/sh", .arguments = {"-c", "exiftool -ver"}}).exit_code == 0) {
    return false;
  }
  WARN("SKIPPED: needs exiftool (libimage-exiftool-perl)");
  return true;
}

std::string exiftool(const TempFolder& temp, const Arguments& arguments) {
  const Ended ended = run({.program = "/usr/bin/env",
                           .arguments =
                               [&] {
                                 Arguments all{"exiftool", "-q", "-m"};
                                 all.insert(all.end(), arguments.begin(), arguments.end());
                                 return all;
                               }(),
                           .folder = temp.path()});
  CAPTURE(arguments, ended.err);
  REQUIRE(ended.exit_code == 0);
  return ended.out;
}

const Arguments kPlaceTags{"-EXIF:GPSLatitude=48.2082",     "-EXIF:GPSLatitudeRef=N",
                           "-EXIF:GPSLongitude=16.3738",    "-EXIF:GPSLongitudeRef=E",
                           "-XMP-exif:GPSLatitude=48.2082", "-XMP-photoshop:City=Vienna"};
const Arguments kOtherTags{"-EXIF:Make=SomeMaker",    "-EXIF:Artist=Ann Artist",
                           "-EXIF:Copyright=(c) Ann", "-EXIF:ISO=200",
                           "-XMP-dc:Rights=(c) Ann",  "-XMP-dc:Creator=Ann Artist",
                           "-XMP-dc:Title=A title"};
const Arguments kIptcTags{"-IPTC:City=Vienna", "-IPTC:CopyrightNotice=(c) Ann",
                          "-IPTC:Caption-Abstract=A caption"};

/// jpeg.jpg, png.png, webp.webp, tiff.tif and avif.avif in the folder "in", all with the same
/// metadata; IPTC where the format holds it, a profile that is not sRGB in all.
void write_tagged(const TempFolder& temp, std::uint32_t orientation = 1) {
  need_engine();
  const auto profile = sample::display_p3_profile();
  temp.write("p3.icc", profile);
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                   ImageFormat::tiff, ImageFormat::avif}) {
    temp.write("in/" + std::string(name(format)) + "." + std::string(extension(format)),
               sample::with_profile(format, profile));
  }
  Arguments tags{"-overwrite_original", "-EXIF:Orientation#=" + std::to_string(orientation)};
  tags.insert(tags.end(), kPlaceTags.begin(), kPlaceTags.end());
  tags.insert(tags.end(), kOtherTags.begin(), kOtherTags.end());
  Arguments all = tags;
  all.insert(all.end(), {"in/png.png", "in/webp.webp", "in/avif.avif"});
  exiftool(temp, all);
  tags.insert(tags.end(), kIptcTags.begin(), kIptcTags.end());
  tags.insert(tags.end(), {"in/jpeg.jpg", "in/tiff." + std::string(extension(ImageFormat::tiff))});
  exiftool(temp, tags);
}

/// By the name of the file the tags of all in a folder, "Group:Tag" to value.
std::map<std::string, std::map<std::string, std::string>> tags_in(const TempFolder& temp,
                                                                  const std::string& folder) {
  std::map<std::string, std::map<std::string, std::string>> tags;
  for (const Json& file : Json::parse(exiftool(temp, {"-j", "-G1", "-a", "-n", folder}))) {
    auto& own = tags[file.at("SourceFile").get<std::string>().substr(folder.size() + 1)];
    for (const auto& [name, value] : file.items()) {
      own[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }
  return tags;
}

using Tags = std::map<std::string, std::string>;

bool tells_any_place(const Tags& tags) {
  for (const auto& [name, value] : tags) {
    const std::string tag = name.substr(name.find(':') + 1);
    if (tag.find("GPS") != std::string::npos || tag == "City" || value == "Vienna") {
      return true;
    }
  }
  return false;
}

bool has(const Tags& tags, const std::string& name, const std::string& value) {
  const auto found = tags.find(name);
  return found != tags.end() && found->second == value;
}

bool has_group(const Tags& tags, const std::string& group) {
  const auto found = tags.lower_bound(group + ":");
  return found != tags.end() && found->first.starts_with(group + ":");
}

bool has_p3(const Tags& tags) {
  return has_group(tags, "ICC_Profile") || has_group(tags, "ICC-header");
}

TEST_CASE("in place the place goes out of every format, and all else stays to the pixel") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp, 6);
  const auto before = tags_in(temp, "in");
  std::map<std::string, Pixels> pixels;
  for (const auto& [file, tags] : before) {
    REQUIRE(tells_any_place(tags));
    pixels.emplace(file, pixels_of(temp / ("in/" + file)));
  }
  const Reported done = report_of({"--in-place", "--strip", "gps", "in"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("saved") == 5);
  for (const auto& [file, tags] : tags_in(temp, "in")) {
    CAPTURE(file, tags);
    CHECK_FALSE(tells_any_place(tags));
    CHECK(has(tags, "IFD0:Make", "SomeMaker"));
    CHECK(has(tags, "IFD0:Copyright", "(c) Ann"));
    CHECK(has(tags, "IFD0:Orientation", "6"));
    CHECK(has(tags, "ExifIFD:ISO", "200"));
    CHECK(has(tags, "XMP-dc:Rights", "(c) Ann"));
    CHECK(has(tags, "XMP-dc:Title", "A title"));
    CHECK((has(tags, "IPTC:Caption-Abstract", "A caption") ||
           !has(before.at(file), "IPTC:Caption-Abstract", "A caption")));
    CHECK(has_p3(tags));
    CHECK(tags.count("ExifTool:Warning") == before.at(file).count("ExifTool:Warning"));
    CHECK(pixels_of(temp / ("in/" + file)) == pixels.at(file));
  }
  const auto after = tree(temp / "in");
  const Reported again = report_of({"--in-place", "--strip", "gps", "in"}, inside(temp));
  CHECK(again.report.footer.at("totals").at("saved") == 0);
  CHECK(tree(temp / "in") == after);
}

TEST_CASE("an AVIF loses all that stands beside its picture, and gets smaller by it") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp);
  const Pixels pixels = pixels_of(temp / "in/avif.avif");
  const auto bytes = std::filesystem::file_size(temp / "in/avif.avif");
  const Reported done = report_of({"--in-place", "--keep", "icc", "in/avif.avif"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  const Tags tags = tags_in(temp, "in").at("avif.avif");
  CAPTURE(tags);
  for (const std::string group : {"IFD0", "ExifIFD", "GPS", "XMP-dc", "XMP-exif"}) {
    CHECK_FALSE(has_group(tags, group));
  }
  CHECK(tags.count("ExifTool:Warning") == 0);
  CHECK(has_p3(tags));
  CHECK(std::filesystem::file_size(temp / "in/avif.avif") + 400 < bytes);
  CHECK(pixels_of(temp / "in/avif.avif") == pixels);
}

TEST_CASE("a GIF's comment, XMP and place go as they are asked to, and its frames stay") {
  if (lacks_exiftool()) {
    return;
  }
  need_engine();
  const TempFolder temp;
  temp.write("in/a.gif", sample::animation(ImageFormat::gif, 3));
  exiftool(temp, {"-overwrite_original", "-Comment=a remark", "-XMP-dc:Rights=(c) Ann",
                  "-XMP-exif:GPSLatitude=48.2082", "in/a.gif"});
  const Tags before = tags_in(temp, "in").at("a.gif");
  REQUIRE((tells_any_place(before) && has(before, "File:Comment", "a remark")));
  const Pixels pixels = pixels_of(temp / "in/a.gif");
  const auto check_frames = [&](const Tags& tags) {
    CHECK(pixels_of(temp / "in/a.gif") == pixels);
    for (const std::string tag : {"GIF:FrameCount", "GIF:AnimationIterations", "GIF:Duration"}) {
      CHECK(has(tags, tag, before.at(tag)));
    }
  };
  CHECK(report_of({"--in-place", "--strip", "gps", "in"}, inside(temp)).ended.exit_code == 0);
  const Tags placeless = tags_in(temp, "in").at("a.gif");
  CAPTURE(placeless);
  CHECK_FALSE(tells_any_place(placeless));
  CHECK(has(placeless, "File:Comment", "a remark"));
  CHECK(has(placeless, "XMP-dc:Rights", "(c) Ann"));
  check_frames(placeless);
  CHECK(report_of({"--in-place", "--keep", "none", "in"}, inside(temp)).ended.exit_code == 0);
  const Tags bare = tags_in(temp, "in").at("a.gif");
  CAPTURE(bare);
  CHECK_FALSE(has_group(bare, "XMP-dc"));
  CHECK(bare.count("File:Comment") == 0);
  check_frames(bare);
}

TEST_CASE("whose a picture is and its profile are kept alone, in every lane and format") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp);
  const struct {
    Arguments how;
    std::string file;
  } cases[] = {{{"--lane", "planes"}, "jpeg.jpg"},  {{"--lane", "libvips"}, "jpeg.jpg"},
               {{"--lossless"}, "jpeg.jpg"},        {{"--format", "png"}, "jpeg.png"},
               {{"--format", "webp"}, "jpeg.webp"}, {{"--format", "avif"}, "jpeg.avif"}};
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    Arguments arguments{"in/jpeg.jpg", "-o", "web" + std::to_string(i), "--keep", "copyright,icc"};
    arguments.insert(arguments.end(), cases[i].how.begin(), cases[i].how.end());
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.report.footer.at("totals").at("saved") == 1);
    const Tags tags = tags_in(temp, "web" + std::to_string(i)).at(cases[i].file);
    CAPTURE(cases[i].how, tags);
    CHECK(has(tags, "IFD0:Copyright", "(c) Ann"));
    CHECK(has(tags, "IFD0:Artist", "Ann Artist"));
    CHECK(has(tags, "XMP-dc:Rights", "(c) Ann"));
    CHECK(has(tags, "XMP-dc:Creator", "Ann Artist"));
    CHECK(has_p3(tags));
    CHECK_FALSE(tells_any_place(tags));
    CHECK(tags.count("IFD0:Make") + tags.count("ExifIFD:ISO") + tags.count("XMP-dc:Title") == 0);
    const bool iptc = cases[i].file == "jpeg.jpg";
    CHECK(has(tags, "IPTC:CopyrightNotice", "(c) Ann") == iptc);
    CHECK(tags.count("IPTC:Caption-Abstract") == 0);
  }
}

TEST_CASE("conversions carry what is to be kept from every format into every other") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp);
  for (const std::string format : {"jpeg", "png", "webp", "avif"}) {
    const Reported done = report_of(
        {"in", "-o", format, "--format", format, "--keep", "exif,xmp,icc", "--strip", "gps"},
        inside(temp));
    CHECK(done.ended.exit_code == 0);
    const auto made = tags_in(temp, format);
    CHECK(made.size() == 5);
    for (const auto& [file, tags] : made) {
      CAPTURE(format, file, tags);
      CHECK_FALSE(tells_any_place(tags));
      CHECK(has(tags, "IFD0:Make", "SomeMaker"));
      CHECK(has(tags, "IFD0:Copyright", "(c) Ann"));
      CHECK(has(tags, "ExifIFD:ISO", "200"));
      CHECK(has(tags, "XMP-dc:Title", "A title"));
      CHECK(has_p3(tags));
    }
  }
}

TEST_CASE("the orientation tag alone is kept, in planes and in pixels") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp, 8);
  for (const std::string lane : {"planes", "libvips"}) {
    const std::string folder = "web-" + lane;
    report_of(
        {"in/jpeg.jpg", "-o", folder, "--lane", lane, "--keep", "orientation,icc", "--width", "32"},
        inside(temp));
    const Tags tags = tags_in(temp, folder).at("jpeg.jpg");
    CAPTURE(lane, tags);
    CHECK(has(tags, "IFD0:Orientation", "8"));
    CHECK(has(tags, "File:ImageHeight", "32"));
    CHECK(tags.count("IFD0:Make") == 0);
    CHECK_FALSE(has_group(tags, "XMP-dc"));
  }
}

TEST_CASE("a copy that would not get smaller is stripped all the same, and keeps its pixels") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  write_tagged(temp, 6);
  const Reported done =
      report_of({"in", "-o", "web", "--quality", "100", "--min-savings", "99%", "--strip", "gps"},
                inside(temp));
  CHECK(done.report.footer.at("totals").at("copied") == 5);
  for (const auto& [file, tags] : tags_in(temp, "web")) {
    CAPTURE(file, tags);
    CHECK_FALSE(tells_any_place(tags));
    CHECK(has(tags, "IFD0:Make", "SomeMaker"));
    CHECK(has(tags, "IFD0:Orientation", "6"));
    CHECK(pixels_of(temp / ("web/" + file)) == pixels_of(temp / ("in/" + file)));
  }
}

TEST_CASE("what stands behind a JPEG is found by others as before, with less in front of it") {
  if (lacks_exiftool()) {
    return;
  }
  const TempFolder temp;
  need_engine();
  const std::string film = sample::film_that_tells("nothing of note");
  for (const Arguments& less :
       {Arguments{"--strip", "gps"}, Arguments{"--keep", "copyright,icc"}}) {
    CAPTURE(less);
    temp.write("in/phone.jpg", sample::jpeg_with_companions({.film = film}));
    const std::string second = exiftool(temp, {"-b", "-MPImage2", "in/phone.jpg"});
    REQUIRE(second.size() == sample::gain_map_of({}).size());
    REQUIRE(tells_any_place(tags_in(temp, "in").at("phone.jpg")));
    Arguments arguments{"--in-place", "in"};
    arguments.insert(arguments.end(), less.begin(), less.end());
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.report.of("in/phone.jpg").at("status") == "saved");
    const Tags tags = tags_in(temp, "in").at("phone.jpg");
    CAPTURE(tags);
    CHECK_FALSE(tells_any_place(tags));
    CHECK((exiftool(temp, {"-b", "-MPImage2", "in/phone.jpg"}) == second));
    CHECK(has(tags, "XMP-Container:DirectoryItemLength", std::to_string(second.size())));
    CHECK(has(tags, "XMP-GCamera:MicroVideoOffset", std::to_string(film.size())));
    CHECK(tree(temp / "in").at("phone.jpg").bytes.ends_with(film));
  }
}

}  // namespace
}  // namespace pixherd
