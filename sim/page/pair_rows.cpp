#include <fmt/format.h>

#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {

void add_pairs(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results) {
  JsonReader reader(content, where);
  std::size_t number = 0;
  for (const nlohmann::json& written : reader.array("rows")) {
    RowCopy row(written, fmt::format("{}: rows[{}]", where, number++), file);
    for (const char* key : {"pair", "hardware", "mapping", "pointwise_mapping"}) row.text(key);
    for (const char* key : {"fused", "in_rtl"}) row.boolean(key);
    if (row.has("error")) {
      row.text("error");
      row.set("verified", false);
    } else {
      for (const char* key : {"transposed", "verified"}) row.boolean(key);
      if (row.has("problem")) row.text("problem");
      row.integer("cycles", -1);
      if (row.has("causes")) row.causes();
      for (const char* key : {"bound", "bytes_read", "bytes_written", "packed_bytes", "converted_bytes"}) {
        row.integer(key);
      }
      for (const char* key : {"computing_seconds", "host_seconds"}) row.number(key);
    }
    results.pairs.push_back(row.take());
  }
}

}  // namespace vtasim::page
