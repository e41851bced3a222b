/* Eight sums of products of floats side by side, each added up in the order of the definition: to the bit what one after another gives. */
#ifndef MOTE_EIGHT_F32_H
#define MOTE_EIGHT_F32_H

#include "mote_float_math.h"

typedef struct mote_eight
{
    float a, b, c, d, e, f, g, h;
} mote_eight;

/*
 * On cores with a single-precision unit the products of one value are eight instructions, the weights one load. VMLA rounds the product,
 * then the sum, as VMUL and VADD do, which are two instructions but fewer cycles (Cortex-M4: three against two).
 */
#if defined(__GNUC__) && defined(__ARM_FP)
#define MOTE_EIGHT_IN_ASSEMBLER 1
#define MOTE_EIGHT_WEIGHTS "vldmia.32 %[w]!, {s16-s23}\n\t"
#define MOTE_EIGHT_ONES(x)                                                                                                           \
    "vmla.f32 %[a], s16, " x "\n\tvmla.f32 %[b], s17, " x "\n\tvmla.f32 %[c], s18, " x "\n\tvmla.f32 %[d], s19, " x "\n\t"             \
    "vmla.f32 %[e], s20, " x "\n\tvmla.f32 %[f], s21, " x "\n\tvmla.f32 %[g], s22, " x "\n\tvmla.f32 %[h], s23, " x "\n\t"
#define MOTE_EIGHT_TWOS(x)                                                                                                           \
    "vmul.f32 s16, s16, " x "\n\tvmul.f32 s17, s17, " x "\n\tvmul.f32 s18, s18, " x "\n\tvmul.f32 s19, s19, " x "\n\t"                 \
    "vmul.f32 s20, s20, " x "\n\tvmul.f32 s21, s21, " x "\n\tvmul.f32 s22, s22, " x "\n\tvmul.f32 s23, s23, " x "\n\t"                 \
    MOTE_EIGHT_ADD
#define MOTE_EIGHT_AGAIN(count) "subs %[" count "], #1\n\tbne 1b\n\t"
#define MOTE_EIGHT_ADD                                                                                                               \
    "vadd.f32 %[a], %[a], s16\n\tvadd.f32 %[b], %[b], s17\n\tvadd.f32 %[c], %[c], s18\n\tvadd.f32 %[d], %[d], s19\n\t"                 \
    "vadd.f32 %[e], %[e], s20\n\tvadd.f32 %[f], %[f], s21\n\tvadd.f32 %[g], %[g], s22\n\tvadd.f32 %[h], %[h], s23\n\t"
#define MOTE_EIGHT_SUMS                                                                                                              \
    [a] "+t"(s.a), [b] "+t"(s.b), [c] "+t"(s.c), [d] "+t"(s.d), [e] "+t"(s.e), [f] "+t"(s.f), [g] "+t"(s.g), [h] "+t"(s.h)
#define MOTE_EIGHT_REGISTERS "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27"
#endif

/* The i-th sum += x[k] * w[8 k + i] for all k, in their order; cycles: 1 where those count, not instructions. */
static MOTE_ALWAYS_INLINE mote_eight mote_add_eight(const float *x, const float *w, int32_t count, int32_t cycles, mote_eight s)
{
#if defined(MOTE_EIGHT_IN_ASSEMBLER)
    int32_t fours = count >> 2, ones = count & 3;
    if (fours > 0 && cycles)
        __asm__("1:\n\tvldmia.32 %[x]!, {s24-s27}\n\t" MOTE_EIGHT_WEIGHTS MOTE_EIGHT_TWOS("s24") MOTE_EIGHT_WEIGHTS MOTE_EIGHT_TWOS("s25")
                MOTE_EIGHT_WEIGHTS MOTE_EIGHT_TWOS("s26") MOTE_EIGHT_WEIGHTS MOTE_EIGHT_TWOS("s27") MOTE_EIGHT_AGAIN("fours")
                : MOTE_EIGHT_SUMS, [x] "+r"(x), [w] "+r"(w), [fours] "+r"(fours) : : MOTE_EIGHT_REGISTERS, "memory", "cc");
    else if (fours > 0)
        __asm__("1:\n\tvldmia.32 %[x]!, {s24-s27}\n\t" MOTE_EIGHT_WEIGHTS MOTE_EIGHT_ONES("s24") MOTE_EIGHT_WEIGHTS MOTE_EIGHT_ONES("s25")
                MOTE_EIGHT_WEIGHTS MOTE_EIGHT_ONES("s26") MOTE_EIGHT_WEIGHTS MOTE_EIGHT_ONES("s27") MOTE_EIGHT_AGAIN("fours")
                : MOTE_EIGHT_SUMS, [x] "+r"(x), [w] "+r"(w), [fours] "+r"(fours) : : MOTE_EIGHT_REGISTERS, "memory", "cc");
    if (ones > 0)
        __asm__("1:\n\tvldmia.32 %[x]!, {s24}\n\t" MOTE_EIGHT_WEIGHTS MOTE_EIGHT_ONES("s24") MOTE_EIGHT_AGAIN("ones")
                : MOTE_EIGHT_SUMS, [x] "+r"(x), [w] "+r"(w), [ones] "+r"(ones) : : MOTE_EIGHT_REGISTERS, "memory", "cc");
#else
    (void)cycles;
    for (; count > 0; count--, x++, w += 8)
    {
        s.a += *x * w[0];
        s.b += *x * w[1];
        s.c += *x * w[2];
        s.d += *x * w[3];
        s.e += *x * w[4];
        s.f += *x * w[5];
        s.g += *x * w[6];
        s.h += *x * w[7];
    }
#endif
    return s;
}

typedef struct mote_eight_taps
{
    int32_t rows, columns;     /* of the window that lie in the image */
    int32_t x_step, w_step;    /* from one column to the next */
    int32_t x_skip, w_skip;    /* from behind a row to the next one */
} mote_eight_taps;

#define MOTE_EIGHT_LOADS                                                                                                             \
    "1:\n\tmov %[n], %[columns]\n\t2:\n\tvldmia.32 %[x], {s24-s31}\n\tvldmia.32 %[w], {s16-s23}\n\t"                                 \
    "add %[x], %[x], %[x_step]\n\tadd %[w], %[w], %[w_step]\n\t"
#define MOTE_EIGHT_NEXT_TAP                                                                                                          \
    "subs %[n], #1\n\tbne 2b\n\tadd %[x], %[x], %[x_skip]\n\tadd %[w], %[w], %[w_skip]\n\tsubs %[rows], #1\n\tbne 1b\n\t"
/* Inputs are read after the first outputs are written: none of them may share a register. */
#define MOTE_EIGHT_TAPS                                                                                                              \
    MOTE_EIGHT_SUMS, [x] "+&r"(x), [w] "+&r"(w), [rows] "+&r"(rows), [n] "=&r"(n)                                                     \
        : [columns] "r"(t.columns), [x_step] "r"(4 * t.x_step), [w_step] "r"(4 * t.w_step), [x_skip] "r"(4 * t.x_skip),              \
          [w_skip] "r"(4 * t.w_skip)                                                                                                 \
        : MOTE_EIGHT_REGISTERS, "s28", "s29", "s30", "s31", "memory", "cc"

/* The i-th sum += x[i] * w[i] for all taps, row after row. */
static MOTE_ALWAYS_INLINE mote_eight mote_add_eight_taps(const float *x, const float *w, mote_eight_taps t, int32_t cycles, mote_eight s)
{
#if defined(MOTE_EIGHT_IN_ASSEMBLER)
    int32_t rows = t.rows, n;
    if (rows <= 0 || t.columns <= 0) return s;
    if (cycles)
        __asm__(MOTE_EIGHT_LOADS
                "vmul.f32 s16, s16, s24\n\tvmul.f32 s17, s17, s25\n\tvmul.f32 s18, s18, s26\n\tvmul.f32 s19, s19, s27\n\t"
                "vmul.f32 s20, s20, s28\n\tvmul.f32 s21, s21, s29\n\tvmul.f32 s22, s22, s30\n\tvmul.f32 s23, s23, s31\n\t"
                MOTE_EIGHT_ADD MOTE_EIGHT_NEXT_TAP : MOTE_EIGHT_TAPS);
    else
        __asm__(MOTE_EIGHT_LOADS
                "vmla.f32 %[a], s16, s24\n\tvmla.f32 %[b], s17, s25\n\tvmla.f32 %[c], s18, s26\n\tvmla.f32 %[d], s19, s27\n\t"
                "vmla.f32 %[e], s20, s28\n\tvmla.f32 %[f], s21, s29\n\tvmla.f32 %[g], s22, s30\n\tvmla.f32 %[h], s23, s31\n\t"
                MOTE_EIGHT_NEXT_TAP : MOTE_EIGHT_TAPS);
#else
    int32_t row, column;
    (void)cycles;
    for (row = 0; row < t.rows; row++, x += t.x_skip, w += t.w_skip)
        for (column = 0; column < t.columns; column++, x += t.x_step, w += t.w_step)
        {
            s.a += x[0] * w[0];
            s.b += x[1] * w[1];
            s.c += x[2] * w[2];
            s.d += x[3] * w[3];
            s.e += x[4] * w[4];
            s.f += x[5] * w[5];
            s.g += x[6] * w[6];
            s.h += x[7] * w[7];
        }
#endif
    return s;
}

/*
 * sum + x * w, rounded twice, and a + b. In assembler, because the vector units of Cortex-M55 and M85, which a C compiler may use for
 * plain sums, take numbers below the normal ones for zero.
 */
static MOTE_ALWAYS_INLINE float mote_add_product_f32(float sum, float x, float w)
{
#if defined(MOTE_EIGHT_IN_ASSEMBLER)
    __asm__("vmla.f32 %0, %1, %2" : "+t"(sum) : "t"(x), "t"(w));
    return sum;
#else
    return sum + x * w;
#endif
}

static MOTE_ALWAYS_INLINE float mote_add_f32_plainly(float a, float b)
{
#if defined(MOTE_EIGHT_IN_ASSEMBLER)
    __asm__("vadd.f32 %0, %0, %1" : "+t"(a) : "t"(b));
    return a;
#else
    return a + b;
#endif
}

/* Of channels o to o + 7. */
static MOTE_ALWAYS_INLINE void mote_put_eight(mote_eight s, const float *bias, float low, float high, float *y)
{
    y[0] = mote_clamp_f32(mote_add_f32_plainly(s.a, bias[0]), low, high);
    y[1] = mote_clamp_f32(mote_add_f32_plainly(s.b, bias[1]), low, high);
    y[2] = mote_clamp_f32(mote_add_f32_plainly(s.c, bias[2]), low, high);
    y[3] = mote_clamp_f32(mote_add_f32_plainly(s.d, bias[3]), low, high);
    y[4] = mote_clamp_f32(mote_add_f32_plainly(s.e, bias[4]), low, high);
    y[5] = mote_clamp_f32(mote_add_f32_plainly(s.f, bias[5]), low, high);
    y[6] = mote_clamp_f32(mote_add_f32_plainly(s.g, bias[6]), low, high);
    y[7] = mote_clamp_f32(mote_add_f32_plainly(s.h, bias[7]), low, high);
}

#endif
