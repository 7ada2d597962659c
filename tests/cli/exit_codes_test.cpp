// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>

#include <csignal>
#include <functional>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// A line for a shell in which "pixherd" is the binary under test, and how that ends.
struct ExitRow {
  int code;
  const char* what;
  const char* line;
  const char* says = "";  ///< on stderr, among more; nothing there where it is empty
};

constexpr ExitRow kRows[]{
    {0, "all is done", "pixherd good -o web -q"},
    {0, "there is nothing to do", "pixherd none -o web -q"},
    {0, "all is small already", "pixherd --in-place good -q && pixherd --in-place good -q"},
    {0, "it cannot be done without loss", "pixherd --in-place film -q"},
    {0, "the time limit is reached", "pixherd good -o web -q --time-limit 0s"},
    {0, "the share of the tasks is empty", "pixherd good -o web -q --shard 2/2"},
    {0, "help is asked for", "pixherd --help >/dev/null"},
    {0, "the lock is free", "pixherd good -o web -q --state other --lock"},
    {1, "a file is damaged", "pixherd bad good -o web -q", "failed: bad/bad.jpg"},
    {1, "a file failed before the time limit", "pixherd bad -o web -q --time-limit 0s",
     "failed: bad/bad.jpg"},
    {2, "an option is unknown", "pixherd good -o web --shrinkify", "--shrinkify"},
    {2, "a named path is not there", "pixherd good missing -o web", "missing"},
    {2, "two files would become one", "pixherd twins -o web --format webp", "would both become"},
    {2, "they would, in another share", "pixherd twins -o web --format webp --shard 2/2",
     "would both become"},
    {2, "a summary would be a folder", "pixherd good -o web --summary-md good",
     "--summary-md good: is a folder"},
    {2, "a share is none", "pixherd good -o web --shard 3/2", "--shard 3/2"},
    {2, "the state folder cannot be made", "pixherd good -o web --state no/state --lock",
     "--state no/state"},
    {3, "nobody can write", "pixherd good -o web --json -q >/dev/full", "No space left"},
    {3, "no worker can live", "PIXHERD_FAULT=start:0 pixherd_faulty good -o web -q",
     "stopped early"},
    {3, "a summary cannot be written, and the time limit was reached",
     "pixherd good -o web -q --time-limit 0s --summary-md /dev/full", "--summary-md /dev/full"},
    {75, "another run has the lock", "pixherd good -o web -q --state held --lock",
     "holds the lock of held"},
    {75, "it keeps it", "pixherd good -o web -q --state held --lock --lock-wait 0.1s",
     "still holds the lock of held"},
    {128 + SIGTERM, "it is terminated",
     "mkfifo list; { pixherd --files-from list -o web & kill -TERM $!; wait $!; } 2>/dev/null"},
};

void write_rows_folder(const TempFolder& temp) {
  need_engine();
  temp.write("good/a.jpg", photo());
  temp.write("none/notes.txt", "no image");
  temp.write("film/a.jpg", sample::with_trailer(photo(), "a film behind the picture"));
  temp.write("bad/bad.jpg", "nonsense");
  temp.write("twins/a.jpg", photo());
  temp.write("twins/a.png", sample::image(ImageFormat::png));
  std::filesystem::create_directory(temp / "held");
}

TEST_CASE("exit codes are those of the table") {
  for (const ExitRow& row : kRows) {
    const TempFolder temp;
    write_rows_folder(temp);
    const Fd held(::open((temp / "held/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    REQUIRE(::flock(held.get(), LOCK_EX) == 0);
    Command how = inside(temp);
    how.program = "/bin/sh";
    how.environment["PATH"] =
        std::filesystem::path(PIXHERD_BINARY).parent_path().string() + ":/usr/bin:/bin";
    how.arguments = {"-c", row.line};
    const Ended ended = run(how);
    CAPTURE(row.what, row.line, ended.err);
    CHECK(ended.exit_code == row.code);
    CHECK(ended.out == "");
    CHECK((*row.says == '\0' ? ended.err.empty() : contains(ended.err, row.says)));
    if (row.code == 2 || row.code == 75) {
      CHECK_FALSE(std::filesystem::exists(temp / "web"));
    }
  }
}

}  // namespace
}  // namespace pixherd
