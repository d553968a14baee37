#include "sim/report/table_layout.h"

#include <algorithm>
#include <functional>
#include <sstream>
#include <utility>

#include "isa/base/text_width.h"

namespace vtasim::report {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowName = 13;  // Half of a pair of rectangles: "in 2x4x2 step", "2x2 out 4x2x2".
constexpr int kBeforeWrapping = 2;       // The lowest rank that goes before names are wrapped.

/// Finds the layout for a width.
class Fitting {
 public:
  Fitting(const std::vector<TableColumn>& columns, std::size_t width) : columns_(columns), limit_(width) {
    layout_.gap = kGap;
    layout_.width.assign(columns.size(), 0);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      layout_.shown.push_back(c);
      std::size_t natural = columns[c].least;
      for (const std::string& line : columns[c].heading_lines()) natural = std::max(natural, display_width(line));
      natural_.push_back(natural);
    }
  }

  TableLayout run() {
    const auto whole = [this](std::size_t c) { return natural_[c]; };
    const auto comfortable = [this](std::size_t c) {
      const std::size_t wrap_to = columns_[c].wrap_to == 0 ? limit_ / 2 : columns_[c].wrap_to;
      return columns_[c].wraps ? std::min(natural_[c], std::max(wrap_to, kNarrowName)) : natural_[c];
    };
    const auto narrow = [this](std::size_t c) {
      return columns_[c].wraps ? std::min(natural_[c], kNarrowName) : natural_[c];
    };
    const auto narrowest = [this](std::size_t c) { return columns_[c].wraps ? std::size_t{1} : natural_[c]; };

    if (set(whole)) return layout_;
    bool fits = set(comfortable);
    while (!fits && leave_out(kBeforeWrapping)) fits = set(comfortable);
    if (!fits) fits = set(narrow);
    while (!fits && leave_out(1)) fits = set(narrow);
    if (!fits) fits = set(narrowest);
    if (!fits) {
      layout_.gap = 1;
      fits = set(narrowest);
    }
    if (fits) widen_names();
    return layout_;
  }

 private:
  /// Gives every column that is shown its width; whether they fit.
  bool set(const std::function<std::size_t(std::size_t)>& width_of) {
    for (const std::size_t c : layout_.shown) layout_.width[c] = width_of(c);
    return layout_.total() <= limit_;
  }

  /// Leaves out the column of the highest rank, the last of equals; false where none is of `lowest` or more.
  bool leave_out(int lowest) {
    auto& shown = layout_.shown;
    auto worst = shown.end();
    for (auto at = shown.begin(); at != shown.end(); ++at) {
      const int rank = columns_[*at].rank;
      if (rank >= lowest && (worst == shown.end() || rank >= columns_[*worst].rank)) worst = at;
    }
    if (worst == shown.end()) return false;
    layout_.width[*worst] = 0;
    layout_.left_out.insert(std::upper_bound(layout_.left_out.begin(), layout_.left_out.end(), *worst), *worst);
    shown.erase(worst);
    return true;
  }

  /// Gives what room is left to names: first to those that then need not be wrapped, of the rest to the one that takes
  /// the most lines.
  void widen_names() {
    std::size_t room = limit_ - layout_.total();
    std::vector<std::size_t> names;
    for (const std::size_t c : layout_.shown) {
      if (lacks(c) > 0) names.push_back(c);
    }
    std::stable_sort(names.begin(), names.end(), [this](std::size_t a, std::size_t b) { return lacks(a) < lacks(b); });
    for (const std::size_t c : names) {
      const std::size_t more = lacks(c);
      if (more > room) break;
      layout_.width[c] += more;
      room -= more;
    }
    for (; room > 0; --room) {
      const auto lines = [this](std::size_t c) {
        return static_cast<double>(natural_[c]) / static_cast<double>(layout_.width[c]);
      };
      const auto most = std::max_element(names.begin(), names.end(),
                                         [&](std::size_t a, std::size_t b) { return lines(a) < lines(b); });
      if (most == names.end() || lacks(*most) == 0) break;
      ++layout_.width[*most];
    }
  }

  std::size_t lacks(std::size_t c) const { return natural_[c] - layout_.width[c]; }

  const std::vector<TableColumn>& columns_;
  const std::size_t limit_;
  std::vector<std::size_t> natural_;
  TableLayout layout_;
};

}  // namespace

TableColumn TableColumn::name(std::string heading, std::size_t least, int rank, std::size_t wrap_to) {
  return {std::move(heading), Align::left, rank, least, true, wrap_to};
}

TableColumn TableColumn::figure(std::string heading, int rank, std::size_t least) {
  return {std::move(heading), Align::right, rank, least, false, 0};
}

std::vector<std::string> TableColumn::heading_lines() const {
  std::vector<std::string> lines;
  std::istringstream stream(heading);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string TableColumn::plain_heading() const {
  std::string text;
  for (const std::string& line : heading_lines()) {
    if (!text.empty() && text.back() == '-') {
      text.pop_back();
    } else if (!text.empty() && text.back() == ',') {
      text.back() = ' ';
      text += "in ";
    } else if (!text.empty()) {
      text += ' ';
    }
    text += line;
  }
  return text;
}

std::size_t TableLayout::total() const {
  std::size_t sum = shown.empty() ? 0 : gap * (shown.size() - 1);
  for (const std::size_t c : shown) sum += width[c];
  return sum;
}

TableLayout fit(const std::vector<TableColumn>& columns, std::size_t width) { return Fitting(columns, width).run(); }

}  // namespace vtasim::report
