// SPDX-License-Identifier: Apache-2.0
// Somebody else's file that comes into an output's place between the look and the rename, and file
// systems that cannot rename without replacing.
#include <sys/syscall.h>

#include "fault_tree.hpp"
#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

constexpr std::chrono::milliseconds kHeldUpInCommit{4000};

Command not_overwriting(const TempFolder& temp, const std::string& rule) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = {"in", "-o", "web", "--overwrite", rule, "--json"};
  return command;
}

TEST_CASE("what somebody puts into an output's place at the last moment is left") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const std::string rule : {"never", "bigger"}) {
    const TempFolder temp;
    temp.write("in/a.jpg", photo());
    CAPTURE(rule);
    // The mode is set between the look at the name and the rename.
    Running run(held_up("fchmod", kHeldUpInCommit, not_overwriting(temp, rule)));
    REQUIRE(becomes_true([&] { return is_held_up_in(SYS_fchmod, run.pid()); }, kHeldUpInCommit));
    temp.write("web/a.jpg", "somebody's");
    const Ended ended = run.wait();
    CAPTURE(ended.out, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(parse_report(ended.out).of("in/a.jpg").at("reason").at("code") == "output_exists");
    CHECK(read_file(temp / "web/a.jpg") == "somebody's");
    CHECK(names_in(temp / "web") == std::vector<std::string>{"a.jpg"});
  }
}

TEST_CASE("what somebody puts in the place of an output that was to go is left") {
  if (lacks(Need::strace)) {
    return;
  }
  struct Rule {
    Arguments arguments;
    std::string output;
    bool is_own;  ///< of an earlier run, by its ledger; else it is there for being bigger
  };
  for (const Rule& rule :
       {Rule{{"in", "-o", "web", "--overwrite", "bigger"}, "web/a.jpg", false},
        Rule{{"in", "--same-folder", "--suffix", "-s", "--state", "memory"}, "in/a-s.jpg", true}}) {
    const TempFolder temp;
    temp.write("in/a.jpg", photo());
    temp.write("theirs.jpg", "somebody's");
    CAPTURE(rule.arguments);
    Command command = inside(temp);
    command.program = PIXHERD_BINARY;
    command.arguments = rule.arguments;
    if (rule.is_own) {
      REQUIRE(run_pixherd(rule.arguments, inside(temp)).exit_code == 0);
      command.arguments.insert(command.arguments.end(), {"--quality", "50"});
    } else {
      temp.write(rule.output, std::string(1'000'000, 'x'));
    }
    command.arguments.emplace_back("--json");
    Running run(held_up("fchmod", kHeldUpInCommit, command));
    REQUIRE(becomes_true([&] { return is_held_up_in(SYS_fchmod, run.pid()); }, kHeldUpInCommit));
    std::filesystem::rename(temp / "theirs.jpg", temp / rule.output);
    const Ended ended = run.wait();
    CAPTURE(ended.out, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(parse_report(ended.out).of("in/a.jpg").at("reason").at("code") == "output_exists");
    CHECK(read_file(temp / rule.output) == "somebody's");
    const std::filesystem::path folder = (temp / rule.output).parent_path();
    CHECK(names_in(folder).size() == (rule.is_own ? 2 : 1));
  }
}

TEST_CASE("where a file system cannot swap two names an output that goes is renamed over") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("web/a.jpg", std::string(1'000'000, 'x'));
  const Injected injected =
      run_with({"renameat2", "EINVAL"}, kEveryTime, not_overwriting(temp, "bigger"));
  CAPTURE(injected.ended.out, injected.ended.err);
  CHECK(injected.times == 1);
  CHECK(injected.ended.exit_code == 0);
  CHECK(facts_of(temp / "web/a.jpg").format == ImageFormat::jpeg);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("what somebody saves in the place of a converted source at the last moment is left") {
  if (lacks(Need::strace)) {
    return;
  }
  struct Call {
    std::string name;
    long number;
    bool converted;  ///< the newer file comes when the source has been taken away
  };
  for (const Call& call :
       {Call{"renameat2", SYS_renameat2, false}, Call{"unlinkat", SYS_unlinkat, true}}) {
    CAPTURE(call.name);
    const TempFolder temp;
    temp.write("in/a.jpg", photo(96));
    temp.write("newer.jpg", photo(128));
    Running run(held_up(call.name, kHeldUpInCommit, command_for(temp, Way::converted)));
    REQUIRE(becomes_true([&] { return is_held_up_in(call.number, run.pid()); }, kHeldUpInCommit));
    std::filesystem::rename(temp / "newer.jpg", temp / "in/a.jpg");
    const Ended ended = run.wait();
    CAPTURE(ended.out, ended.err);
    CHECK(ended.exit_code == (call.converted ? 0 : 1));
    CHECK(pixels_of(temp / "in/a.jpg").width == 128);
    const std::vector<std::string> both{"a.jpg", "a.webp"};
    CHECK(names_in(temp / "in") == (call.converted ? both : std::vector<std::string>{"a.jpg"}));
  }
}

TEST_CASE("a file system that knows neither links nor renaming without replacing converts, too") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  const Injected injected =
      run_with({"linkat,renameat2", "EINVAL"}, kEveryTime, command_for(temp, Way::converted));
  CAPTURE(injected.ended.out, injected.ended.err);
  CHECK(injected.ended.exit_code == 0);
  CHECK(names_in(temp / "in") == std::vector<std::string>{"a.webp"});
}

TEST_CASE("where a file system cannot rename without replacing, nothing is replaced either") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const std::string error : {"EINVAL", "ENOSYS"}) {
    const TempFolder temp;
    temp.write("in/a.jpg", photo());
    temp.write("in/b.jpg", photo(150));
    temp.write("web/b.jpg", "there already");
    CAPTURE(error);
    const Injected injected = run_with({"renameat2", error}, 1, not_overwriting(temp, "never"));
    CHECK(injected.times == 1);
    CHECK(injected.ended.exit_code == 0);
    CHECK(facts_of(temp / "web/a.jpg").format == ImageFormat::jpeg);
    CHECK(read_file(temp / "web/b.jpg") == "there already");
    CHECK(names_in(temp / "web") == std::vector<std::string>{"a.jpg", "b.jpg"});
  }
}

}  // namespace
}  // namespace pixherd
