#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <vector>

namespace vtasim::isa {

/// The bytes of DRAM, zero at first. A program may ask for 4 GiB and touch a page: memory is taken from the system as
/// zeros, and so costs what is touched, where a std::vector writes every byte of it.
class DramImage {
 public:
  DramImage() = default;
  /// `size` zeros. Throws std::bad_alloc.
  explicit DramImage(std::size_t size);
  DramImage(const std::vector<std::uint8_t>& bytes);  // NOLINT(google-explicit-constructor): DRAM that holds them.
  DramImage(std::initializer_list<std::uint8_t> bytes);
  DramImage(const DramImage& other);
  DramImage(DramImage&& other) noexcept;
  DramImage& operator=(const DramImage& other);
  DramImage& operator=(DramImage&& other) noexcept;
  ~DramImage() = default;

  std::uint8_t* data() { return bytes_.get(); }
  const std::uint8_t* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::uint8_t* begin() { return data(); }
  std::uint8_t* end() { return data() + size_; }
  const std::uint8_t* begin() const { return data(); }
  const std::uint8_t* end() const { return data() + size_; }
  std::uint8_t& operator[](std::size_t address) { return data()[address]; }
  std::uint8_t operator[](std::size_t address) const { return data()[address]; }

  /// The same bytes, cut or with zeros after them. Throws std::bad_alloc.
  void resize(std::size_t size);

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
  };

  std::unique_ptr<std::uint8_t[], Free> bytes_;
  std::size_t size_ = 0;
};

bool operator==(const DramImage& a, const DramImage& b);

}  // namespace vtasim::isa
