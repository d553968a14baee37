"use strict";

// The results, as the program wrote them into the page, with what several views want to know of a row.
vtasim.load = () => {
  const results = JSON.parse(document.getElementById("results").textContent);
  const fileOf = (row) => results.files[row.file];

  // Rows of several files that are about the same are told apart by their files.
  const seen = new Map();
  const identity = (row) => JSON.stringify([row.layer, row.hardware, row.schedule, row.asked_for, row.mapping, row.requantization]);
  for (const row of results.programs) seen.set(identity(row), (seen.get(identity(row)) ?? 0) + 1);
  const passes = vtasim.distinct(results.programs.map((row) => row.requantization)).length > 1;
  const ambiguous = results.programs.some((row) => seen.get(identity(row)) > 1);

  const named = (row, mapping) => {
    let name = mapping;
    if (!row.in_rtl) name += " (not in the RTL)";
    if (passes) name += `, requantized ${row.requantization}`;
    if (ambiguous) name += ` [${fileOf(row).name}]`;
    return name;
  };
  for (const row of results.programs) row.config = fileOf(row).hardware[row.hardware];
  const configs = new Map();  // By name: files may call different ones the same.
  for (const row of results.programs) {
    configs.set(row.hardware, (configs.get(row.hardware) ?? new Set()).add(JSON.stringify(row.config.file)));
  }
  for (const row of results.programs) {
    if (configs.get(row.hardware).size > 1) row.hardware += ` [${fileOf(row).name}]`;
    // What was asked for: a schedule, auto, or the mapping itself.
    const asked = row.schedule ?? (row.error === undefined ? row.asked_for : row.mapping);
    row.label = named(row, asked === row.mapping ? row.mapping : `${asked}: ${row.mapping}`);
    row.asked_label = named(row, asked);
    if (!row.finished) continue;
    row.utilization = row.useful_macs / (row.config.block ** 2 * row.cycles);
    row.gemm_issue = row.gemm_ops / row.cycles;
    row.over_bound = row.cycles / row.bound;
    row.over_layer_bound = row.cycles / row.layer_bound;
  }
  // All but the bus of a configuration: those that differ in nothing else are points of one line.
  results.apart_from_bus = (row) => {
    const { shell, ...keys } = row.config.file;
    const { bus_bits, ...rest } = shell ?? {};
    delete keys.TARGET;
    delete keys.HW_VER;
    return JSON.stringify([keys, rest]);
  };
  results.finished = results.programs.filter((row) => row.finished);
  results.layers = vtasim.distinct(results.programs.map((row) => row.layer));
  results.hardware = vtasim.distinct(results.programs.map((row) => row.hardware));
  results.file_name = (row) => fileOf(row).name;
  // How a pair of layers was run.
  results.pair_way = (row) => {
    const depthwise = `${row.mapping}${row.in_rtl ? "" : " (not in the RTL)"}`;
    return `${row.fused ? "fused" : "apart"}: ${depthwise}${row.transposed ? ", transposed" : ""}, ${row.pointwise_mapping}`;
  };
  // Programs that were explained are told apart by their hardware, and by their files.
  const profiled = (row) => `${row.program}, ${row.hardware}`;
  const alike = (row) => results.profiles.filter((other) => profiled(other) === profiled(row)).length > 1;
  results.profile_name = (row) => profiled(row) + (alike(row) ? ` [${fileOf(row).name}]` : "");
  // So are networks that were planned, by their configurations.
  const planned = (row) => `${row.network} on ${row.hardware}`;
  const twice = (row) => results.networks.filter((other) => planned(other) === planned(row)).length > 1;
  for (const row of results.networks) {
    row.label = planned(row) + (twice(row) ? ` [${fileOf(row).name}]` : "");
    row.hardware_label = row.hardware + (twice(row) ? ` [${fileOf(row).name}]` : "");
    row.host = fileOf(row).host;
  }
  results.planned = results.networks.filter((row) => row.error === undefined);
  return results;
};

// Of each layer the row with the fewest cycles, among those that are right.
vtasim.fastest = (rows) => {
  const best = new Map();
  for (const row of rows) {
    if (!row.verified || !row.finished) continue;
    const before = best.get(row.layer);
    if (!before || row.cycles < before.cycles) best.set(row.layer, row);
  }
  return [...best.values()];
};

