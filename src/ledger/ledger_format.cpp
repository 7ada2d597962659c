// SPDX-License-Identifier: Apache-2.0
#include "pixherd/ledger/ledger_format.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "pixherd/base/check.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

/// Its last byte counts versions: what an older program cannot read it passes over.
constexpr std::string_view kMagic = "PxL\1"sv;
constexpr std::size_t kMostMessage = 1024;

enum class RecordType : std::uint8_t { task = 1, begun = 2, synced = 3 };

// Numbers in a ledger outlive the program that wrote them: formats are only ever added behind
// these.
static_assert(static_cast<int>(ImageFormat::tiff) == 5 && kImageFormats.size() == 6);

/// How a task can have ended, by the letter for it.
constexpr std::array kStatusLetters{
    std::pair{TaskStatus::saved, 's'}, std::pair{TaskStatus::copied, 'c'},
    std::pair{TaskStatus::kept, 'k'}, std::pair{TaskStatus::skipped, 'l'},
    std::pair{TaskStatus::failed, 'f'}};

char letter_for(TaskStatus status) {
  const auto* found = std::find_if(kStatusLetters.begin(), kStatusLetters.end(),
                                   [&](const auto& each) { return each.first == status; });
  PIXHERD_CHECK(found != kStatusLetters.end());
  return found->second;
}

std::optional<TaskStatus> status_for(char letter) {
  const auto* found = std::find_if(kStatusLetters.begin(), kStatusLetters.end(),
                                   [&](const auto& each) { return each.second == letter; });
  return found == kStatusLetters.end() ? std::nullopt : std::optional(found->first);
}

/// Codes go by their names, which never change.
std::string_view code_of(const TaskEntry& entry) {
  if (entry.status == TaskStatus::failed) {
    return name(entry.error);
  }
  return entry.status == TaskStatus::saved ? ""sv : name(entry.reason);
}

class RecordWriter {
 public:
  explicit RecordWriter(std::string& out) : out_(out) {}

  template <class Number>
  RecordWriter& number(Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
      out_.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU));
    }
    return *this;
  }
  /// An enumerator or a bool.
  template <class Enum>
  RecordWriter& byte(Enum value) {
    return number(static_cast<std::uint8_t>(value));
  }
  RecordWriter& hash(const ContentHash& hash) { return number(hash.low).number(hash.high); }
  RecordWriter& text(std::string_view text) {
    text = text.substr(0, kMostMessage);
    number(static_cast<std::uint16_t>(text.size()));
    out_ += text;
    return *this;
  }

 private:
  std::string& out_;
};

/// Reading past the end, or a value that there is not, makes fine() false.
class RecordReader {
 public:
  explicit RecordReader(std::string_view rest) : rest_(rest) {}

  template <class Number>
  Number number() {
    std::uint64_t value = 0;
    if (rest_.size() < sizeof(Number)) {
      fine_ = false;
      return 0;
    }
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(sizeof(Number));
    return static_cast<Number>(value);
  }
  template <class Enum>
  Enum byte(Enum last) {
    const auto value = number<std::uint8_t>();
    fine_ = fine_ && value <= static_cast<std::uint8_t>(last);
    return fine_ ? static_cast<Enum>(value) : Enum{};
  }
  ContentHash hash() {
    const auto low = number<std::uint64_t>();
    return {low, number<std::uint64_t>()};
  }
  std::string text() {
    const std::size_t length = number<std::uint16_t>();
    fine_ = fine_ && length <= std::min(kMostMessage, rest_.size());
    std::string text(fine_ ? rest_.substr(0, length) : ""sv);
    rest_.remove_prefix(text.size());
    return text;
  }
  void check(bool fine) { fine_ = fine_ && fine; }
  [[nodiscard]] bool fine() const { return fine_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool complete() const { return fine_ && at_end(); }

 private:
  std::string_view rest_;
  bool fine_ = true;
};

constexpr ImageFormat kLastLedgerFormat = kImageFormats.back();

void read_code(RecordReader& in, TaskEntry& entry) {
  const std::string code = in.text();
  if (entry.status == TaskStatus::failed) {
    const auto error = error_code_named(code);
    in.check(error.has_value());
    entry.error = error.value_or(ErrorCode::internal);
  } else if (entry.status != TaskStatus::saved) {
    const auto reason = reason_code_named(code);
    in.check(reason.has_value());
    entry.reason = reason.value_or(ReasonCode::not_smaller);
  } else {
    in.check(code.empty());
  }
}

void write_payload(RecordWriter& out, const TaskEntry& entry) {
  out.byte(RecordType::task).number(entry.run).number(entry.settings);
  out.number(entry.stamp.path).number(entry.stamp.inode);
  out.number(entry.stamp.bytes).number(entry.stamp.modified);
  out.hash(entry.source).hash(entry.output).number(entry.output_bytes);
  out.number(entry.size.width).number(entry.size.height);
  out.byte(entry.standing).byte(entry.format).number(letter_for(entry.status));
  for (const std::uint8_t quality : entry.quality) {
    out.number(quality);
  }
  out.byte(entry.in_place).text(code_of(entry)).text(entry.message);
  const std::size_t renditions = std::min(entry.renditions.size(), kMostRenditions);
  out.number(static_cast<std::uint8_t>(renditions));
  for (std::size_t i = 0; i < renditions; ++i) {
    const MadeRendition& made = entry.renditions[i];
    out.number(static_cast<std::uint8_t>(made.index)).byte(made.format).number(made.bytes);
    out.number(made.size.width).number(made.size.height).hash(made.hash);
  }
  if (entry.output_paths.size() == (renditions == 0 ? 1 : renditions)) {
    for (const std::uint64_t path : entry.output_paths) {
      out.number(path);
    }
  }
}

void write_payload(RecordWriter& out, const RunBegun& begun) {
  out.byte(RecordType::begun).number(begun.run).number(begun.boot);
}

void write_payload(RecordWriter& out, const RunSynced& synced) {
  out.byte(RecordType::synced).number(synced.run);
}

MadeRendition read_rendition(RecordReader& in) {
  MadeRendition made;
  made.index = in.number<std::uint8_t>();
  made.format = in.byte(kLastLedgerFormat);
  made.bytes = in.number<std::uint64_t>();
  made.size.width = in.number<std::uint32_t>();
  made.size.height = in.number<std::uint32_t>();
  made.hash = in.hash();
  return made;
}

TaskEntry read_task(RecordReader& in) {
  TaskEntry entry;
  entry.run = in.number<std::uint64_t>();
  entry.settings = in.number<std::uint64_t>();
  entry.stamp.path = in.number<std::uint64_t>();
  entry.stamp.inode = in.number<std::uint64_t>();
  entry.stamp.bytes = in.number<std::uint64_t>();
  entry.stamp.modified = in.number<std::uint64_t>();
  entry.source = in.hash();
  entry.output = in.hash();
  entry.output_bytes = in.number<std::uint64_t>();
  entry.size.width = in.number<std::uint32_t>();
  entry.size.height = in.number<std::uint32_t>();
  entry.standing = in.byte(kLastLedgerFormat);
  entry.format = in.byte(kLastLedgerFormat);
  const auto status = status_for(in.number<char>());
  in.check(status.has_value());
  entry.status = status.value_or(TaskStatus::kept);
  for (std::uint8_t& quality : entry.quality) {
    quality = in.number<std::uint8_t>();
  }
  entry.in_place = in.byte(true);
  read_code(in, entry);
  entry.message = in.text();
  const std::size_t renditions = in.number<std::uint8_t>();
  in.check(renditions <= kMostRenditions);
  for (std::size_t i = 0; i < renditions && in.fine(); ++i) {
    entry.renditions.push_back(read_rendition(in));
  }
  // Records of older programs end here.
  const std::size_t outputs = in.at_end() ? 0 : std::max<std::size_t>(1, renditions);
  for (std::size_t i = 0; i < outputs && in.fine(); ++i) {
    entry.output_paths.push_back(in.number<std::uint64_t>());
  }
  return entry;
}

std::optional<LedgerEntry> read_payload(std::string_view payload) {
  RecordReader in(payload);
  const auto type = in.byte(RecordType::synced);
  std::optional<LedgerEntry> entry;
  if (type == RecordType::task) {
    entry = read_task(in);
  } else if (type == RecordType::begun) {
    const auto run = in.number<std::uint64_t>();
    entry = RunBegun{run, in.number<std::uint64_t>()};
  } else if (type == RecordType::synced) {
    entry = RunSynced{in.number<std::uint64_t>()};
  }
  return in.complete() ? std::move(entry) : std::nullopt;
}

/// True where a record may begin that was not written to its end.
bool is_cut_record(std::string_view bytes) {
  if (bytes.size() < kLedgerHeaderBytes) {
    return kMagic.starts_with(bytes.substr(0, kMagic.size()));
  }
  const std::size_t length =
      RecordReader(bytes.substr(kMagic.size(), kLedgerHeaderBytes)).number<std::uint32_t>();
  return bytes.starts_with(kMagic) && length <= kMostLedgerPayload &&
         length > bytes.size() - kLedgerHeaderBytes;
}

/// The payload of the record at the beginning of `bytes`; nullopt where there is no whole one.
std::optional<std::string_view> payload_at(std::string_view bytes) {
  if (bytes.size() < kLedgerHeaderBytes || !bytes.starts_with(kMagic)) {
    return std::nullopt;
  }
  RecordReader header(bytes.substr(kMagic.size()));
  const std::size_t length = header.number<std::uint32_t>();
  const auto checksum = header.number<std::uint64_t>();
  if (length > kMostLedgerPayload || length > bytes.size() - kLedgerHeaderBytes) {
    return std::nullopt;
  }
  const std::string_view payload = bytes.substr(kLedgerHeaderBytes, length);
  return checksum == short_hash(payload) ? std::optional(payload) : std::nullopt;
}

}  // namespace

void append_record(std::string& out, const LedgerEntry& entry) {
  const std::size_t begin = out.size();
  out.append(kLedgerHeaderBytes, '\0');
  RecordWriter payload(out);
  std::visit([&](const auto& each) { write_payload(payload, each); }, entry);
  const std::size_t length = out.size() - begin - kLedgerHeaderBytes;
  std::string header(kMagic);
  RecordWriter(header)
      .number(static_cast<std::uint32_t>(length))
      .number(short_hash(std::string_view(out).substr(begin + kLedgerHeaderBytes)));
  out.replace(begin, kLedgerHeaderBytes, header);
}

LedgerScan read_records(std::string_view bytes, const std::function<void(LedgerEntry&&)>& take,
                        LedgerEnd end) {
  const bool follows = end == LedgerEnd::later;
  const std::size_t least = follows ? kLedgerHeaderBytes + kMostLedgerPayload : 1;
  LedgerScan scan;
  while (bytes.size() >= least) {
    const auto payload = payload_at(bytes);
    auto entry = payload ? read_payload(*payload) : std::nullopt;
    if (entry) {
      take(std::move(*entry));
      ++scan.records;
      bytes.remove_prefix(kLedgerHeaderBytes + payload->size());
    } else {
      const std::size_t ending = follows ? bytes.size() - kMagic.size() : bytes.size();
      const std::size_t next = std::min(bytes.find(kMagic, 1), ending);
      scan.strange_bytes += next;
      scan.cut_bytes = next == bytes.size() && !follows && is_cut_record(bytes) ? next : 0;
      bytes.remove_prefix(next);
    }
  }
  scan.unread_bytes = bytes.size();
  return scan;
}

}  // namespace pixherd
