#include "isa/base/text_width.h"

#include <utf8proc.h>

#include <algorithm>

namespace vtasim {
namespace {

/// A character with what combines with it.
struct Glyph {
  std::size_t begin = 0;  ///< Bytes of the line.
  std::size_t end = 0;
  std::size_t width = 0;  ///< Columns.
};

std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> glyphs;
  for (std::size_t at = 0; at < line.size();) {
    utf8proc_int32_t code = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(line.data()) + at;
    const utf8proc_ssize_t read = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(line.size() - at), &code);
    const std::size_t length = read > 0 ? static_cast<std::size_t>(read) : 1;
    const std::size_t width = read > 0 ? static_cast<std::size_t>(utf8proc_charwidth(code)) : 1;
    if (width == 0 && !glyphs.empty()) {
      glyphs.back().end += length;
    } else {
      glyphs.push_back({at, at + length, width});
    }
    at += length;
  }
  return glyphs;
}

bool is_blank(std::string_view line, const Glyph& glyph) { return line[glyph.begin] == ' '; }

/// Whether a word may be broken behind it.
bool is_joint(std::string_view line, const Glyph& glyph) {
  return std::string_view("-/_+,:").find(line[glyph.begin]) != std::string_view::npos;
}

/// The glyph before which a line from `begin` is broken, where `end` is the first that has no room in it.
std::size_t break_before(std::string_view line, const std::vector<Glyph>& glyphs, std::size_t begin, std::size_t end) {
  if (end == glyphs.size() || is_blank(line, glyphs[end])) return end;
  for (std::size_t g = end; g > begin + 1; --g) {
    if (is_blank(line, glyphs[g - 1])) return g - 1;
  }
  for (std::size_t g = end; g > begin + 1; --g) {
    if (is_joint(line, glyphs[g - 1])) return g;
  }
  return end;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const Glyph& glyph : glyphs_of(text)) width += glyph.width;
  return width;
}

std::vector<std::string> wrapped(std::string_view line, std::size_t width) {
  const std::vector<Glyph> glyphs = glyphs_of(line);
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < glyphs.size();) {
    std::size_t end = begin;
    for (std::size_t used = 0; end < glyphs.size(); ++end) {
      used += glyphs[end].width;
      if (used > width && end > begin) break;
    }
    end = break_before(line, glyphs, begin, end);
    std::size_t last = end;
    while (last > begin && is_blank(line, glyphs[last - 1])) --last;
    if (last > begin) {
      lines.emplace_back(line.substr(glyphs[begin].begin, glyphs[last - 1].end - glyphs[begin].begin));
    }
    begin = end;
    while (begin < glyphs.size() && is_blank(line, glyphs[begin])) ++begin;
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

std::string wrapped_lines(std::string_view text, std::size_t width) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (display_width(line) <= width) {
      result.append(line).push_back('\n');
      continue;
    }
    std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view words = line.substr(indent);
    if (indent + 2 >= width / 2) indent = 0;  // Too narrow for it.
    const std::string first = wrapped(words, width - indent).front();
    result += std::string(indent, ' ') + first + '\n';
    std::string_view rest = words.substr(first.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) continue;
    const std::size_t hang = indent + (width > 4 ? 2 : 0);
    for (const std::string& next : wrapped(rest, width - hang)) result += std::string(hang, ' ') + next + '\n';
  }
  return result;
}

std::string cut_to(std::string_view line, std::size_t width) {
  if (display_width(line) <= width) return std::string(line);
  constexpr std::string_view kEllipsis = "...";
  const std::string_view mark = kEllipsis.substr(0, std::min(width, kEllipsis.size()));
  std::string result;
  std::size_t used = mark.size();
  for (const Glyph& glyph : glyphs_of(line)) {
    used += glyph.width;
    if (used > width) break;
    result += line.substr(glyph.begin, glyph.end - glyph.begin);
  }
  return result.append(mark);
}

}  // namespace vtasim
