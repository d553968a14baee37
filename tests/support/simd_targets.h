#pragma once

#include <hwy/highway.h>
#include <hwy/targets.h>

#include <string>

namespace vtasim {

/// Calls test(name) once for every instruction set that this machine has, the plain loops among them, with that set
/// chosen for the kernels.
template <class Test>
void for_each_simd_target(Test&& test) {
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    test(std::string(hwy::TargetName(target)));
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
}

}  // namespace vtasim
