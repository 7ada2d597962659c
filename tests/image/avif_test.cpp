// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/source_facts.hpp"
#include "run_task.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// With EXIF, and a track of frames such as an animation has; its picture can be decoded.
Bytes sequence_with_exif() {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.metadata = MetadataSet::all();
  Bytes avif = run_task(sample::jpeg_with_exif({}), settings).output;
  const std::string track = sample::iso_box("moov", sample::iso_box("trak", "where frames are"));
  const auto bytes = std::as_bytes(std::span(track));
  avif.insert(avif.end(), bytes.begin(), bytes.end());
  return avif;
}

TEST_CASE("no metadata is taken out of an AVIF whose frames stand at places of their own") {
  const Bytes source = sequence_with_exif();
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::exif);
  const Done left = run_task(source, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
  CHECK(left.output.empty());

  settings.replaces_source = false;
  settings.copy_unimproved = true;
  const Done copied = run_task(source, settings);
  CHECK(copied.outcome.status == TaskStatus::copied);
  CHECK((copied.output == source));
  CHECK(notes_say(copied.outcome, "with its metadata"));
}

}  // namespace
}  // namespace pixherd
