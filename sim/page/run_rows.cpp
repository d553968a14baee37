#include <fmt/format.h>

#include "isa/instruction.h"
#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {

void add_run(const nlohmann::json& line, const std::string& where, std::size_t file, Results& results) {
  JsonReader head(line, where);
  RowCopy row(line, fmt::format("{}: case {}", where, shown(head.text("name"))), file);
  row.text("name");
  row.boolean("finished");
  for (const char* key : {"cycles", "read_bursts", "read_beats", "write_bursts", "write_beats"}) row.integer(key, -1);
  if (row.has("problem")) row.text("problem");
  if (row.has("causes")) row.causes();
  std::size_t instructions = 0;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const std::string module(to_string(static_cast<isa::Module>(m)));
    instructions += row.reader().array(module.c_str()).size();
  }
  row.set("instructions", instructions);
  results.runs.push_back(row.take());
}

}  // namespace vtasim::page
