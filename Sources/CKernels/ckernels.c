#include "ckernels.h"

typedef float v16 __attribute__((vector_size(64)));
typedef float v16u __attribute__((vector_size(64), aligned(4)));
typedef int32_t i16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v8u __attribute__((vector_size(32), aligned(4)));
typedef float v4 __attribute__((vector_size(16)));
typedef float v4u __attribute__((vector_size(16), aligned(4)));
typedef double d16 __attribute__((vector_size(128)));
typedef int8_t b16 __attribute__((vector_size(16)));
typedef int8_t b16u __attribute__((vector_size(16), aligned(1)));
typedef int8_t b32u __attribute__((vector_size(32), aligned(1)));
typedef int16_t h16 __attribute__((vector_size(32)));
typedef int16_t h16u __attribute__((vector_size(32), aligned(2)));
typedef int16_t h32 __attribute__((vector_size(64)));

// Functions that take or return vectors are all inlined: no call carries one, so no ABI matters.
#pragma clang diagnostic ignored "-Wpsabi"

// Rows of k per pass: 256 × 16 floats are 16 KiB, half a first-level cache.
#define DEPTH 256

// Rows of a product per pass: a multiple of both tiles' rows; 48 × 512 floats are 96 KiB.
#define BLOCK 48

// Words summed per pass of a weight gradient: a panel of as many rows is 16 KiB.
#define GATHERED 256

// Contraction is written out with fma, so that every instruction set fuses the same operations.
#pragma clang fp contract(off)

#define JOIN(a, b) a##_##b
#define JOINED(a, b) JOIN(a, b)
#define NAME(x) JOINED(x, SET)

#define SET baseline
#define WIDE v4
#define INPUTS 2
#define ROWS 6
#define PAIR_ROWS 2
#define PAIR_PANELS 1
#define PAIR_ROW_PANELS 2
#if defined(__aarch64__)
#define FUSED 1
#else
#define FUSED 0
#endif
#if defined(__SSE2__)
#define REGISTER 16
#define MULTIPLY_PAIRS __builtin_ia32_pmaddwd128
#endif
#include "kernels.inc"
#undef SET
#undef WIDE
#undef INPUTS
#undef ROWS
#undef FUSED
#undef PAIR_ROWS
#undef PAIR_PANELS
#undef PAIR_ROW_PANELS
#undef REGISTER
#undef MULTIPLY_PAIRS

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define WIDE v8
#define INPUTS 2
#define ROWS 6
#define PAIR_ROWS 2
#define PAIR_PANELS 2
#define PAIR_ROW_PANELS 4
#define REGISTER 32
#define MULTIPLY_PAIRS __builtin_ia32_pmaddwd256
#define FUSED 1
#include "kernels.inc"
#undef SET
#undef WIDE
#undef INPUTS
#undef ROWS
#undef FUSED
#undef PAIR_ROWS
#undef PAIR_PANELS
#undef PAIR_ROW_PANELS
#undef REGISTER
#undef MULTIPLY_PAIRS
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#define SET avx512
#define WIDE v16
#define INPUTS 4
#define ROWS 12
#define PAIR_ROWS 4
#define PAIR_PANELS 4
#define PAIR_ROW_PANELS 4
#define REGISTER 64
#define MULTIPLY_PAIRS __builtin_ia32_pmaddwd512
#define FUSED 1
#include "kernels.inc"
#undef SET
#undef WIDE
#undef INPUTS
#undef ROWS
#undef FUSED
#undef PAIR_ROWS
#undef PAIR_PANELS
#undef PAIR_ROW_PANELS
#undef REGISTER
#undef MULTIPLY_PAIRS
#pragma clang attribute pop
#endif

const ck_kernels *ck_kernels_at(int level) {
  if (level == 0) return &kernels_baseline;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (level == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &kernels_avx2;
  if (level == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return &kernels_avx512;
#endif
  return 0;
}

const ck_kernels *ck_active = &kernels_baseline;
static int level_;

__attribute__((constructor)) static void choose(void) {
  for (int level = 0; level <= 2; level++)
    if (ck_kernels_at(level)) ck_active = ck_kernels_at(level), level_ = level;
}

int ck_active_level(void) { return level_; }

// Tiles of GATHERED words, and a row that is being gathered with room for a tile more.
ptrdiff_t ck_gradient_work(ptrdiff_t rows) { return (GATHERED + 1) * (rows + 32); }

void ck_pack(const float *b, ptrdiff_t row, ptrdiff_t column, ptrdiff_t k, ptrdiff_t n,
             float *packed) {
  for (ptrdiff_t j = 0; j < n; j += CK_PANEL) {
    ptrdiff_t width = n - j < CK_PANEL ? n - j : CK_PANEL;
    for (ptrdiff_t p = 0; p < k; p++, packed += CK_PANEL) {
      const float *source = b + p * row + j * column;
      for (ptrdiff_t q = 0; q < width; q++) packed[q] = source[q * column];
      for (ptrdiff_t q = width; q < CK_PANEL; q++) packed[q] = 0;
    }
  }
}

void ck_pack_transposed(const float *b, ptrdiff_t panel, ptrdiff_t k, ptrdiff_t n, float *packed) {
  for (ptrdiff_t j = 0; j < n; j += CK_PANEL) {
    ptrdiff_t width = n - j < CK_PANEL ? n - j : CK_PANEL;
    for (ptrdiff_t p = 0; p < k; p += CK_PANEL, packed += CK_PANEL * CK_PANEL) {
      const float *source = b + p / CK_PANEL * panel + j * CK_PANEL;
      for (ptrdiff_t q = 0; q < CK_PANEL; q++)
        for (ptrdiff_t r = 0; r < CK_PANEL; r++)
          packed[q * CK_PANEL + r] = r < width ? source[r * CK_PANEL + q] : 0;
    }
  }
}
