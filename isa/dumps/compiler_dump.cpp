#include "isa/dumps/compiler_dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/names.h"
#include "isa/dumps/address_table.h"
#include "isa/instruction.h"

namespace vtasim::isa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTable = "memory_addresses";

/// A file of a dump: how it and the table call what it holds.
struct ObjectFile {
  std::string_view file;
  DumpedObject object;
  bool after = false;             ///< As it is to be after the run.
  std::string_view element = {};  ///< That it holds whole ones of; empty for any bytes.
};
constexpr std::array<ObjectFile, 8> kFiles = {{
    {"input", DumpedObject::inp, false, "an inp vector"},
    {"weight", DumpedObject::wgt, false, "a wgt tile"},
    {"accumulator", DumpedObject::acc, false, "an acc vector"},
    {"add_accumulator", DumpedObject::acc_bis, false, "an acc vector"},
    {"out_init", DumpedObject::out},
    {"expected_out", DumpedObject::out, true},
    {"uop", DumpedObject::uop, false, "a micro-op"},
    {"instructions", DumpedObject::insn, false, "an instruction"},
}};

/// Bytes that a step of an object's logical address goes on by.
std::uint64_t element_bytes(DumpedObject object, const HardwareConfig& hardware) {
  const auto of = [&](Buffer buffer) { return static_cast<std::uint64_t>(hardware.element_bytes(buffer)); };
  switch (object) {
    case DumpedObject::inp:
      return of(Buffer::inp);
    case DumpedObject::wgt:
      return of(Buffer::wgt);
    case DumpedObject::acc:
    case DumpedObject::acc_bis:
      return of(Buffer::acc);
    case DumpedObject::out:
      return of(Buffer::out);
    case DumpedObject::uop:
      return of(Buffer::uop);
    case DumpedObject::insn:
      break;
  }
  return kInstructionBytes;
}

/// What is between "memory_addresses" and ".csv" of the files there, sorted. Throws Error where there is none.
std::vector<std::string> suffixes_in(const fs::path& directory) {
  std::vector<std::string> suffixes;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const std::string stem = entry->path().stem().string();
    if (entry->path().extension() == ".csv" && stem.rfind(kTable, 0) == 0)
      suffixes.push_back(stem.substr(kTable.size()));
  }
  if (error) throw Error(fmt::format("{}: {}", directory.string(), error.message()));
  if (suffixes.empty()) {
    throw Error(fmt::format("{}: has no memory_addresses.csv, which says where a dump's files lie in DRAM",
                            directory.string()));
  }
  std::sort(suffixes.begin(), suffixes.end());
  return suffixes;
}

std::string name_of_directory(const fs::path& directory) {
  const fs::path normal = fs::absolute(directory).lexically_normal();
  return name_of_file(normal.has_filename() ? normal : normal.parent_path());
}

/// A program's table, with the addresses that the accelerator knows.
class Addresses {
 public:
  Addresses(fs::path file, const HardwareConfig& hardware)
      : file_(std::move(file)), table_(read_address_table(file_)), hardware_(hardware) {
    check_origins();
  }

  /// Of an object that `wanted_by` needs.
  std::uint64_t of(DumpedObject object, const fs::path& wanted_by) const {
    const auto found =
        std::find_if(table_.begin(), table_.end(), [&](const PlacedObject& line) { return line.object == object; });
    if (found == table_.end()) {
      throw Error(
          fmt::format("{}: has no line {}, the address of {}", file_.string(), to_string(object), wanted_by.string()));
    }
    return address(*found);
  }

  bool has(DumpedObject object) const {
    return std::any_of(table_.begin(), table_.end(), [&](const PlacedObject& line) { return line.object == object; });
  }

 private:
  std::uint64_t address(const PlacedObject& line) const { return line.logical * element_bytes(line.object, hardware_); }

  /// What is left of physical addresses is where DRAM begins for the accelerator, the same for all objects. With other
  /// sizes of elements it is not, such as those of another block.
  void check_origins() const {
    const auto origin = [&](const PlacedObject& line) {
      return static_cast<std::int64_t>(line.physical) - static_cast<std::int64_t>(address(line));
    };
    const PlacedObject& first = table_.front();
    for (const PlacedObject& line : table_) {
      if (origin(line) == origin(first)) continue;
      throw Error(fmt::format(
          "{}: {}'s addresses {:#x} (physical) and {:#x} (logical, of {} bytes on {}) are {} bytes apart, {}'s {}; "
          "they "
          "must be the same: is the dump for another block?",
          line.where, to_string(line.object), line.physical, line.logical, element_bytes(line.object, hardware_),
          hardware_.name, origin(line), to_string(first.object), origin(first)));
    }
  }

  fs::path file_;
  std::vector<PlacedObject> table_;
  const HardwareConfig& hardware_;
};

/// Whether there is no such file, which for one that a program can do without is no error.
bool missing(const fs::path& file) {
  std::error_code error;
  return fs::status(file, error).type() == fs::file_type::not_found;
}

void check_size(const ObjectFile& file, const DumpedRegion& dumped, const HardwareConfig& hardware) {
  if (file.element.empty()) return;
  const std::uint64_t element = element_bytes(file.object, hardware);
  if (dumped.region.bytes.size() % element == 0) return;
  throw Error(fmt::format("{}: has {} bytes; legal are multiples of {}, {}'s on {}", dumped.where,
                          dumped.region.bytes.size(), element, file.element, hardware.name));
}

DumpedProgram read_program(const fs::path& directory, const std::string& suffix, const HardwareConfig& hardware) {
  const Addresses addresses(directory / fmt::format("{}{}.csv", kTable, suffix), hardware);
  DumpedProgram program;
  program.name = name_of_directory(directory) + suffix;
  check_name(program.name, fmt::format("{}: the program's name", directory.string()), kLongestCaseName);
  program.hardware = hardware;
  for (const ObjectFile& object : kFiles) {
    const fs::path file = directory / fmt::format("{}{}.bin", object.file, suffix);
    const bool needed =
        object.object == DumpedObject::insn || (object.object != DumpedObject::out && addresses.has(object.object));
    if (!needed && missing(file)) continue;
    const std::string bytes = read_whole_file(file);
    if (bytes.empty() && object.object == DumpedObject::insn) {
      throw Error(fmt::format("{}: is empty; a program has at least one instruction", file.string()));
    }
    if (bytes.empty()) continue;
    const DumpedRegion dumped{file.string(), {addresses.of(object.object, file), {bytes.begin(), bytes.end()}}};
    check_size(object, dumped, hardware);
    if (object.object == DumpedObject::insn) {
      program.insn_addr = dumped.region.address;
      program.insn_count = bytes.size() / kInstructionBytes;
    }
    (object.after ? program.after : program.before).push_back(dumped);
  }
  return program;
}

}  // namespace

std::vector<DumpedProgram> read_compiler_dump(const fs::path& directory, const HardwareConfig& hardware) {
  std::vector<DumpedProgram> programs;
  for (const std::string& suffix : suffixes_in(directory)) {
    programs.push_back(read_program(directory, suffix, hardware));
  }
  return programs;
}

}  // namespace vtasim::isa
