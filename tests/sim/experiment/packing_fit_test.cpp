#include "sim/experiment/packing_fit.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace vtasim::experiment {
namespace {

constexpr std::int64_t kHz = 1'000'000'000;

/// Samples of work as different as that of changes of layout, with the time that these cycles take.
std::vector<PackingSample> samples_of(const PackingCycles& cycles) {
  HostModel host;
  host.core_hz = kHz;
  host.packing = cycles;
  std::vector<PackingSample> samples;
  for (const compiler::PackingWork& work :
       {compiler::PackingWork{1000, 1000, 1030}, compiler::PackingWork{1000, 63, 90},
        compiler::PackingWork{500, 500, 140}, compiler::PackingWork{8000, 2000, 1500},
        compiler::PackingWork{900, 60, 30}}) {
    samples.push_back({"sample", work, host.packing_seconds(work)});
  }
  return samples;
}

HostModel fitted(const std::vector<PackingSample>& samples) {
  HostModel host;
  host.core_hz = kHz;
  host.packing = fit_packing(samples, kHz, 64);
  return host;
}

}  // namespace

TEST_CASE("a fit finds the cycles that samples were made with") {
  for (const PackingCycles& cycles : {PackingCycles{0.25, 3, 1.5, 64}, PackingCycles{2, 0, 0.5, 64},
                                      PackingCycles{0, 7, 0, 64}, PackingCycles{0.1, 0, 0, 64}}) {
    const std::vector<PackingSample> samples = samples_of(cycles);
    const HostModel host = fitted(samples);
    CHECK(host.packing.per_byte == Approx(cycles.per_byte).margin(1e-9));
    CHECK(host.packing.per_piece == Approx(cycles.per_piece).margin(1e-9));
    CHECK(host.packing.per_line == Approx(cycles.per_line).margin(1e-9));
    CHECK(host.packing.line_bytes == 64);
    CHECK(error_of(host, samples).largest == Approx(0).margin(1e-9));
  }
}

TEST_CASE("no cycles of a fit are negative, and no others without that fit better") {
  // More lines, and less time: alone, lines would take less than nothing.
  std::vector<PackingSample> samples = samples_of({1, 2, 0, 64});
  for (PackingSample& sample : samples) sample.seconds -= 0.2 * static_cast<double>(sample.work.lines) / kHz;
  const HostModel host = fitted(samples);
  CHECK(host.packing.per_line == 0);
  CHECK(host.packing.per_byte > 0);
  CHECK(host.packing.per_piece > 0);
  const double least = error_of(host, samples).root_mean_square;
  for (const double change : {0.97, 1.03}) {
    HostModel other = host;
    other.packing.per_byte *= change;
    CHECK(error_of(other, samples).root_mean_square > least);
    other = host;
    other.packing.per_piece *= change;
    CHECK(error_of(other, samples).root_mean_square > least);
    other = host;
    other.packing.per_line = 0.03;
    CHECK(error_of(other, samples).root_mean_square > least);
  }
}

TEST_CASE("the error of a model is the share by which it is off") {
  HostModel host;
  host.core_hz = kHz;
  host.packing = {1, 0, 0, 64};
  const FitError error = error_of(host, {{"half", {100, 1, 1}, 2e-7}, {"right", {100, 1, 1}, 1e-7}});
  CHECK(error.largest == Approx(0.5));
  CHECK(error.root_mean_square == Approx(std::sqrt(0.125)));
}

TEST_CASE("samples that tell bytes and pieces not apart are fitted all the same") {
  std::vector<PackingSample> samples;
  for (const std::int64_t bytes : {100, 300}) {
    samples.push_back({"one by one", {bytes, bytes, 0}, static_cast<double>(bytes) * 4 / kHz});
  }
  CHECK(error_of(fitted(samples), samples).largest == Approx(0).margin(1e-9));
}

}  // namespace vtasim::experiment
