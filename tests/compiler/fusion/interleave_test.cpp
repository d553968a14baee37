#include "compiler/fusion/interleave.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

namespace vtasim::compiler {
namespace {

/// A stage that emits nothing.
class Row : public Stage {
 public:
  explicit Row(std::vector<StageUnit> units) : units_(std::move(units)) {}
  std::size_t units() const override { return units_.size(); }
  StageUnit unit(std::size_t index) const override { return units_[index]; }
  void emit(std::size_t) override {}

 private:
  std::vector<StageUnit> units_;
};

StageUnit writer(std::int64_t operations, int row, int rows) {
  StageUnit unit;
  unit.operations = operations;
  unit.writes = TensorPart{0, 0, 1, row, rows};
  return unit;
}

StageUnit reader(std::int64_t operations, int row, int rows) {
  StageUnit unit;
  unit.operations = operations;
  unit.reads = {0, 0, 1, row, rows};
  return unit;
}

std::vector<std::unique_ptr<Stage>> stages_of(std::vector<std::vector<StageUnit>> rows) {
  std::vector<std::unique_ptr<Stage>> stages;
  for (std::vector<StageUnit>& row : rows) stages.push_back(std::make_unique<Row>(std::move(row)));
  return stages;
}

/// The stages' numbers in order, as "0 0 1 ..." without blanks.
std::string order_of(const std::vector<InterleavedUnit>& interleaved) {
  std::string order;
  for (const InterleavedUnit& unit : interleaved) order += std::to_string(unit.stage);
  return order;
}

std::vector<StageUnit> writers(int count) {
  std::vector<StageUnit> units;
  for (int i = 0; i < count; ++i) units.push_back(writer(100, i, 1));
  return units;
}

std::vector<StageUnit> readers(int count) {
  std::vector<StageUnit> units;
  for (int i = 0; i < count; ++i) units.push_back(reader(100, i, 1));
  return units;
}

}  // namespace

TEST_CASE("a reader stands behind its writer and as many further ones as asked for") {
  CHECK(order_of(interleave(stages_of({writers(4), readers(4)}), 0)) == "00101011");
  CHECK(order_of(interleave(stages_of({writers(4), readers(4)}), 1)) == "00010111");
  CHECK(order_of(interleave(stages_of({writers(4), readers(4)}), 9)) == "00001111");
}

TEST_CASE("a reader of everything stands behind all writers") {
  CHECK(order_of(interleave(stages_of({writers(3), {reader(10, 0, 3)}}), 0)) == "0001");
}

TEST_CASE("readers of nothing that was written begin together with the writers") {
  CHECK(order_of(interleave(stages_of({writers(2), {reader(100, 7, 1), reader(100, 8, 1)}}), 3)) == "0101");
}

TEST_CASE("units are spread by their operations") {
  // The second reader has nine times the work of the first, so the writers behind the first stand before it.
  const auto interleaved = interleave(stages_of({writers(10), {reader(100, 0, 1), reader(900, 1, 1)}}), 0);
  CHECK(order_of(interleaved) == "001010000000");
}

TEST_CASE("whatever the units, each stands behind what it reads and in its stage's order") {
  rc::prop("random stages", [] {
    const int rows = *rc::gen::inRange(1, 12);
    const auto operations = [] { return *rc::gen::inRange(0, 1000); };
    std::vector<std::vector<StageUnit>> stages(3);
    for (int stage = 0; stage < 3; ++stage) {
      for (int row = 0; row < rows;) {
        StageUnit unit;
        unit.operations = operations();
        const int count = std::min(*rc::gen::inRange(1, 4), rows - row);
        if (*rc::gen::inRange(0, 3) != 1) {
          unit.writes = TensorPart{0, 0, 1, row, count};
          row += count;
        }
        const int first = *rc::gen::inRange(0, rows);
        unit.reads = {0, 0, 1, first, *rc::gen::inRange(1, rows - first + 1)};
        stages[static_cast<std::size_t>(stage)].push_back(unit);
      }
    }
    const std::vector<InterleavedUnit> interleaved = interleave(stages_of(stages), *rc::gen::inRange(0, 4));
    std::vector<std::size_t> next(3);
    for (const InterleavedUnit& w : interleaved) {
      RC_ASSERT(w.unit == next[w.stage]++);
      if (w.stage == 0) continue;
      const TensorPart& reads = stages[w.stage][w.unit].reads;
      const std::vector<StageUnit>& before = stages[w.stage - 1];
      for (std::size_t i = next[w.stage - 1]; i < before.size(); ++i) {
        RC_ASSERT_FALSE(before[i].writes && before[i].writes->overlaps(reads));
      }
    }
    for (std::size_t stage = 0; stage < 3; ++stage) RC_ASSERT(next[stage] == stages[stage].size());
  });
}

}  // namespace vtasim::compiler
