#pragma once

#include "sim/experiment/profile.h"
#include "tests/support/program_builder.h"

namespace vtasim::report {

/// A run of 1,000 cycles of a LOAD of inp, a GEMM that waits for it, and FINISH, as if the machine had told of it.
inline experiment::Profile sample_profile() {
  using machine::Cause;
  using machine::ReadPort;
  using machine::Unit;
  using machine::Work;
  experiment::Profile profile;
  profile.name = "sample";
  profile.hardware = isa::find_hardware_config("b16-bus64");
  isa::Gemm gemm;
  gemm.uop_end = 1;
  gemm.iter_out = 10;
  gemm.iter_in = 20;
  gemm.deps.pop_prev = 1;
  profile.program = {with_deps(load(isa::Buffer::inp, 4, 30), {0, 0, 0, 1}), gemm, isa::Finish{}};
  machine::RunLog& log = profile.log;
  log.run_began(profile.hardware, profile.program);
  log.read_chunk(0, 0, {{Cause::request, ReadPort::fetch, -1, 0, 2}, {Cause::data, ReadPort::fetch, -1, 2, 20}});
  for (std::int32_t i = 0; i < 3; ++i)
    log.dispatched(i, module_of(profile.program[static_cast<std::size_t>(i)]), 20 + i);
  const auto spent = [&](Unit unit, Work work, std::int32_t instruction, machine::CauseInterval interval) {
    profile.causes.add(unit, work, interval);
    log.spent(unit, work, instruction, interval);
  };
  const auto none = ReadPort::fetch;
  log.started(0, isa::Module::load, 22);
  spent(Unit::load, Work::idle, 0, {Cause::fetch, none, -1, 0, 21});
  spent(Unit::load, Work::idle, 0, {Cause::handover, none, -1, 21, 22});
  spent(Unit::load, Work::inp, 0, {Cause::memory, none, -1, 22, 122});
  spent(Unit::load, Work::inp, 0, {Cause::bus, ReadPort::acc, -1, 122, 172});
  spent(Unit::load, Work::inp, 0, {Cause::data, none, -1, 172, 672});
  log.ended(0, isa::Module::load, 672);
  spent(Unit::load, Work::idle, -1, {Cause::none, none, -1, 672, 1001});
  log.took_tokens(1, 0, -1);
  spent(Unit::compute, Work::idle, 1, {Cause::fetch, none, -1, 0, 22});
  spent(Unit::compute, Work::idle, 1, {Cause::token_prev, none, 0, 22, 672});
  spent(Unit::compute, Work::idle, 1, {Cause::handover, none, -1, 672, 673});
  log.started(1, isa::Module::compute, 673);
  spent(Unit::compute, Work::gemm, 1, {Cause::operations, none, -1, 673, 999});
  log.ended(1, isa::Module::compute, 999);
  log.started(2, isa::Module::compute, 1000);
  spent(Unit::compute, Work::idle, 2, {Cause::handover, none, -1, 999, 1000});
  spent(Unit::compute, Work::sync, 2, {Cause::sync, none, -1, 1000, 1001});
  log.ended(2, isa::Module::compute, 1001);
  log.run_ended(1001);
  profile.causes.window = 1001;
  profile.result.record.finished = true;
  profile.result.record.cycles = 1000;
  profile.path = critical_path(log);
  profile.slack = slacks(log);
  return profile;
}

}  // namespace vtasim::report
