// What these tests run keeps results of searches in a directory of its own, not in the user's.

#include <cstdlib>

#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

class OwnCache {
 public:
  OwnCache() { setenv("XDG_CACHE_HOME", directory_.path().c_str(), 1); }

 private:
  TemporaryDirectory directory_;
};

const OwnCache kOwnCache;

}  // namespace
}  // namespace vtasim
