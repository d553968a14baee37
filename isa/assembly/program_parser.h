#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "isa/assembly/assembly.h"
#include "isa/assembly/instruction_source.h"
#include "isa/assembly/line_scanner.h"

namespace vtasim::isa {

/// What sections without an address begin at a multiple of: where bursts and the elements of every scratchpad do.
std::uint64_t section_alignment(const HardwareConfig& hardware);

/// Takes the lines of one program's source below its heading.
class ProgramParser {
 public:
  /// `where` is the heading's place; files of data are found from `folder`.
  ProgramParser(std::string where, std::string name, HardwareConfig hardware, std::filesystem::path folder);

  /// Throws Error naming the line.
  void parse(LineScanner& line);

  /// What has come of all lines. Throws Error naming the line of what is missing, or lies where it cannot.
  AssemblyProgram take();

 private:
  struct Section {
    std::string where;
    std::string label;
    Region region;
    bool placed = false;
  };
  /// Bytes that DRAM is to have after the run, behind a label or an address.
  struct Expectation {
    std::string where;
    std::string label;
    Region region;
  };

  bool parse_setting(LineScanner& line);
  void begin_data(LineScanner& line);
  void begin_expectation(LineScanner& line);
  void parse_first_item(LineScanner& line);

  void place_sections();
  void check_overlaps() const;
  const Section& find_section(const std::string& where, const std::string& label) const;
  void resolve(InstructionSource& source) const;

  AssemblyProgram program_;
  std::filesystem::path folder_;
  std::vector<Section> sections_;
  std::vector<Expectation> expectations_;
  std::vector<InstructionSource> instructions_;
  std::vector<std::uint8_t>* bytes_ = nullptr;  ///< Of the section that items are added to.
};

}  // namespace vtasim::isa
