// SPDX-License-Identifier: Apache-2.0
#include "pixherd/jpeg/lossless_jpeg.hpp"

#include "jpeg_coefficients.hpp"
#include "pixherd/base/bytes.hpp"
#include "scan_pieces.hpp"

namespace pixherd {
namespace {

/// libjpeg's destination over a buffer that is as large as a result may be and no larger, so an
/// output that gets too long ends itself.
struct BoundedOutput {
  jpeg_destination_mgr base;  // first: libjpeg hands out a pointer to it
  std::span<std::byte> buffer;
  std::size_t length;
};

BoundedOutput& output_of(j_compress_ptr info) {
  return *reinterpret_cast<BoundedOutput*>(info->dest);
}

void begin_output(j_compress_ptr info) {
  BoundedOutput& output = output_of(info);
  output.base.next_output_byte = reinterpret_cast<JOCTET*>(output.buffer.data());
  output.base.free_in_buffer = output.buffer.size();
}

boolean output_is_full(j_compress_ptr info) {
  auto* trap = reinterpret_cast<JpegTrap*>(info->err);
  trap->output_full = true;
  std::longjmp(trap->jump, 1);
}

void end_output(j_compress_ptr info) {
  BoundedOutput& output = output_of(info);
  output.length = output.buffer.size() - output.base.free_in_buffer;
}

/// One writing of coefficients into a bounded buffer.
class CoefficientWriter {
 public:
  explicit CoefficientWriter(std::span<std::byte> buffer) {
    trap_.prepare();
    info_.err = &trap_.base;
    output_.buffer = buffer;
    output_.base.init_destination = begin_output;
    output_.base.empty_output_buffer = output_is_full;
    output_.base.term_destination = end_output;
  }
  ~CoefficientWriter() { jpeg_destroy_compress(&info_); }
  CoefficientWriter(const CoefficientWriter&) = delete;
  CoefficientWriter& operator=(const CoefficientWriter&) = delete;

  /// The length written; nullopt where it would not have fitted.
  Result<std::optional<std::size_t>> write(JpegCoefficients& source, const ScanScript& script) {
    const bool written = guarded(trap_, [&] {
      jpeg_create_compress(&info_);
      info_.dest = &output_.base;
      jpeg_copy_critical_parameters(&source.info(), &info_);
      info_.optimize_coding = TRUE;
      // Both come verbatim with the other markers.
      info_.write_JFIF_header = FALSE;
      info_.write_Adobe_marker = FALSE;
      info_.scan_info = script.empty() ? nullptr : script.data();
      info_.num_scans = static_cast<int>(script.size());
      jpeg_write_coefficients(&info_, source.arrays());
      for (const jpeg_marker_struct* marker = source.info().marker_list; marker != nullptr;
           marker = marker->next) {
        jpeg_write_marker(&info_, marker->marker, marker->data, marker->data_length);
      }
      jpeg_finish_compress(&info_);
    });
    if (written) {
      return std::optional(output_.length);
    }
    if (trap_.output_full) {
      return std::optional<std::size_t>();
    }
    return Error{ErrorCode::encode_failed, trap_.error().message};
  }

 private:
  JpegTrap trap_{};
  jpeg_compress_struct info_{};
  BoundedOutput output_{};
};

using Written = Result<std::optional<Bytes>>;

/// At most `most` bytes, or nothing.
Written write_within(std::size_t most, JpegCoefficients& source, const ScanScript& script) {
  Bytes buffer(most);
  const Result<std::optional<std::size_t>> length = CoefficientWriter(buffer).write(source, script);
  if (!length) {
    return length.error();
  }
  if (!length->has_value()) {
    return std::optional<Bytes>();
  }
  buffer.resize(**length);
  return std::optional(std::move(buffer));
}

/// Nothing where not one way was written within the size of the source and a little more.
Written write_progressive(std::size_t source_bytes, JpegCoefficients& source) {
  const int components = source.info().num_components;
  const std::size_t most = source_bytes + source_bytes / 8 + 4096;
  ScanPieces pieces;
  std::optional<Error> error;
  for (const ScanScript& script : trial_scripts(components)) {
    Written written = write_within(most, source, script);
    if (!written) {
      error = std::move(written).error();  // there may be scans that hold too much, and others
    } else if (written->has_value()) {
      pieces.add(std::move(**written), script);
    }
  }
  std::optional<Bytes> smallest = pieces.smallest(components);
  return smallest || !error ? Written(std::move(smallest)) : Written(std::move(*error));
}

/// Bytes of coded picture for which scans with tables of their own may cost more than they save.
constexpr std::size_t kFewCoded = std::size_t{64} * 1024;

bool is_small_picture(std::size_t bytes, const JpegCoefficients& source) {
  std::size_t others = 0;
  for (const jpeg_marker_struct* marker = source.info().marker_list; marker != nullptr;
       marker = marker->next) {
    others += marker->data_length;
  }
  return bytes < kFewCoded + others;
}

}  // namespace

Result<std::optional<Bytes>> recode_jpeg(std::span<const std::byte> bytes, JpegScrutiny scrutiny,
                                         Scans scans) {
  JpegCoefficients source(bytes, scrutiny);
  if (Attempt read = source.read(); !read) {
    return std::move(read).error();
  }
  Written best = std::optional<Bytes>();
  if (scans != Scans::baseline) {
    best = write_progressive(bytes.size(), source);
  }
  if (best && best->has_value() && (*best)->size() >= bytes.size()) {
    best->reset();
  }
  if (best && (scans == Scans::baseline ||
               (scans == Scans::as_fits && is_small_picture(bytes.size(), source)))) {
    const std::size_t limit = best->has_value() ? (*best)->size() : bytes.size();
    Written baseline = write_within(limit - 1, source, {});
    if (!best->has_value() || (baseline && baseline->has_value())) {
      best = std::move(baseline);
    }
  }
  if (!best || !best->has_value()) {
    return best;
  }
  JpegCoefficients again(**best);
  if (Attempt read = again.read(); !read || !source.same_as(again)) {
    return Error{ErrorCode::verify_failed, "the JPEG written is not the one that was read"};
  }
  return best;
}

}  // namespace pixherd
