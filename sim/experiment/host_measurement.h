#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/experiment/host_model.h"
#include "sim/experiment/packing_fit.h"

namespace vtasim::experiment {

/// What of a host cannot be measured on it.
struct HostRequest {
  std::string name;
  std::int64_t accelerator_hz = HostModel().accelerator_hz;
  double launch_microseconds = HostModel().launch_microseconds;
  bool accelerator_given = false;  ///< By somebody; otherwise these are the defaults, and `source` says so.
  bool launch_given = false;
};

/// A host as it was measured.
struct MeasuredHost {
  HostModel host;
  std::vector<PackingSample> samples;  ///< That its packing is fitted to.
  FitError error;
};

/// Times what the model is about on the processor that this runs on: changes of layout as LayoutChange makes them, and
/// 8-bit convolutions as vtasim's own reference computes them, on one core. Medians of several runs each, with caches
/// as the run before left them. `progress(name, done, all)` is called before each.
MeasuredHost measure_host(const HostRequest& request,
                          const std::function<void(const std::string&, std::size_t, std::size_t)>& progress);

}  // namespace vtasim::experiment
