#include "sim/app/outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"

namespace vtasim::app {

namespace fs = std::filesystem;

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;  // By inode: hard links too.
  const fs::path canonical_a = fs::weakly_canonical(fs::absolute(a, error), error);
  const fs::path canonical_b = fs::weakly_canonical(fs::absolute(b, error), error);
  return !canonical_a.empty() && canonical_a == canonical_b;
}

void check_outputs(const std::vector<Output>& outputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (was_read(output->file)) {
      throw Error(fmt::format("{}: {} is one of the files that are read; it would be overwritten", output->option,
                              output->file.string()));
    }
    const auto same = std::find_if(outputs.begin(), output,
                                   [&](const Output& earlier) { return same_file(earlier.file, output->file); });
    if (same != output) {
      throw Error(fmt::format("{}: {} is written by {} already", output->option, output->file.string(), same->option));
    }
    AtomicFiles::check_writable(output->file);
  }
}

}  // namespace vtasim::app
