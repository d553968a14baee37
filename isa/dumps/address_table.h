#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim::isa {

/// What a compiler put into DRAM.
enum class DumpedObject : std::uint8_t { inp, wgt, acc, acc_bis, out, uop, insn };

inline constexpr int kDumpedObjectCount = 7;

/// "INP", "WGT", "ACC", "ACC_BIS", "OUT", "UOP" or "INSN", as the table names it.
std::string_view to_string(DumpedObject object);

/// A line of the table.
struct PlacedObject {
  DumpedObject object = DumpedObject::inp;
  std::uint64_t physical = 0;  ///< Address for the host.
  std::uint64_t logical = 0;   ///< Address for the accelerator, in elements.
  std::string where;           ///< "FILE:LINE".
};

/// Reads the memory_addresses.csv of standalone-vta: lines "OBJECT,PHYSICAL,LOGICAL" with addresses as Python's hex()
/// writes them, such as "WGT,0x2000,0x20"; blank lines mean nothing. Throws Error naming file and line for anything
/// else, for an object that stands there twice, and for a table without any.
std::vector<PlacedObject> read_address_table(const std::filesystem::path& file);

}  // namespace vtasim::isa
