#include "ckernels.h"

// CRC-32 (RFC 1952) by products without carries.
//
// A message is a polynomial over GF(2) whose remainder by P is wanted, bits in reversed order.
// Four parts of 16 bytes are carried along. Moving a part ahead by d bytes multiplies it by x^8d; as
// only remainders count, each of its halves is multiplied by the remainder of that instead, so that 64
// bytes take eight products. The end has 16 bytes that have the remainder of the whole.
//
// Source: V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
// Instruction" (Intel, 2009).

#if defined(__x86_64__)
typedef long long pair __attribute__((vector_size(16)));
typedef long long pairu __attribute__((vector_size(16), aligned(1)));

// x^(8d+32) and x^(8d-32) mod P for d = 64 and d = 16, reversed and shifted by one bit.
static const pair by64 = {0x154442bd4, 0x1c6e41596};
static const pair by16 = {0x1751997d0, 0x0ccaa009e};

#define AHEAD(part, by)                              \
  (__builtin_ia32_pclmulqdq128((part), (by), 0x00) ^ \
   __builtin_ia32_pclmulqdq128((part), (by), 0x11))

__attribute__((target("pclmul"))) static void fold(const uint8_t *bytes, ptrdiff_t count,
                                                   uint32_t state, uint8_t *rest) {
  const pairu *next = (const pairu *)bytes;
  pair first = {(long long)state, 0};
  pair a = next[0] ^ first, b = next[1], c = next[2], d = next[3];
  for (next += 4, count -= 64; count > 0; next += 4, count -= 64) {
    a = AHEAD(a, by64) ^ next[0];
    b = AHEAD(b, by64) ^ next[1];
    c = AHEAD(c, by64) ^ next[2];
    d = AHEAD(d, by64) ^ next[3];
  }
  a = AHEAD(a, by16) ^ b;
  a = AHEAD(a, by16) ^ c;
  a = AHEAD(a, by16) ^ d;
  *(pairu *)rest = a;
}
#endif

int ck_crc_fold(const uint8_t *bytes, ptrdiff_t count, uint32_t state, uint8_t *rest) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("pclmul")) {
    fold(bytes, count, state, rest);
    return 1;
  }
#endif
  return 0;
}
