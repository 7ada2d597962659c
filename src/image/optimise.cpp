// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/optimise.hpp"

#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "attempt.hpp"
#include "generation_loss.hpp"
#include "library_words.hpp"
#include "thumbnails.hpp"
#include "warm.hpp"
#include "weigh.hpp"

namespace pixherd {
namespace {

/// What is made of an image that has been read, by what earlier runs have to say of it.
Outcome optimise_content(Source& source, const WorkOrder& order, const TaskFiles& files,
                         const AskMemory& ask_memory, Recalled recalled) {
  Result<SourceFacts> facts = examine(source.bytes);
  if (!facts) {
    return failed_outcome(std::move(facts).error(), source.bytes.size());
  }
  source.facts = std::move(*facts);
  source.made_with_loss = std::holds_alternative<MadeWithLoss>(recalled);
  Reason* left_alone = std::get_if<Reason>(&recalled);
  Result<Attempted> attempted =
      left_alone != nullptr
          ? Result<Attempted>(Attempted(std::move(*left_alone)))
          : attempt_within_limit(source, without_second_loss(source, order.settings), ask_memory);
  if (!attempted) {
    return failed_outcome(std::move(attempted).error(), source.bytes.size());
  }
  return weigh(std::move(*attempted), source, order, files.outputs);
}

bool is_of_output(ErrorCode code) {
  return code == ErrorCode::too_large || code == ErrorCode::encode_failed ||
         code == ErrorCode::verify_failed;
}

/// What a page shows of a file that failed.
void add_picture_of_failure(Outcome& outcome, const Source& source, const InputLimits& limits) {
  if (!outcome.error) {
    return;
  }
  if (outcome.error->code == ErrorCode::damaged) {
    outcome.thumbnails = thumbnail_of_damaged(source.bytes);
  } else if (is_of_output(outcome.error->code)) {
    outcome.thumbnails = thumbnail_of_failed(source, limits);
  }
  forget_library_words();
}

Outcome optimise(const WorkOrder& order, const TaskFiles& files, const AskMemory& ask_memory,
                 const RecallContent& recall) {
  forget_library_words();
  Source source;
  const std::uint64_t limit = order.settings.limits.bytes;
  if (ask_memory && (limit == 0 || order.bytes <= limit)) {
    ask_memory(order.bytes);
  }
  Result<Bytes> bytes = read_whole(files.input, limit);
  if (!bytes) {
    return failed_outcome(std::move(bytes).error(), order.bytes);
  }
  source.bytes = std::move(*bytes);
  const bool remembers = order.ledger.settings != 0;
  if (remembers) {
    source.hash = content_hash(source.bytes);
  }
  Recalled recalled = remembers && recall ? recall(order, source.hash) : Recalled();
  Outcome outcome = std::holds_alternative<Outcome>(recalled)
                        ? std::get<Outcome>(std::move(recalled))
                        : optimise_content(source, order, files, ask_memory, std::move(recalled));
  outcome.source_hash = source.hash;
  if (order.thumbnails_above) {
    add_picture_of_failure(outcome, source, order.settings.limits);
  }
  return outcome;
}

/// The gate that no exception passes: the standard library's own is the only one there can be.
Outcome optimise_safely(const WorkOrder& order, const TaskFiles& files, const AskMemory& ask_memory,
                        const RecallContent& recall) {
  try {
    return optimise(order, files, ask_memory, recall);
  } catch (const std::bad_alloc&) {
    return failed_outcome({ErrorCode::out_of_memory, "not enough memory for this image"},
                          order.bytes);
  } catch (const std::exception& error) {
    return failed_outcome({ErrorCode::internal, error.what()}, order.bytes);
  }
}

}  // namespace

WorkHandler image_work_handler(RecallContent recall) {
  return {.warm = [](FormatSet formats) { return warm_up(formats); },
          .work =
              [recall = std::move(recall)](const WorkOrder& order, const TaskFiles& files,
                                           const AskMemory& ask_memory) {
                return optimise_safely(order, files, ask_memory, recall);
              }};
}

}  // namespace pixherd
