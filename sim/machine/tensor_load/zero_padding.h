#pragma once

#include "isa/instruction.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// The unit that writes a LOAD's padding (ZeroPadding in TensorLoadNarrowVME.scala): one zero element a cycle, rows
/// from the top, in the cycles in which no data is written. Where only rows below are padded, it first counts past the
/// data rows, one a cycle, whether data is written or not.
class ZeroPadding {
 public:
  /// The unit is out of idle from `first` on, if the LOAD has padding.
  void start(const isa::MemFields& f, Cycle first) {
    const Cycle width = Cycle{f.x_pad_0} + f.x_size + f.x_pad_1;
    const Cycle sides = Cycle{f.x_pad_0} + f.x_pad_1;
    cursor_ = first;
    before_ = f.y_pad_0 * width + f.y_size * sides;
    const Cycle below = f.y_pad_1 * width;
    skip_ = sides == 0 && f.y_pad_1 != 0 ? f.y_size : 0;
    after_ = below;
  }

  /// Data is written in first..last; ranges come in order.
  void data(Cycle first, Cycle last) {
    if (before_ + skip_ + after_ == 0) return;
    if (first > cursor_) {
      write(before_, first);
      pass(first);
      write(after_, first);
    }
    cursor_ = std::max(cursor_, first);
    if (before_ == 0) pass(last + 1);
    cursor_ = last + 1;
  }

  /// First cycle in which the unit is idle, if no more data comes.
  Cycle finish() const { return cursor_ + before_ + skip_ + after_; }

 private:
  void write(Cycle& pending, Cycle until) {
    const Cycle n = std::min(pending, until - cursor_);
    pending -= n;
    cursor_ += n;
  }
  void pass(Cycle until) {
    if (before_ == 0) write(skip_, until);
  }

  Cycle cursor_ = 0;
  Cycle before_ = 0;
  Cycle skip_ = 0;
  Cycle after_ = 0;
};

}  // namespace vtasim::machine
