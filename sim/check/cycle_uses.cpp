#include "sim/check/cycle_uses.h"

namespace vtasim::check {
namespace {

const machine::ModuleCycles& of(const machine::Counters& counters, isa::Module module) {
  return counters.modules[static_cast<std::size_t>(module)];
}

template <isa::Module module, std::int64_t machine::ModuleCycles::*member>
std::int64_t cycles(const machine::Counters& counters) {
  return of(counters, module).*member;
}

template <std::int64_t machine::Counters::*member>
std::int64_t total(const machine::Counters& counters) {
  return counters.*member;
}

/// Instructions that only move tokens, and one that FINISH found at work.
std::int64_t load_other(const machine::Counters& counters) {
  return of(counters, isa::Module::load).busy - counters.load_inp_cycles - counters.load_wgt_cycles;
}

}  // namespace

const std::array<CycleUse, kCycleUseCount> kCycleUses = {{
    {isa::Module::load, "inp", "busy with inp", total<&machine::Counters::load_inp_cycles>},
    {isa::Module::load, "wgt", "busy with wgt", total<&machine::Counters::load_wgt_cycles>},
    {isa::Module::load, "other", "busy with neither", load_other},
    {isa::Module::load, "wait_insn", "waiting for instructions",
     cycles<isa::Module::load, &machine::ModuleCycles::wait_insn>},
    {isa::Module::load, "wait_compute", "waiting for compute's token",
     cycles<isa::Module::load, &machine::ModuleCycles::wait_next>},
    {isa::Module::load, "issue", "handing over", cycles<isa::Module::load, &machine::ModuleCycles::issue>},
    {isa::Module::compute, "gemm", "busy with GEMM", total<&machine::Counters::compute_gemm_cycles>},
    {isa::Module::compute, "alu", "busy with ALU", total<&machine::Counters::compute_alu_cycles>},
    {isa::Module::compute, "uop", "busy with uop loads", total<&machine::Counters::compute_load_uop_cycles>},
    {isa::Module::compute, "acc", "busy with acc loads", total<&machine::Counters::compute_load_acc_cycles>},
    {isa::Module::compute, "sync", "busy with token-only instructions", total<&machine::Counters::compute_sync_cycles>},
    {isa::Module::compute, "wait_insn", "waiting for instructions",
     cycles<isa::Module::compute, &machine::ModuleCycles::wait_insn>},
    {isa::Module::compute, "wait_load", "waiting for load's token",
     cycles<isa::Module::compute, &machine::ModuleCycles::wait_prev>},
    {isa::Module::compute, "wait_store", "waiting for store's token",
     cycles<isa::Module::compute, &machine::ModuleCycles::wait_next>},
    {isa::Module::compute, "issue", "handing over", cycles<isa::Module::compute, &machine::ModuleCycles::issue>},
    {isa::Module::store, "busy", "busy", cycles<isa::Module::store, &machine::ModuleCycles::busy>},
    {isa::Module::store, "wait_insn", "waiting for instructions",
     cycles<isa::Module::store, &machine::ModuleCycles::wait_insn>},
    {isa::Module::store, "wait_compute", "waiting for compute's token",
     cycles<isa::Module::store, &machine::ModuleCycles::wait_prev>},
    {isa::Module::store, "issue", "handing over", cycles<isa::Module::store, &machine::ModuleCycles::issue>},
}};

UsedCycles used_cycles(const machine::Counters& counters) {
  UsedCycles cycles{};
  for (std::size_t i = 0; i < kCycleUseCount; ++i) cycles[i] = kCycleUses[i].count(counters);
  return cycles;
}

}  // namespace vtasim::check
