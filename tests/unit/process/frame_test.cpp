// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/frame.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::array kTypes{FrameType::warm,  FrameType::work,  FrameType::grant,
                            FrameType::leave, FrameType::ready, FrameType::started,
                            FrameType::need,  FrameType::done};

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes bytes;
  for (const int value : values) {
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

Bytes random_payload(Random& random, std::size_t most) {
  Bytes payload(random() % (most + 1));
  for (std::byte& byte : payload) {
    byte = static_cast<std::byte>(random() % 256);
  }
  return payload;
}

/// All whole frames that the reader has; fails where the stream is refused.
std::vector<Frame> frames_in(FrameReader& reader) {
  std::vector<Frame> frames;
  while (true) {
    auto next = reader.next();
    REQUIRE(next.ok());
    if (!*next) {
      return frames;
    }
    frames.push_back(std::move(**next));
  }
}

bool same(const Frame& a, const Frame& b) { return a.type == b.type && a.payload == b.payload; }

TEST_CASE("a frame is four bytes of length, one of type and the payload") {
  Bytes out;
  append_frame(out, FrameType::done, bytes_of({1, 2, 3}));
  CHECK(out == bytes_of({3, 0, 0, 0, 68, 1, 2, 3}));
  append_frame(out, FrameType::warm, {});
  CHECK(out.size() == 8 + kFrameHeaderBytes);
}

TEST_CASE("frames come out as they went in, at whatever bytes the stream is cut") {
  Random random(3);
  Bytes stream;
  std::vector<Frame> sent;
  for (const FrameType type : kTypes) {
    sent.push_back({type, random_payload(random, 12)});
    append_frame(stream, type, sent.back().payload);
  }
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    CAPTURE(cut);
    FrameReader reader;
    reader.feed(std::span(stream).first(cut));
    auto got = frames_in(reader);
    reader.feed(std::span(stream).subspan(cut));
    for (Frame& frame : frames_in(reader)) {
      got.push_back(std::move(frame));
    }
    REQUIRE(got.size() == sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
      CHECK(same(got[i], sent[i]));
    }
  }
}

TEST_CASE("a stream that is fed byte by byte yields each frame with its last byte") {
  Bytes stream;
  append_frame(stream, FrameType::need, bytes_of({9, 8, 7}));
  append_frame(stream, FrameType::ready, {});
  FrameReader reader;
  std::vector<std::size_t> whole_at;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    reader.feed(std::span(stream).subspan(i, 1));
    for (std::size_t n = frames_in(reader).size(); n > 0; --n) {
      whole_at.push_back(i + 1);
    }
  }
  CHECK(whole_at == std::vector<std::size_t>{8, 13});
}

TEST_CASE("thousands of frames survive pieces of any size") {
  Random random(17);
  Bytes stream;
  std::vector<Frame> sent;
  for (int i = 0; i < 3000; ++i) {
    sent.push_back({kTypes[random() % kTypes.size()], random_payload(random, 300)});
    append_frame(stream, sent.back().type, sent.back().payload);
  }
  FrameReader reader;
  std::size_t seen = 0;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t piece = std::min<std::size_t>(1 + random() % 5000, stream.size() - at);
    reader.feed(std::span(stream).subspan(at, piece));
    at += piece;
    for (const Frame& frame : frames_in(reader)) {
      REQUIRE(same(frame, sent.at(seen)));
      ++seen;
    }
  }
  CHECK(seen == sent.size());
}

TEST_CASE("the longest payload passes and a longer one is refused from its header alone") {
  const Bytes longest(kMaxPayloadBytes, std::byte{5});
  Bytes stream;
  append_frame(stream, FrameType::done, longest);
  FrameReader reader;
  reader.feed(stream);
  const auto frames = frames_in(reader);
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].payload == longest);
  for (const Bytes& header : {bytes_of({1, 0, 1, 0, 68}), bytes_of({0, 0, 0, 0x80, 68}),
                              bytes_of({255, 255, 255, 255, 1})}) {
    FrameReader strict;
    strict.feed(header);
    const auto next = strict.next();
    REQUIRE_FALSE(next.ok());
    CHECK(next.error().code == ErrorCode::protocol);
  }
}

TEST_CASE("a type that nobody knows is refused before its payload is there") {
  for (int type = 0; type < 256; ++type) {
    const bool known = std::any_of(kTypes.begin(), kTypes.end(), [&](FrameType candidate) {
      return static_cast<int>(candidate) == type;
    });
    FrameReader reader;
    reader.feed(bytes_of({4, 0, 0, 0, type}));
    CAPTURE(type);
    CHECK(reader.next().ok() == known);
  }
}

TEST_CASE("a frame that is not whole yet is neither an error nor a frame") {
  Bytes stream;
  append_frame(stream, FrameType::work, bytes_of({1, 2, 3, 4}));
  for (std::size_t length = 0; length < stream.size(); ++length) {
    FrameReader reader;
    reader.feed(std::span(stream).first(length));
    const auto next = reader.next();
    REQUIRE(next.ok());
    CHECK_FALSE(next->has_value());
  }
}

TEST_CASE("garbage yields frames or an error but never trips the reader") {
  Random random(23);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    FrameReader reader;
    for (int piece = 0; piece < 4; ++piece) {
      reader.feed(random_payload(random, 40));
      auto next = reader.next();
      while (next && *next) {
        next = reader.next();
      }
      if (!next) {
        ++refused;
        break;
      }
    }
  }
  CHECK(refused > 2900);
}

TEST_CASE("fields come out of a payload as they went in") {
  PayloadWriter out;
  out.u8(200).u32(0xDEADBEEF).u64(0x0123456789ABCDEF).f64(-0.1).text("flock").text("");
  PayloadReader in(out.bytes());
  CHECK(in.u8() == 200);
  CHECK(in.u32() == 0xDEADBEEF);
  CHECK(in.u64() == 0x0123456789ABCDEF);
  CHECK(in.f64() == -0.1);
  CHECK(in.text() == "flock");
  CHECK(in.text().empty());
  CHECK(in.complete());
}

TEST_CASE("a payload that is short or long by a byte is not complete") {
  PayloadWriter out;
  out.u32(7).text("ewe");
  const Bytes whole(out.bytes().begin(), out.bytes().end());
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    PayloadReader in{std::span(whole).first(length)};
    (void)in.u32();
    (void)in.text();
    CHECK(in.complete() == (length == whole.size()));
  }
  PayloadReader in(whole);
  CHECK(in.u32() == 7);
  CHECK_FALSE(in.complete());
}

TEST_CASE("past the end of a payload there are zeros and nothing is made up") {
  const Bytes two = bytes_of({1, 2});
  PayloadReader in(two);
  CHECK(in.u32() == 0);
  CHECK(in.u8() == 0);
  CHECK(in.u64() == 0);
  CHECK(in.f64() == 0);
  CHECK(in.text().empty());
  CHECK_FALSE(in.complete());
}

TEST_CASE("a text longer than its payload is refused and nothing is reserved for it") {
  const Bytes lying = bytes_of({255, 255, 255, 255, 'a'});
  PayloadReader in(lying);
  CHECK(in.text().empty());
  CHECK_FALSE(in.complete());
}

TEST_CASE("a long text is cut so that every message fits into a frame") {
  PayloadWriter out;
  out.text(std::string(100'000, 'x')).u8(9);
  PayloadReader in(out.bytes());
  CHECK(in.text() == std::string(PayloadWriter::kMaxTextBytes, 'x'));
  CHECK(in.u8() == 9);
  CHECK(in.complete());
}

}  // namespace
}  // namespace pixherd
