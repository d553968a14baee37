#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vtasim::isa {

/// What a file of a dump has of DRAM.
struct DumpedRegion {
  std::string where;  ///< The file, for messages.
  Region region;
};

/// A program as it was found in DRAM, at the addresses that the accelerator knows.
struct DumpedProgram {
  std::string name;
  HardwareConfig hardware;
  std::uint64_t insn_addr = 0;
  std::uint64_t insn_count = 0;
  std::vector<DumpedRegion> before;         ///< DRAM before the run; zero elsewhere.
  std::vector<DumpedRegion> after;          ///< What these ranges are to hold after it; may be empty.
  std::optional<std::uint64_t> dram_bytes;  ///< Without it DRAM ends with the last page that the dump reaches into.
};

/// The case that runs it. Throws Error naming the files: for regions that share bytes, or lie beyond 4 GiB or
/// dram_bytes; for instructions that are not in the dump; and for what validate() refuses.
Case case_of(const DumpedProgram& dumped);

}  // namespace vtasim::isa
