"use strict";

// A program's run as explain has it, made ready to be drawn: vtasim.profile(row) gives
//   units: by name {begin, kind, instruction, kinds}: what every cycle went to, in order of time. begin[i] is the first
//          cycle of the i-th stretch, begin[n] the end; kind[i] its place among `kinds`, which are as causeKind() has
//          them, with `uses`: which of vtasim.uses they count for
//   path:  [{unit, instruction, from, to}] of the critical path
//   name(i), tell(i): an instruction in few words, and all that is known of it
//   given(i): instructions that take its tokens; taken(i): whose tokens it takes

// Shares of time that are looked at: {name, colour, of(unit, work, cause)}.
vtasim.uses = (() => {
  const kIdle = ["handover", "token_prev", "token_next", "fetch", "queue", "none"];
  const busy = (cause) => !kIdle.includes(cause);
  return [
    { name: "load at work", colour: "inp", of: (unit, work, cause) => unit === "load" && busy(cause) },
    { name: "compute, GEMM", colour: "gemm", of: (unit, work, cause) => work === "gemm" && cause === "operations" },
    { name: "compute, ALU", colour: "alu", of: (unit, work, cause) => work === "alu" && cause === "operations" },
    { name: "compute, LOADs", colour: "acc", of: (unit, work, cause) => unit === "compute" && ["uop", "acc"].includes(work) && busy(cause) },
    { name: "store at work", colour: "busy", of: (unit, work, cause) => unit === "store" && busy(cause) },
    { name: "bus, reading", colour: "series-5", of: (unit, work, cause) => unit !== "store" && cause === "data" },
    { name: "bus, writing", colour: "series-6", of: (unit, work, cause) => unit === "store" && cause === "data" },
  ];
})();

vtasim.profile = (row) => {
  const count = vtasim.format.count;
  const texts = row.texts;
  const all = row.instructions;
  const size = all.start.length;

  const units = {};
  for (const unit of vtasim.units) {
    const { cycles, cause, instruction } = row.timeline[unit];
    const kinds = [];
    const known = new Map();
    const begin = new Float64Array(cycles.length + 1);
    const kind = new Uint8Array(cycles.length);
    for (let i = 0; i < cycles.length; ++i) {
      begin[i + 1] = begin[i] + cycles[i];
      const work = unit === "fetch" ? "instructions" : instruction[i] < 0 ? "idle" : texts[all.work[instruction[i]]];
      const key = `${work} ${cause[i]}`;
      if (!known.has(key)) {
        const uses = vtasim.uses.map((use) => use.of(unit, work, texts[cause[i]]));
        known.set(key, kinds.length);
        kinds.push({ ...vtasim.causeKind(unit, work, texts[cause[i]]), uses });
      }
      kind[i] = known.get(key);
    }
    units[unit] = { begin, kind, kinds, instruction: Int32Array.from(instruction) };
  }

  const given = new Map();
  const taken = (i) => [all.token_prev[i], all.token_next[i]].filter((other) => other >= 0);
  for (let i = 0; i < size; ++i) {
    for (const from of taken(i)) given.set(from, [...(given.get(from) ?? []), i]);
  }
  const path = row.path.map(([unit, instruction, from, to]) => ({ unit: texts[unit], instruction, from, to }));
  const critical = new Set(path.filter((step) => step.unit !== "fetch").map((step) => step.instruction));

  const unitOf = (i) => texts[all.module[i]];
  const name = (i) => `${unitOf(i)} ${count(i)} (${texts[all.what[i]]})`;
  const shares = (i, list) =>
    list.map(([cause, cycles, taker, other]) => {
      const kind = vtasim.causeKind(unitOf(i), texts[all.work[i]], texts[cause]);
      const by = (taker < 0 ? "" : ` (${texts[taker]})`) + (other < 0 ? "" : `, of ${name(other)}`);
      return `  ${count(cycles)} ${kind.colour === "overhead" ? texts[cause] : kind.text}${by}`;
    });
  const tell = (i) => {
    const ran = all.start[i] >= 0;
    const ended = all.end[i] >= 0;
    const lines = [name(i)];
    lines.push(
      all.dispatch[i] < 0 ? "never handed to its module" : `dispatched in cycle ${count(all.dispatch[i])}`,
      ran ? `runs from cycle ${count(all.start[i])} ${ended ? `to ${count(all.end[i])}: ${count(all.end[i] - all.start[i])} cycles` : "and does not end"}` : "does not start",
    );
    if (all.before[i].length > 0) lines.push("before it, its module spends", ...shares(i, all.before[i]));
    if (all.at_work[i].length > 0) lines.push("at work it spends", ...shares(i, all.at_work[i]));
    for (const from of taken(i)) lines.push(`takes the token of ${name(from)}, which ended in cycle ${count(all.end[from])}`);
    for (const to of given.get(i) ?? []) lines.push(`pushes the token of ${name(to)}`);
    if (critical.has(i)) lines.push("on the critical path");
    else if (all.slack[i] >= 0) lines.push(`could have ended ${count(all.slack[i])} cycles later`);
    else if (path.length > 0) lines.push("FINISH does not depend on it");
    return lines.join("\n");
  };

  return {
    row,
    units,
    path,
    size,
    window: Math.max(1, ...vtasim.units.map((unit) => units[unit].begin[units[unit].begin.length - 1])),
    unitOf,
    name,
    tell,
    taken,
    given: (i) => given.get(i) ?? [],
    start: all.start,
    end: all.end,
    dispatch: all.dispatch,
    what: (i) => texts[all.what[i]],
  };
};
