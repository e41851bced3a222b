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

/* The i-th sum += x[i] * w[i]. */
static MOTE_ALWAYS_INLINE mote_eight mote_add_eight_products(const float *x, const float *w, int32_t cycles, mote_eight s)
{
#if defined(MOTE_EIGHT_IN_ASSEMBLER)
    if (cycles)
        __asm__("vldmia.32 %[x], {s24-s31}\n\tvldmia.32 %[w], {s16-s23}\n\t"
                "vmul.f32 s16, s16, s24\n\tvmul.f32 s17, s17, s25\n\tvmul.f32 s18, s18, s26\n\tvmul.f32 s19, s19, s27\n\t"
                "vmul.f32 s20, s20, s28\n\tvmul.f32 s21, s21, s29\n\tvmul.f32 s22, s22, s30\n\tvmul.f32 s23, s23, s31\n\t"
                MOTE_EIGHT_ADD
                : MOTE_EIGHT_SUMS : [x] "r"(x), [w] "r"(w) : MOTE_EIGHT_REGISTERS, "s28", "s29", "s30", "s31", "memory");
    else
        __asm__("vldmia.32 %[x], {s24-s31}\n\tvldmia.32 %[w], {s16-s23}\n\t"
                "vmla.f32 %[a], s16, s24\n\tvmla.f32 %[b], s17, s25\n\tvmla.f32 %[c], s18, s26\n\tvmla.f32 %[d], s19, s27\n\t"
                "vmla.f32 %[e], s20, s28\n\tvmla.f32 %[f], s21, s29\n\tvmla.f32 %[g], s22, s30\n\tvmla.f32 %[h], s23, s31\n\t"
                : MOTE_EIGHT_SUMS : [x] "r"(x), [w] "r"(w) : MOTE_EIGHT_REGISTERS, "s28", "s29", "s30", "s31", "memory");
#else
    (void)cycles;
    s.a += x[0] * w[0];
    s.b += x[1] * w[1];
    s.c += x[2] * w[2];
    s.d += x[3] * w[3];
    s.e += x[4] * w[4];
    s.f += x[5] * w[5];
    s.g += x[6] * w[6];
    s.h += x[7] * w[7];
#endif
    return s;
}

/* Of channels o to o + 7. */
static MOTE_ALWAYS_INLINE void mote_put_eight(mote_eight s, const float *bias, float low, float high, float *y)
{
    y[0] = mote_clamp_f32(s.a + bias[0], low, high);
    y[1] = mote_clamp_f32(s.b + bias[1], low, high);
    y[2] = mote_clamp_f32(s.c + bias[2], low, high);
    y[3] = mote_clamp_f32(s.d + bias[3], low, high);
    y[4] = mote_clamp_f32(s.e + bias[4], low, high);
    y[5] = mote_clamp_f32(s.f + bias[5], low, high);
    y[6] = mote_clamp_f32(s.g + bias[6], low, high);
    y[7] = mote_clamp_f32(s.h + bias[7], low, high);
}

#endif
