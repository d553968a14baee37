#include "compiler/codegen/token_order.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/program_builder.h"

namespace vtasim::compiler {
namespace {

using isa::Module;
using Index = TokenOrder::Index;

/// An instruction of a module that does something.
isa::Instruction work_of(Module module) {
  if (module == Module::load) return load(isa::Buffer::inp, 1, 1);
  if (module == Module::store) return store(1);
  return isa::Gemm{};
}

/// Appends one that waits for the instructions at `earlier`.
Index append_after(TokenOrder& order, Module module, const std::vector<Index>& earlier = {}) {
  for (const Index index : earlier) order.order_after(module, index);
  return order.append(work_of(module));
}

/// Dependency bits as 'p' and 'n' for previous and next, small where they pop and large where they push.
std::string bits(const isa::Instruction& instruction) {
  const isa::Deps& deps = deps_of(instruction);
  std::string text;
  if (deps.pop_prev != 0) text += 'p';
  if (deps.pop_next != 0) text += 'n';
  if (deps.push_prev != 0) text += 'P';
  if (deps.push_next != 0) text += 'N';
  return text;
}

std::vector<std::string> bits(TokenOrder& order) {
  std::vector<std::string> all;
  for (const isa::Instruction& instruction : order.take()) all.push_back(bits(instruction));
  return all;
}

bool token_only(const isa::Instruction& instruction) {
  if (const auto* l = std::get_if<isa::Load>(&instruction)) return l->x_size == 0;
  if (const auto* s = std::get_if<isa::Store>(&instruction)) return s->x_size == 0;
  return false;
}

std::ptrdiff_t token_only(const std::vector<isa::Instruction>& instructions) {
  return std::count_if(instructions.begin(), instructions.end(),
                       [](const isa::Instruction& instruction) { return token_only(instruction); });
}

using Bits = std::vector<std::string>;

}  // namespace

TEST_CASE("neighbours are ordered by one token, from the earlier instruction to the next") {
  struct Sample {
    Module earlier;
    Module later;
    Bits bits;
  };
  for (const Sample& sample :
       {Sample{Module::load, Module::compute, {"N", "p"}}, Sample{Module::compute, Module::load, {"P", "n"}},
        Sample{Module::compute, Module::store, {"N", "p"}}, Sample{Module::store, Module::compute, {"P", "n"}}}) {
    CAPTURE(to_string(sample.earlier), to_string(sample.later));
    TokenOrder order;
    const Index earlier = append_after(order, sample.earlier);
    append_after(order, sample.later, {earlier});
    CHECK(bits(order) == sample.bits);
  }
}

TEST_CASE("a module is in order by itself, and after nothing is no order") {
  TokenOrder order;
  CHECK(order.latest(Module::load) == TokenOrder::kNone);
  const Index first = append_after(order, Module::load, {TokenOrder::kNone});
  CHECK(append_after(order, Module::load, {first}) == 1);
  CHECK(order.latest(Module::load) == 1);
  CHECK(order.latest(Module::compute) == TokenOrder::kNone);
  CHECK(bits(order) == Bits{"", ""});
}

TEST_CASE("bits that an instruction comes with are dropped") {
  TokenOrder order;
  order.append(with_deps(load(isa::Buffer::inp, 1, 1), {1, 1, 1, 1}));
  CHECK(bits(order) == Bits{""});
}

TEST_CASE("nothing is added where the order follows already") {
  TokenOrder order;
  const Index first = append_after(order, Module::load);
  const Index second = append_after(order, Module::load);
  SECTION("from an earlier token, for all that its instruction had before it in its module") {
    append_after(order, Module::compute, {second});
    append_after(order, Module::compute, {first, second});
    CHECK(bits(order) == Bits{"", "N", "p", ""});
  }
  SECTION("from tokens of others") {
    const Index product = append_after(order, Module::compute, {second});
    append_after(order, Module::store, {product});
    append_after(order, Module::store, {first, second, product});
    CHECK(bits(order) == Bits{"", "N", "pN", "p", ""});
  }
  SECTION("but the next instruction of the other module does not follow") {
    append_after(order, Module::compute, {first});
    append_after(order, Module::compute, {second});
    CHECK(bits(order) == Bits{"N", "N", "p", "p"});
  }
}

TEST_CASE("load and store are ordered through compute") {
  TokenOrder order;
  SECTION("by an instruction that only passes tokens on, where there is none") {
    const Index earlier = append_after(order, Module::load);
    append_after(order, Module::store, {earlier});
    const std::vector<isa::Instruction> all = order.take();
    REQUIRE(all.size() == 3);
    CHECK(token_only(all[1]));
    CHECK(module_of(all[1]) == Module::compute);
    CHECK(std::get<isa::Load>(all[1]).y_size == 1);
    CHECK(bits(all[0]) == "N");
    CHECK(bits(all[1]) == "pN");
    CHECK(bits(all[2]) == "p");
  }
  SECTION("in the other direction as well") {
    const Index earlier = append_after(order, Module::store);
    append_after(order, Module::load, {earlier});
    CHECK(bits(order) == Bits{"P", "nP", "n"});
  }
  SECTION("by the first instruction of compute that comes after the earlier one") {
    const Index earlier = append_after(order, Module::load);
    append_after(order, Module::compute, {earlier});
    append_after(order, Module::compute);
    append_after(order, Module::store, {earlier});
    CHECK(bits(order) == Bits{"N", "pN", "", "p"});
  }
  SECTION("not by one that is behind it in the program only") {
    const Index earlier = append_after(order, Module::load);
    append_after(order, Module::compute);
    append_after(order, Module::store, {earlier});
    CHECK(bits(order) == Bits{"N", "", "pN", "p"});
  }
}

TEST_CASE("a second token of one neighbour takes an instruction of its own, one of the other does not") {
  SECTION("of one") {
    TokenOrder order;
    const Index first = append_after(order, Module::load);
    const Index second = append_after(order, Module::load);
    append_after(order, Module::compute, {first, second});
    const std::vector<isa::Instruction> all = order.take();
    REQUIRE(all.size() == 4);
    CHECK(token_only(all[2]));
    CHECK(bits(all[0]) == "N");
    CHECK(bits(all[1]) == "N");
    CHECK(bits(all[2]) == "p");
    CHECK(bits(all[3]) == "p");
  }
  SECTION("the later first: it says all") {
    TokenOrder order;
    const Index first = append_after(order, Module::load);
    const Index second = append_after(order, Module::load);
    append_after(order, Module::compute, {second, first});
    CHECK(bits(order) == Bits{"", "N", "p"});
  }
  SECTION("of both") {
    TokenOrder order;
    const Index loaded = append_after(order, Module::load);
    const Index stored = append_after(order, Module::store);
    append_after(order, Module::compute, {loaded, stored});
    CHECK(bits(order) == Bits{"N", "P", "pn"});
  }
}

TEST_CASE("255 tokens may be pending, for a 256th the neighbour is held back") {
  const auto pairs = [](TokenOrder& order, int loads, int products) {
    std::vector<Index> loaded;
    for (int i = 0; i < loads; ++i) loaded.push_back(append_after(order, Module::load));
    for (int i = 0; i < products; ++i) append_after(order, Module::compute, {loaded[static_cast<std::size_t>(i)]});
    return loaded;
  };
  SECTION("255") {
    TokenOrder order;
    pairs(order, 255, 255);
    const std::vector<isa::Instruction> all = order.take();
    CHECK(all.size() == 2 * 255);
    CHECK(token_only(all) == 0);
  }
  SECTION("256") {
    TokenOrder order;
    pairs(order, 256, 256);
    const std::vector<isa::Instruction> all = order.take();
    REQUIRE(all.size() == 2 * 256 + 1);
    const isa::Instruction& held = all[256 + 255];
    CHECK(token_only(held));
    CHECK(module_of(held) == Module::load);
    CHECK(bits(held) == "nN");
    CHECK(bits(all[256 + 254]) == "pP");
    CHECK(bits(all[255]).empty());
    CHECK(bits(all.back()) == "p");
  }
  SECTION("or one of its later instructions pushes, which knows of the pops") {
    TokenOrder order;
    const std::vector<Index> loaded = pairs(order, 256, 255);
    append_after(order, Module::load, {order.latest(Module::compute)});
    append_after(order, Module::compute, {loaded.back()});
    const std::vector<isa::Instruction> all = order.take();
    REQUIRE(all.size() == 2 * 256 + 1);
    CHECK(token_only(all) == 0);
    CHECK(bits(all[255]).empty());
    CHECK(bits(all[256 + 255]) == "nN");
    CHECK(bits(all.back()) == "p");
  }
}

}  // namespace vtasim::compiler
