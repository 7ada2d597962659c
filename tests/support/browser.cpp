// SPDX-License-Identifier: Apache-2.0
#include "support/browser.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "support/needed_program.hpp"

namespace pixherd {
namespace {

constexpr const char* kProgram = "chromium";
constexpr int kPatienceMs = 60'000;
/// Where it reads orders and writes answers; our own ends are above.
constexpr int kReads = 3;
constexpr int kWrites = 4;

struct PipeEnds {
  Fd read;
  Fd write;
};

PipeEnds make_high_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  const Fd read(fds[0]);
  const Fd write(fds[1]);
  constexpr int kAbove = 10;
  return {Fd(::fcntl(read.get(), F_DUPFD_CLOEXEC, kAbove)),
          Fd(::fcntl(write.get(), F_DUPFD_CLOEXEC, kAbove))};
}

}  // namespace

bool Browser::is_there() { return has_program(kProgram); }

Browser::Browser() {
  PipeEnds orders = make_high_pipe();
  PipeEnds answers = make_high_pipe();
  std::vector<std::string> words{kProgram,
                                 "--headless=new",
                                 "--no-sandbox",
                                 "--disable-gpu",
                                 "--disable-dev-shm-usage",
                                 "--no-first-run",
                                 "--hide-scrollbars",
                                 "--remote-debugging-pipe",
                                 "--user-data-dir=" + profile_.path().string()};
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  pid_ = ::fork();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
  if (pid_ == 0) {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::setpgid(0, 0);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(null, fd);
    }
    ::dup2(orders.read.get(), kReads);
    ::dup2(answers.write.get(), kWrites);
    ::execvp(argv[0], argv.data());
    ::_exit(126);
  }
  to_ = std::move(orders.write);
  from_ = std::move(answers.read);
  const auto target = call("Target.createTarget", {{"url", "about:blank"}});
  const auto attached =
      call("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}});
  session_ = attached.at("sessionId");
  for (const char* domain : {"Page.enable", "Runtime.enable", "Log.enable"}) {
    call(domain, nlohmann::json::object());
  }
}

Browser::~Browser() {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

nlohmann::json Browser::read_message() {
  std::size_t end = unread_.find('\0');
  while (end == std::string::npos) {
    pollfd look{from_.get(), POLLIN, 0};
    std::array<char, 64 * 1024> piece{};
    const ssize_t count =
        ::poll(&look, 1, kPatienceMs) > 0 ? ::read(from_.get(), piece.data(), piece.size()) : -1;
    if (count <= 0) {
      throw std::runtime_error("the browser does not answer");
    }
    unread_.append(piece.data(), static_cast<std::size_t>(count));
    end = unread_.find('\0');
  }
  auto message = nlohmann::json::parse(unread_.substr(0, end));
  unread_.erase(0, end + 1);
  const std::string method = message.value("method", "");
  loaded_ = loaded_ || method == "Page.loadEventFired";
  if (method == "Runtime.exceptionThrown" || method == "Runtime.consoleAPICalled" ||
      method == "Log.entryAdded" || method == "Page.javascriptDialogOpening") {
    complaints_.push_back(message.at("params").dump());
  }
  return message;
}

nlohmann::json Browser::call(const std::string& method, nlohmann::json parameters) {
  nlohmann::json order{{"id", ++last_call_}, {"method", method}, {"params", std::move(parameters)}};
  if (!session_.empty()) {
    order["sessionId"] = session_;
  }
  const std::string text = order.dump() + '\0';
  if (!write_all(to_.get(), std::as_bytes(std::span(text)))) {
    throw std::runtime_error("the browser takes no orders");
  }
  while (true) {
    nlohmann::json message = read_message();
    if (message.value("id", 0) == last_call_) {
      if (message.contains("error")) {
        throw std::runtime_error(method + ": " + message.at("error").dump());
      }
      return message.at("result");
    }
  }
}

void Browser::set_window(unsigned width, unsigned height) {
  constexpr unsigned kPhone = 600;
  call(
      "Emulation.setDeviceMetricsOverride",
      {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", width < kPhone}});
}

void Browser::set_dark(bool dark) {
  const nlohmann::json scheme{{"name", "prefers-color-scheme"}, {"value", dark ? "dark" : "light"}};
  call("Emulation.setEmulatedMedia", {{"features", nlohmann::json::array({scheme})}});
}

void Browser::open(const std::filesystem::path& page) {
  loaded_ = false;
  call("Page.navigate", {{"url", "file://" + page.string()}});
  while (!loaded_) {
    (void)read_message();
  }
}

nlohmann::json Browser::value(const std::string& expression) {
  const auto answer =
      call("Runtime.evaluate",
           {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
  if (answer.contains("exceptionDetails")) {
    throw std::runtime_error(expression + ": " + answer.at("exceptionDetails").dump());
  }
  return answer.at("result").value("value", nlohmann::json());
}

void Browser::press(const std::string& key) {
  nlohmann::json event{{"type", "rawKeyDown"}, {"key", key}, {"code", key}};
  event["windowsVirtualKeyCode"] = key == "Tab"          ? 9
                                   : key == "Enter"      ? 13
                                   : key == "ArrowRight" ? 39
                                                         : 37;
  if (key == "Enter") {
    event["type"] = "keyDown";
    event["text"] = "\r";
  }
  call("Input.dispatchKeyEvent", event);
  event["type"] = "keyUp";
  event.erase("text");
  call("Input.dispatchKeyEvent", event);
}

}  // namespace pixherd
