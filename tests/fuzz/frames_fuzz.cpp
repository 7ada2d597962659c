// SPDX-License-Identifier: Apache-2.0
// A stream from the other end of a pipe: however it is cut, the same frames come out of it, and a
// message that was understood is understood again once it has been written.
#include "fuzz/fuzz.hpp"
#include "pixherd/process/message.hpp"

namespace pixherd::fuzz {
namespace {

std::vector<Frame> frames_of(std::initializer_list<Input> pieces) {
  std::vector<Frame> frames;
  FrameReader reader;
  for (const Input piece : pieces) {
    reader.feed(piece);
    for (;;) {
      Result<std::optional<Frame>> frame = reader.next();
      if (!frame) {
        return frames;
      }
      if (!frame->has_value()) {
        break;
      }
      frames.push_back(std::move(**frame));
    }
  }
  return frames;
}

bool equal(const std::vector<Frame>& a, const std::vector<Frame>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Frame& x, const Frame& y) {
    return x.type == y.type && x.payload == y.payload;
  });
}

template <class Message, class Parse>
Message written_and_read(const Message& message, Parse parse) {
  std::vector<std::byte> bytes;
  append_message(bytes, message);
  const std::vector<Frame> frames = frames_of({bytes});
  PIXHERD_CHECK(frames.size() == 1);
  Result<Message> again = parse(frames.front());
  PIXHERD_CHECK(again.ok());
  return std::move(again).value();
}

/// Writing shortens a text that is too long; what has been written once stays as it is.
template <class Parse>
void check_message(const Frame& frame, Parse parse) {
  const auto message = parse(frame);
  if (message) {
    const auto once = written_and_read(*message, parse);
    PIXHERD_CHECK(once == written_and_read(once, parse));
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const auto [first, second] = fuzz::halves(fuzz::input(data, size));
  std::vector<std::byte> whole(first.begin(), first.end());
  whole.insert(whole.end(), second.begin(), second.end());
  const std::vector<Frame> frames = fuzz::frames_of({whole});
  PIXHERD_CHECK(fuzz::equal(frames, fuzz::frames_of({first, second})));
  for (const Frame& frame : frames) {
    fuzz::check_message(frame, parse_parent_message);
    fuzz::check_message(frame, parse_worker_message);
  }
  return 0;
}
