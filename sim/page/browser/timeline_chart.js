"use strict";

// Draws a stretch of a program's time on a canvas: for each unit what its cycles went to, and what was busy how much.
// Of whatever is narrower than a pixel, a pixel's column has each kind's share, so that it takes as long to draw a
// million stretches as to look at each once.
vtasim.timelineChart = (() => {
  const kLeft = 106;
  const kRight = 50;
  const kAxis = 24;
  const kNames = 14;  // Height of the strip with an instruction's name,
  const kBar = 20;    // of what its cycles went to,
  const kPath = 4;    // and of the critical path below.
  const kGap = 8;
  const kUse = 22;
  const kBin = 4;     // Pixels of a bin of what was busy.
  const kOrder = ["fetch", "load", "compute", "store"];

  const tracks = [];
  let bottom = kAxis;
  for (const unit of kOrder) {
    const names = unit === "fetch" ? 0 : kNames;
    tracks.push({ unit, top: bottom, bar: bottom + names, end: bottom + names + kBar + kPath });
    bottom += names + kBar + kPath + kGap;
  }
  const usesTop = bottom + 8;
  const overview = usesTop + vtasim.uses.length * kUse + 8;
  const height = overview + 14;
  const track = (unit) => tracks.find((known) => known.unit === unit);

  // The first stretch that ends behind a cycle.
  const stretchAt = (unit, cycle) => Math.min(d3.bisectRight(unit.begin, cycle) - 1, unit.kind.length - 1);

  // Shares of kinds in each column of pixels: [column * kinds + kind].
  const columnShares = (unit, from, to, columns) => {
    const kinds = unit.kinds.length;
    const shares = new Float32Array(columns * kinds);
    const { begin, kind } = unit;
    const scale = columns / (to - from);
    for (let i = Math.max(0, stretchAt(unit, from)); i < kind.length && begin[i] < to; ++i) {
      const first = Math.max(0, (begin[i] - from) * scale);
      const last = Math.min(columns, (begin[i + 1] - from) * scale);
      let column = Math.floor(first);
      const end = Math.floor(last);
      if (column === end) {
        shares[column * kinds + kind[i]] += last - first;
        continue;
      }
      shares[column * kinds + kind[i]] += column + 1 - first;
      while (++column < end) shares[column * kinds + kind[i]] = 1;
      if (end < columns) shares[end * kinds + kind[i]] += last - end;
    }
    return shares;
  };

  // Colours of the style sheet. On paper they are the light ones, whatever the screen has.
  const palette = (paper) => {
    const style = paper
      ? [...document.styleSheets[0].cssRules].find((rule) => rule.selectorText === ":root").style
      : getComputedStyle(document.documentElement);
    const known = new Map();
    return (name) => {
      if (!known.has(name)) known.set(name, style.getPropertyValue(`--${name}`).trim());
      return known.get(name);
    };
  };

  // A colour as a pixel of image data has it, with so much of another in it.
  const pixel = (colour, other = colour, share = 0) => {
    const { r, g, b } = d3.rgb(d3.interpolateRgb(colour, other)(share));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };

  // Draws shares as columns of pixels: a fill for each would take longer than a frame has. Waits are striped as in other
  // charts.
  const drawShares = (context, colour, unit, shares, columns, place) => {
    const count = unit.kinds.length;
    const rows = Math.round(kBar * place.ratio);
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const period = Math.round(6 * place.ratio);
    const order = d3.range(count).sort((a, b) => unit.kinds[a].place - unit.kinds[b].place);
    const plain = unit.kinds.map((kind) => pixel(colour(kind.colour)));
    const striped = unit.kinds.map((kind) => (kind.waits ? pixel(colour(kind.colour), colour("page"), 0.55) : pixel(colour(kind.colour))));
    pixels.fill(pixel(colour("page")));
    for (let column = 0; column < columns; ++column) {
      let filled = 0;
      let row = rows;  // From below.
      for (const kind of order) {
        const share = shares[column * count + kind];
        if (share === 0) continue;
        filled += share;
        for (const end = Math.max(0, Math.round((1 - filled) * rows)); row > end; --row) {
          const inStripe = (column + row) % period < period / 3;
          pixels[(row - 1) * columns + column] = inStripe ? striped[kind] : plain[kind];
        }
      }
    }
    context.putImageData(image, Math.round(kLeft * place.ratio), Math.round(place.top * place.ratio));
  };

  const drawAxis = (context, colour, x, width) => {
    const format = vtasim.format.count;
    const room = vtasim.textWidth(format(Math.round(x.domain()[1])));
    const ticks = x.ticks(Math.max(2, Math.floor((width - kLeft - kRight) / (room + 40)))).filter(Number.isInteger);
    context.fillStyle = colour("soft");
    context.textAlign = "center";
    for (const cycle of ticks) {
      const at = Math.round(x(cycle)) + 0.5;
      context.strokeStyle = colour("line");
      context.beginPath();
      context.moveTo(at, kAxis - 6);
      context.lineTo(at, overview - 6);
      context.stroke();
      context.fillText(format(cycle), at, 9);
    }
  };

  // Boxes with names above what cycles went to, where they have room.
  const drawNames = (context, colour, profile, x, unit, top, right) => {
    const { begin, instruction } = profile.units[unit];
    const [from, to] = x.domain();
    context.save();
    context.beginPath();
    context.rect(kLeft, top, right - kLeft, kNames);
    context.clip();
    context.textAlign = "left";
    let before = -1;
    let drawn = kLeft - 1;
    for (let i = Math.max(0, stretchAt(profile.units[unit], from)); i < instruction.length && begin[i] < to; ++i) {
      const at = instruction[i];
      if (at === before || at < 0 || profile.start[at] < 0) continue;
      before = at;
      const left = x(profile.start[at]);
      const end = profile.end[at] < 0 ? right : x(profile.end[at]);
      if (end - left < 3) {  // As one, however many they are.
        if (Math.floor(left) === drawn) continue;
        drawn = Math.floor(left);
        context.fillStyle = colour("line");
        context.fillRect(drawn, top + 3, 1, kNames - 4);
        continue;
      }
      context.fillStyle = colour("panel");
      context.strokeStyle = colour("line");
      context.fillRect(left + 0.5, top + 0.5, end - left - 1, kNames - 1);
      context.strokeRect(left + 0.5, top + 0.5, end - left - 1, kNames - 1);
      const begins = Math.max(left, kLeft);
      const room = Math.min(end, right) - begins - 6;
      if (room < 30) continue;
      context.fillStyle = colour("ink");
      context.font = "10px system-ui, sans-serif";
      context.fillText(vtasim.fitted(profile.what(at), room, 10), begins + 3, top + kNames / 2 + 0.5);
      context.font = "12px system-ui, sans-serif";
    }
    context.restore();
  };

  const drawPath = (context, colour, profile, x, right) => {
    const [from, to] = x.domain();
    context.fillStyle = colour("ink");
    context.strokeStyle = colour("ink");
    context.lineWidth = 1;
    context.beginPath();
    const drawn = {};
    let before = null;
    let crossed = -1;
    for (let i = Math.max(0, d3.bisector((step) => step.to).right(profile.path, from)); i < profile.path.length; ++i) {
      const step = profile.path[i];
      if (step.from >= to) break;
      const left = Math.max(kLeft, x(step.from));
      const end = Math.min(right, x(step.to));
      const place = track(step.unit);
      // What is within the pixel that was drawn last is there already.
      if (!(end <= drawn[step.unit])) {
        const width = Math.max(1, end - left);
        context.fillRect(left, place.end - kPath + 1, width, kPath - 1);
        drawn[step.unit] = Math.floor(left + width);
      }
      if (before && before.unit !== step.unit && step.from >= from && Math.floor(left) !== crossed) {
        const [upper, lower] = [track(before.unit), place].sort((a, b) => a.end - b.end);
        crossed = Math.floor(left);
        context.moveTo(crossed + 0.5, upper.end);
        context.lineTo(crossed + 0.5, lower.end);
      }
      before = step;
    }
    context.stroke();
  };

  // `fine` columns of shares are `columns` pixels of the page.
  const drawUses = (context, colour, profile, shares, fine, columns) => {
    const bins = Math.ceil(columns / kBin);
    const binOf = (column) => Math.floor((column * columns) / fine / kBin);
    vtasim.uses.forEach((use, u) => {
      const cycles = new Float32Array(bins);
      for (const unit of kOrder) {
        const { kinds } = profile.units[unit];
        const counted = d3.range(kinds.length).filter((kind) => kinds[kind].uses[u]);
        if (counted.length === 0) continue;
        for (let column = 0; column < fine; ++column) {
          let share = 0;
          for (const kind of counted) share += shares[unit][column * kinds.length + kind];
          cycles[binOf(column)] += (share * columns) / fine;
        }
      }
      const top = usesTop + u * kUse;
      const full = kUse - 5;
      context.fillStyle = colour("panel");
      context.fillRect(kLeft, top, columns, full);
      context.fillStyle = colour(use.colour);
      for (let bin = 0; bin < bins; ++bin) {
        const width = Math.min(kBin, columns - bin * kBin);
        const share = Math.min(1, cycles[bin] / width);
        if (share > 0) context.fillRect(kLeft + bin * kBin, top + full * (1 - share), width, full * share);
      }
      context.fillStyle = colour("ink");
      context.textAlign = "left";
      context.fillText(use.name, 0, top + full / 2);
      context.fillStyle = colour("soft");
      context.fillText(vtasim.format.percent(d3.sum(cycles) / columns), kLeft + columns + 4, top + full / 2);
    });
  };

  // An arrow from the end of an instruction to the start of another, which takes its token.
  const drawToken = (context, profile, x, from, to) => {
    const [a, b] = [track(profile.unitOf(from)), track(profile.unitOf(to))];
    const down = a.bar < b.bar;
    const begin = [x(profile.end[from]), down ? a.bar + kBar : a.bar];
    const end = [x(profile.start[to]), down ? b.bar - kNames : b.bar + kBar + kPath];
    const bend = (end[1] - begin[1]) * 0.6;
    context.beginPath();
    context.moveTo(...begin);
    context.bezierCurveTo(begin[0], begin[1] + bend, end[0], end[1] - bend, ...end);
    context.stroke();
    const head = down ? -5 : 5;
    context.beginPath();
    context.moveTo(...end);
    context.lineTo(end[0] - 3.5, end[1] + head);
    context.lineTo(end[0] + 3.5, end[1] + head);
    context.fill();
  };

  // The instruction that is pointed at: where it is, when fetch handed it over, and whose tokens came and went.
  const drawPointed = (context, colour, profile, x, i, right) => {
    if (profile.start[i] < 0) return;
    const place = track(profile.unitOf(i));
    const left = x(profile.start[i]);
    const end = profile.end[i] < 0 ? right : x(profile.end[i]);
    context.save();
    context.beginPath();
    context.rect(kLeft, 0, right - kLeft, usesTop - 4);
    context.clip();
    context.strokeStyle = context.fillStyle = colour("accent");
    context.lineWidth = 2;
    const top = place.bar - (place.unit === "fetch" ? 0 : kNames);
    context.strokeRect(left, top, Math.max(1, end - left), place.bar + kBar - top);
    context.lineWidth = 1.5;
    for (const from of profile.taken(i)) drawToken(context, profile, x, from, i);
    for (const to of profile.given(i)) drawToken(context, profile, x, i, to);
    if (profile.dispatch[i] >= 0) {
      const fetch = track("fetch");
      context.lineWidth = 1;
      context.setLineDash([2, 2]);
      context.beginPath();
      context.moveTo(x(profile.dispatch[i] + 0.5), fetch.bar);
      context.lineTo(x(profile.dispatch[i] + 0.5), fetch.bar + kBar + kPath);
      context.lineTo(left, top);
      context.stroke();
    }
    context.restore();
  };

  const drawOverview = (context, colour, profile, x, columns) => {
    const [from, to] = x.domain();
    const scale = columns / profile.window;
    context.fillStyle = colour("line");
    context.fillRect(kLeft, overview + 3, columns, 6);
    context.fillStyle = colour("accent");
    context.fillRect(kLeft + from * scale, overview + 1, Math.max(2, (to - from) * scale), 10);
  };

  return {
    height,
    left: kLeft,
    right: kRight,

    // Draws cycles [from, to) of a profile. pointed: an instruction, or -1.
    draw(canvas, profile, { from, to, path, pointed, paper }) {
      const ratio = Math.max(paper ? 2 : 1, window.devicePixelRatio || 1);
      const width = canvas.clientWidth || Number(canvas.dataset.width);
      const columns = Math.max(1, Math.floor(width) - kLeft - kRight);
      const right = kLeft + columns;
      for (const [name, size] of [["width", Math.round(width * ratio)], ["height", Math.round(height * ratio)]]) {
        if (canvas[name] !== size) canvas[name] = size;
      }
      const context = canvas.getContext("2d");
      const colour = palette(paper);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = colour("page");
      context.fillRect(0, 0, width, height);
      context.font = "12px system-ui, sans-serif";
      context.textBaseline = "middle";
      context.lineWidth = 1;
      const x = d3.scaleLinear().domain([from, to]).range([kLeft, right]);
      drawAxis(context, colour, x, width);
      const fine = Math.round(columns * ratio);
      const shares = {};
      for (const { unit, bar } of tracks) {
        shares[unit] = columnShares(profile.units[unit], from, to, fine);
        drawShares(context, colour, profile.units[unit], shares[unit], fine, { top: bar, ratio });
        if (unit !== "fetch") drawNames(context, colour, profile, x, unit, bar - kNames, right);
        context.fillStyle = colour("ink");
        context.textAlign = "left";
        context.fillText(unit, 0, bar + kBar / 2);
      }
      if (path) drawPath(context, colour, profile, x, right);
      drawUses(context, colour, profile, shares, fine, columns);
      drawOverview(context, colour, profile, x, columns);
      if (pointed >= 0) drawPointed(context, colour, profile, x, pointed, right);
    },

    // What lies at a place of the canvas: {unit, stretch}, or nothing.
    at(profile, x, y, cycle) {
      const place = tracks.find((known) => y >= known.top && y < known.end);
      if (!place || cycle < 0 || cycle >= profile.window) return null;
      const stretch = stretchAt(profile.units[place.unit], cycle);
      return stretch < 0 ? null : { unit: place.unit, stretch };
    },
  };
})();
