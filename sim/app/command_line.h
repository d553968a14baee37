#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

// Behind these is CLI11. Its headers take seconds in each file that includes them, so one file does.
namespace vtasim::app {

/// An option or an argument that a command takes, to say more of. Belongs to its CommandLine.
class CommandOption {
 public:
  explicit CommandOption(CLI::Option* option) : option_(option) {}

  CommandOption& required();
  /// What help calls the value.
  CommandOption& type_name(const std::string& name);
  /// The value, or each, is one of these words.
  CommandOption& one_of(const std::vector<std::string>& words);
  /// Several values stand behind each other with commas.
  CommandOption& comma_separated();
  /// `problem` says what is wrong with a value; nothing where it is right. Help describes those that are right by
  /// `description`.
  CommandOption& check(const std::function<std::string(const std::string&)>& problem, const std::string& description);

 private:
  CLI::Option* option_;
};

/// A command. Belongs to its CommandLine. A `name` with dashes is an option's ("-o,--output"), one without an
/// argument's ("FILE"); what it is given is put into `value`, which has to live for as long as the CommandLine.
class Command {
 public:
  explicit Command(CLI::App* app) : app_(app) {}

  CommandOption add_option(const std::string& name, std::string& value, const std::string& help);
  CommandOption add_option(const std::string& name, std::vector<std::string>& values, const std::string& help);
  CommandOption add_option(const std::string& name, std::uint64_t& value, const std::string& help);
  /// A number from `least` to `most`.
  CommandOption add_number(const std::string& name, std::int64_t& value, std::int64_t least, std::int64_t most,
                           const std::string& help);
  CommandOption add_number(const std::string& name, std::uint32_t& value, std::uint32_t least, std::uint32_t most,
                           const std::string& help);
  CommandOption add_number(const std::string& name, double& value, double least, double most, const std::string& help);
  void add_flag(const std::string& name, bool& value, const std::string& help);
  /// What help has below the options.
  void footer(const std::string& text);
  /// What the command does, once its options are read.
  void callback(const std::function<void()>& run);

 private:
  CLI::App* app_;
};

/// The command line of a program that has commands.
class CommandLine {
 public:
  /// `version` is what --version shows.
  CommandLine(const std::string& name, const std::string& description, const std::string& footer,
              const std::string& version);
  ~CommandLine();

  Command add_command(const std::string& name, const std::string& description);

  /// Runs the command that the arguments name. Returns the text that they ask for instead, --help's or --version's.
  /// Throws Error for what is no command or no option of it, and whatever the command throws.
  std::string run(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace vtasim::app
