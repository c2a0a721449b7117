/// The few loops that must run at the machine's speed.
///
/// Every loop is written once, in `*.inc`, over virtual vectors of 16 floats, and compiled once per
/// instruction set. A sum always runs over the same 16 partial sums in the same order, with fused
/// multiply-add wherever the set has it, so AVX2, AVX-512 and NEON give the same bits. The x86
/// baseline (no FMA, machines before 2013) rounds once more and may differ in the last place.
///
/// Letters: m, n, k are rows, columns and the summed dimension; ld… is the distance in floats from
/// one row to the next. Nothing here allocates, checks or keeps state.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Columns of one panel of packed weights.
#define CK_PANEL 16

/// Steps of a hidden state's size: as many as the sums of 8192 products with bytes, the most that a
/// layer reads of states, leave room for in 32 bits.
#define CK_STATE_LEVELS 2047

/// A run of windows over two tables of vectors.
///
/// Window w has the inputs inputs[starts[w] ..< starts[w + 1]] (at least one) and the outputs
/// outputs[output_starts[w] ..< output_starts[w + 1]]. Its last `negatives` outputs are wrong, those
/// before them right. Either each input makes a pair with each output, and the outputs are 1 +
/// `negatives` different ones, or, with `bags`, the mean of the inputs does: then a wrong output counts
/// as often as there are right ones. Inputs may repeat.
typedef struct ck_windows {
  /// Rows of the inputs and of the outputs, on 64-byte boundaries, zero beyond the vectors'
  /// dimensions.
  float *centers, *contexts;
  /// Floats from one row to the next, a multiple of 16, and those of them that count, one of 8.
  ptrdiff_t stride, columns;
  const int32_t *inputs, *starts, *outputs, *output_starts;
  ptrdiff_t negatives;
  /// 0 for pairs, 1 for bags of words, 2 for bags whose rows do not come back in the next window.
  int bags;
} ck_windows;

/// The number of a window's first pair: input j and output i are this + j · outputs + i.
static inline ptrdiff_t ck_pair(const ck_windows *s, ptrdiff_t w) {
  return s->bags ? s->output_starts[w] : (ptrdiff_t)s->starts[w] * (s->negatives + 1);
}

/// Σ log(1 + e^q) in 16 lanes = linear + log product + exponent · log 2; begins as ck_loss_empty.
typedef struct ck_loss {
  double linear[16];
  float product[16];
  int32_t exponent[16];
} ck_loss;
static inline ck_loss ck_loss_empty(void) {
  ck_loss loss = {{0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {0}};
  return loss;
}

/// Windows between asking for rows and using them.
#ifndef CK_AHEAD
#define CK_AHEAD 8
#endif

/// One instruction set's version of every loop.
typedef struct ck_kernels {
  /// Σ a[i]·b[i]
  float (*dot)(const float *a, const float *b, ptrdiff_t n);
  /// y += alpha·x
  void (*axpy)(float alpha, const float *x, float *y, ptrdiff_t n);
  /// y = alpha·x
  void (*scale)(float alpha, const float *x, float *y, ptrdiff_t n);
  /// y = 1 / (1 + e^−x); x and y may be the same
  void (*sigmoid)(const float *x, float *y, ptrdiff_t n);
  /// y = tanh x; x and y may be the same
  void (*tanh)(const float *x, float *y, ptrdiff_t n);
  /// y = e^x, x clamped to −87…88; x and y may be the same
  void (*exp)(const float *x, float *y, ptrdiff_t n);
  /// Scores of the pairs of windows first ..< end, the first at scores[0], with room for 16 more after
  /// the last; rows of windows before `known` are fetched ahead. `work` has room for a row.
  void (*window_score)(const ck_windows *windows, ptrdiff_t first, ptrdiff_t end, ptrdiff_t known,
                       float *scores, float *work);
  /// gradient = rate · (label − σ(score)) of the pairs of windows first ..< end, where a score is the
  /// sum of `panels` numbers, each `panel` floats after the one before; adds their losses to `loss`.
  /// Scores and gradients begin with window `base`'s.
  void (*window_grade)(const ck_windows *windows, ptrdiff_t base, ptrdiff_t first, ptrdiff_t end,
                       const float *scores, ptrdiff_t panels, ptrdiff_t panel, float rate,
                       float *gradients, ck_loss *loss);
  /// Adds the gradients of windows first ..< end, which begin with those of `first`, to both tables,
  /// one window after another.
  void (*window_update)(const ck_windows *windows, ptrdiff_t first, ptrdiff_t end,
                        const float *gradients, float *work);
  /// C[m × n] = (accumulate ? C : 0) + A[m × k] · B.
  /// A and C lie in panels of 16 columns: element (i, p) at i·row + p / 16·panel + p % 16; a matrix
  /// whose rows are whole has panel 16. B lies as `ck_pack` leaves it, its panels b_panel floats
  /// apart. C has room for n rounded up to CK_PANEL columns.
  void (*gemm)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_panel, const float *b, ptrdiff_t b_panel, float *c, ptrdiff_t c_row,
               ptrdiff_t c_panel, int accumulate);
  /// One Adam step: decay is the factor 1 − learning rate · weight decay (1 for none), rate and
  /// rootScale carry the bias correction: w = decay·w − rate·m / (√v·rootScale + epsilon).
  void (*adam)(float *w, float *m, float *v, const float *g, ptrdiff_t n, float beta1, float beta2,
               float rate, float rootScale, float epsilon, float decay);
  /// One step of gradient descent with momentum: m = momentum·m + g, w = decay·w − rate·m.
  void (*momentum)(float *w, float *m, const float *g, ptrdiff_t n, float momentum, float rate,
                   float decay);
  /// One Adagrad step: s += g², w = decay·w − rate·g / (√s + epsilon).
  void (*adagrad)(float *w, float *s, const float *g, ptrdiff_t n, float rate, float epsilon,
                  float decay);
  /// y += alpha·(x − y); a y of 0 becomes x exactly where alpha is 1.
  void (*approach)(float alpha, const float *x, float *y, ptrdiff_t n);
  /// One LSTM step of `rows` sequences, gates.inc's layout: `gates` holds x·W on entry and i, f, g, o
  /// on return; then cell = f·cell_before + i·g, squashed = tanh cell, hidden = o·squashed.
  /// `recurrent` is packed from [units × 64·blocks]; both states before are NULL at the first step.
  void (*lstm_step)(ptrdiff_t rows, ptrdiff_t units, const float *recurrent,
                    ptrdiff_t recurrent_panel, const float *bias, const float *hidden_before,
                    const float *cell_before, float *gates, ptrdiff_t panel, float *cell,
                    float *squashed, float *hidden);
  /// The step's gradient: `gates` holds i, f, g, o on entry and the gradients of their sums on
  /// return; dcell goes from the cell's gradient to that of the cell before; dbias gathers sums.
  void (*lstm_step_backward)(ptrdiff_t rows, ptrdiff_t units, float *gates, ptrdiff_t panel,
                             const float *squashed, const float *cell_before, const float *dhidden,
                             float *dcell, float *dbias);
  /// gradient += Aᵀ · gates, both in panels: row w of A is x[w] beside h[before[w]], or beside zeros
  /// where before[w] is negative. `work` holds ck_gradient_work(inputs + units) floats.
  void (*weight_gradient)(ptrdiff_t inputs, ptrdiff_t units, ptrdiff_t words, const float *x,
                          ptrdiff_t x_row, const float *h, ptrdiff_t h_row, const int32_t *before,
                          const float *gates, ptrdiff_t panel, ptrdiff_t panels, float *gradient,
                          float *work);
  /// z[rows × 64·blocks] = row_scales ⊙ (X · B) ⊙ scales + bias, the product in whole numbers: X of 16
  /// bits, rows an even `ldx` apart with a zero after an odd k; B of bytes, in blocks of 64 columns
  /// laid out as [k / 2][64][2], k rounded up to 2 with zeros.
  void (*quantized_project)(ptrdiff_t rows, ptrdiff_t k, const int16_t *x, ptrdiff_t ldx,
                            const float *row_scales, const int8_t *packed, ptrdiff_t blocks,
                            const float *scales, const float *bias, float *z);
  /// One LSTM step whose recurrent weights are bytes, laid out as B above: `gates` holds x·W + b on
  /// entry and, with `keep`, i, f, g, o on return; `states` are the hidden ones in CK_STATE_LEVELS
  /// steps, which `scales` takes into account. Both states before are NULL at the first step;
  /// `cell` and `cell_before` may be the same, `states` and `states_before` not.
  void (*quantized_step)(ptrdiff_t rows, ptrdiff_t units, const int8_t *recurrent,
                         const float *scales, const int16_t *states_before,
                         const float *cell_before, float *gates, float *cell, float *hidden,
                         int16_t *states, int keep);
  /// y = max(x, y); index becomes `step` where x is strictly greater.
  void (*maximum)(const float *x, int32_t step, float *y, int32_t *index, ptrdiff_t n);
  /// y += x where index equals `step`.
  void (*add_selected)(const float *x, const int32_t *index, int32_t step, float *y, ptrdiff_t n);
  /// Σ x[i]² in double: every square is exact.
  double (*squares)(const float *x, ptrdiff_t n);
  /// The direction of x, whose length is `length`, as step · bytes: bytes −127…127, n rounded up to
  /// 16 of them, zeros at the end. Returns ‖x/length − step · bytes‖. Not all of x is zero; length and
  /// all elements are finite, and 127 / the largest element is.
  double (*to_bytes)(const float *x, ptrdiff_t n, double length, int8_t *bytes, float *step);
  /// products[r] = Σ query[i] · bytes[r · stride + i]; n is a multiple of 16.
  void (*byte_dots)(const float *query, ptrdiff_t n, const int8_t *bytes, ptrdiff_t stride,
                    ptrdiff_t rows, float *products);
  /// For "share of peak": rounds · 16 · rows multiply-adds in registers; the value
  /// returned depends on them all.
  float (*peak)(long rounds);
  /// Rows of C in one register tile.
  int rows;
} ck_kernels;

/// 0 baseline (or NEON), 1 AVX2 + FMA, 2 AVX-512; NULL where this machine lacks the set.
const ck_kernels *ck_kernels_at(int level);

/// The best set of this machine, chosen before main.
static inline const ck_kernels *ck_best(void) {
  extern const ck_kernels *ck_active;
  return ck_active;
}
/// Its level.
int ck_active_level(void);

/// Floats that a packed B[k × n] takes.
static inline ptrdiff_t ck_packed_size(ptrdiff_t k, ptrdiff_t n) {
  return (n + CK_PANEL - 1) / CK_PANEL * CK_PANEL * k;
}
/// Floats of work space for weight_gradient.
ptrdiff_t ck_gradient_work(ptrdiff_t rows);

/// Packs B[k × n], element (p, j) at b[p·row + j·column], as [n / 16][k][16], zeros at the edge.
void ck_pack(const float *b, ptrdiff_t row, ptrdiff_t column, ptrdiff_t k, ptrdiff_t n,
             float *packed);
/// Packs the transpose of B[n × k], whose panels lie `panel` floats apart; k is a multiple of 16.
void ck_pack_transposed(const float *b, ptrdiff_t panel, ptrdiff_t k, ptrdiff_t n, float *packed);

/// Sixteen bytes with the CRC-32 remainder of `count` bytes, a multiple of 64 above 0: from 0 on, where
/// that of the bytes begins with `state`. Returns 0 and does nothing where the machine has no way.
int ck_crc_fold(const uint8_t *bytes, ptrdiff_t count, uint32_t state, uint8_t *rest);

/// Asks for `count` floats that will soon be read.
static inline void ck_fetch(const float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 16) __builtin_prefetch(x + i, 0, 3);
}

/// Tells the processor that this thread is waiting.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

#endif
