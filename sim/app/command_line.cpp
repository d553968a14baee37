#include "sim/app/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "isa/base/error.h"

namespace vtasim::app {

CommandOption& CommandOption::required() {
  option_->required();
  return *this;
}

CommandOption& CommandOption::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

CommandOption& CommandOption::one_of(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return *this;
}

CommandOption& CommandOption::comma_separated() {
  option_->delimiter(',')->allow_extra_args(false);
  return *this;
}

CommandOption& CommandOption::check(const std::function<std::string(const std::string&)>& problem,
                                    const std::string& description) {
  option_->check(CLI::Validator(problem, description));
  return *this;
}

CommandOption Command::add_option(const std::string& name, std::string& value, const std::string& help) {
  return CommandOption(app_->add_option(name, value, help));
}

CommandOption Command::add_option(const std::string& name, std::vector<std::string>& values, const std::string& help) {
  return CommandOption(app_->add_option(name, values, help));
}

CommandOption Command::add_option(const std::string& name, std::uint64_t& value, const std::string& help) {
  return CommandOption(app_->add_option(name, value, help));
}

CommandOption Command::add_number(const std::string& name, std::int64_t& value, std::int64_t least, std::int64_t most,
                                  const std::string& help) {
  return CommandOption(app_->add_option(name, value, help)->check(CLI::Range(least, most)));
}

CommandOption Command::add_number(const std::string& name, std::uint32_t& value, std::uint32_t least,
                                  std::uint32_t most, const std::string& help) {
  return CommandOption(app_->add_option(name, value, help)->check(CLI::Range(least, most)));
}

CommandOption Command::add_number(const std::string& name, double& value, double least, double most,
                                  const std::string& help) {
  return CommandOption(app_->add_option(name, value, help)->check(CLI::Range(least, most)));
}

void Command::add_flag(const std::string& name, bool& value, const std::string& help) {
  app_->add_flag(name, value, help);
}

void Command::footer(const std::string& text) { app_->footer(text); }

void Command::callback(const std::function<void()>& run) { app_->callback(run); }

CommandLine::CommandLine(const std::string& name, const std::string& description, const std::string& footer,
                         const std::string& version)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->footer(footer);
  app_->set_version_flag("--version", version);
  app_->require_subcommand(0, 1);  // That there is one is checked last: of an unknown word the word is the error.
}

CommandLine::~CommandLine() = default;

Command CommandLine::add_command(const std::string& name, const std::string& description) {
  return Command(app_->add_subcommand(name, description));
}

std::string CommandLine::run(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    if (app_->get_subcommands().empty()) {
      std::vector<std::string> names;
      for (const CLI::App* command : app_->get_subcommands({})) names.push_back(command->get_name());
      throw CLI::RequiredError(fmt::format("no command: one of {} is needed", fmt::join(names, ", ")),
                               CLI::ExitCodes::RequiredError);
    }
    return "";
  } catch (const CLI::Success& asked) {  // --help or --version
    std::ostringstream text;
    app_->exit(asked, text, text);
    return text.str();
  } catch (const CLI::ParseError& error) {
    throw Error(fmt::format("{} (vtasim --help shows the usage)", error.what()));
  }
}

}  // namespace vtasim::app
