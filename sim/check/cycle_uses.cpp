#include "sim/check/cycle_uses.h"

namespace vtasim {
namespace {

const ModuleCycles& of(const Counters& counters, Module module) {
  return counters.modules[static_cast<std::size_t>(module)];
}

template <Module module, std::int64_t ModuleCycles::*member>
std::int64_t cycles(const Counters& counters) {
  return of(counters, module).*member;
}

template <std::int64_t Counters::*member>
std::int64_t total(const Counters& counters) {
  return counters.*member;
}

/// Instructions that only move tokens, and one that FINISH found at work.
std::int64_t load_other(const Counters& counters) {
  return of(counters, Module::load).busy - counters.load_inp_cycles - counters.load_wgt_cycles;
}

}  // namespace

const std::array<CycleUse, kCycleUseCount> kCycleUses = {{
    {Module::load, "inp", "busy with inp", total<&Counters::load_inp_cycles>},
    {Module::load, "wgt", "busy with wgt", total<&Counters::load_wgt_cycles>},
    {Module::load, "other", "busy with neither", load_other},
    {Module::load, "wait_insn", "waiting for instructions", cycles<Module::load, &ModuleCycles::wait_insn>},
    {Module::load, "wait_compute", "waiting for compute's token", cycles<Module::load, &ModuleCycles::wait_next>},
    {Module::load, "issue", "handing over", cycles<Module::load, &ModuleCycles::issue>},
    {Module::compute, "gemm", "busy with GEMM", total<&Counters::compute_gemm_cycles>},
    {Module::compute, "alu", "busy with ALU", total<&Counters::compute_alu_cycles>},
    {Module::compute, "uop", "busy with uop loads", total<&Counters::compute_load_uop_cycles>},
    {Module::compute, "acc", "busy with acc loads", total<&Counters::compute_load_acc_cycles>},
    {Module::compute, "sync", "busy with token-only instructions", total<&Counters::compute_sync_cycles>},
    {Module::compute, "wait_insn", "waiting for instructions", cycles<Module::compute, &ModuleCycles::wait_insn>},
    {Module::compute, "wait_load", "waiting for load's token", cycles<Module::compute, &ModuleCycles::wait_prev>},
    {Module::compute, "wait_store", "waiting for store's token", cycles<Module::compute, &ModuleCycles::wait_next>},
    {Module::compute, "issue", "handing over", cycles<Module::compute, &ModuleCycles::issue>},
    {Module::store, "busy", "busy", cycles<Module::store, &ModuleCycles::busy>},
    {Module::store, "wait_insn", "waiting for instructions", cycles<Module::store, &ModuleCycles::wait_insn>},
    {Module::store, "wait_compute", "waiting for compute's token", cycles<Module::store, &ModuleCycles::wait_prev>},
    {Module::store, "issue", "handing over", cycles<Module::store, &ModuleCycles::issue>},
}};

UsedCycles used_cycles(const Counters& counters) {
  UsedCycles cycles{};
  for (std::size_t i = 0; i < kCycleUseCount; ++i) cycles[i] = kCycleUses[i].count(counters);
  return cycles;
}

}  // namespace vtasim
