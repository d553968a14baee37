"use strict";

// What the cycles of a row's modules went to, as parts of a bar each: {name, parts: [{colour, text, cycles, waits,
// detail}]}. colour is a variable of the style sheet; parts of one colour are of one kind, whatever the module.

// By what a module was busy with or waited for, from the program's counters.
vtasim.partsByUse = (row, uses) => {
  const kColours = { other: "sync", wait_insn: "wait-insn", wait_load: "wait-load", wait_compute: "wait-compute", wait_store: "wait-store" };
  const modules = [];
  uses.forEach((use, i) => {
    let module = modules.find((known) => known.name === use.module);
    if (!module) modules.push((module = { name: use.module, parts: [] }));
    module.parts.push({
      colour: kColours[use.key] ?? use.key,
      text: use.key === "busy" ? "busy with stores" : use.key === "sync" || use.key === "other" ? "busy with token-only instructions" : use.text,
      cycles: row.used[i],
      waits: use.key.startsWith("wait"),
    });
  });
  return modules;
};

// What a cycle is shown as that went to a cause: {colour, text, waits, place}. Kinds of work that do what their unit is
// there for, and the tokens of each module, have a kind of their own; place is the order of kinds.
vtasim.causeKind = (() => {
  const kBefore = { compute: "load", store: "compute" };
  const kBehind = { load: "compute", compute: "store" };
  const kWorks = {
    gemm: ["gemm", "GEMM operations"],
    alu: ["alu", "ALU operations"],
    inp: ["inp", "data of LOAD inp"],
    wgt: ["wgt", "data of LOAD wgt"],
    uop: ["uop", "data of LOAD uop"],
    acc: ["acc", "data of LOAD acc"],
    store: ["busy", "data of STORE"],
    instructions: ["instructions", "instructions' data"],
  };
  const kCauses = {
    vector: ["vector", "STORE reads its next vector"],
    memory: ["memory", "memory's delay"],
    bus: ["bus", "bus taken by others"],
    request: ["request", "command on its way"],
    fill: ["overhead", "pipelines fill and drain, padding, tokens only"],
    handover: ["issue", "handing over"],
    queue: ["queue", "full queue of another module", true],
    fetch: ["wait-insn", "waiting for instructions", true],
    none: ["none", "no instruction left", true],
  };
  for (const same of ["drain", "padding", "sync"]) kCauses[same] = kCauses.fill;
  const order = [...Object.values(kWorks), ...Object.values(kCauses)].map(([colour]) => colour);
  const place = (colour) => (colour.startsWith("wait-") ? order.indexOf("issue") + 0.5 : order.indexOf(colour));
  const kindOf = (unit, work, cause) => {
    if (cause === "operations" || cause === "data") return kWorks[work] ?? [work, `${cause} of ${work}`];
    const other = cause === "token_prev" ? kBefore[unit] : cause === "token_next" ? kBehind[unit] : null;
    if (other) return [`wait-${other}`, `waiting for ${other}'s token`, true];
    return kCauses[cause] ?? ["sync", cause];
  };
  return (unit, work, cause) => {
    const [colour, text, waits] = kindOf(unit, work, cause);
    return { colour, text, waits: !!waits, place: place(colour) };
  };
})();

vtasim.units = ["load", "compute", "store", "fetch"];

// By the exact cause of each cycle, where results have it; fetch is a module too.
vtasim.partsByCause = (row) =>
  vtasim.units
    .filter((unit) => row.causes[unit])
    .map((unit) => {
      const parts = new Map();
      for (const [work, causes] of Object.entries(row.causes[unit])) {
        for (const [cause, value] of Object.entries(causes)) {
          const cycles = typeof value === "number" ? value : d3.sum(Object.values(value));
          const kind = vtasim.causeKind(unit, work, cause);
          if (!parts.has(kind.text)) parts.set(kind.text, { ...kind, cycles: 0, detail: "" });
          const part = parts.get(kind.text);
          part.cycles += cycles;
          const takers = typeof value === "number" ? "" : `: ${Object.entries(value).map(([taker, n]) => `${taker} ${vtasim.format.count(n)}`).join(", ")}`;
          part.detail += `\n${work}, ${cause.replace("_", " ")} ${vtasim.format.count(cycles)}${takers}`;
        }
      }
      return { name: unit, parts: [...parts.values()].sort((a, b) => a.place - b.place) };
    });

// What the colours of parts stand for: each kind once, work before waits, and `more` list items behind them.
vtasim.partsLegend = (parts, more = []) => {
  const kinds = new Map();
  for (const part of parts) {
    if (!kinds.has(part.colour)) kinds.set(part.colour, part);
  }
  const list = vtasim.element("ul", { class: "legend" });
  for (const part of [...kinds.values()].sort((a, b) => a.waits - b.waits)) {
    const mark = d3.create("svg").attr("width", 14).attr("height", 10).attr("aria-hidden", "true");
    mark.append("rect").attr("width", 14).attr("height", 10).style("fill", `var(--${part.colour})`);
    if (part.waits) mark.append("rect").attr("class", "stripes").attr("width", 14).attr("height", 10);
    list.append(vtasim.element("li", {}, mark.node(), part.text));
  }
  list.append(...more);
  return list;
};
