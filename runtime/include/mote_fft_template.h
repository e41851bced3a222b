/*
 * Transforms of real numbers by one of half as many complex ones, in place in the result. Included once for each type of numbers,
 * which defines MOTE_FFT (how the names begin) and MOTE_FFT_SCALAR: hence no include guard.
 */

static inline MOTE_FFT(complex) MOTE_FFT(load)(const MOTE_FFT_SCALAR *x, int32_t k)
{
    MOTE_FFT(complex) y;
    y.re = x[2 * k];
    y.im = x[2 * k + 1];
    return y;
}

static inline void MOTE_FFT(store)(MOTE_FFT_SCALAR *x, int32_t k, MOTE_FFT(complex) value)
{
    x[2 * k] = value.re;
    x[2 * k + 1] = value.im;
}

static inline MOTE_FFT(complex) MOTE_FFT(add)(MOTE_FFT(complex) a, MOTE_FFT(complex) b)
{
    a.re = MOTE_FFT(sum)(a.re, b.re);
    a.im = MOTE_FFT(sum)(a.im, b.im);
    return a;
}

static inline MOTE_FFT(complex) MOTE_FFT(subtract)(MOTE_FFT(complex) a, MOTE_FFT(complex) b)
{
    a.re = MOTE_FFT(difference)(a.re, b.re);
    a.im = MOTE_FFT(difference)(a.im, b.im);
    return a;
}

/* a + i·b */
static inline MOTE_FFT(complex) MOTE_FFT(add_turned)(MOTE_FFT(complex) a, MOTE_FFT(complex) b)
{
    a.re = MOTE_FFT(difference)(a.re, b.im);
    a.im = MOTE_FFT(sum)(a.im, b.re);
    return a;
}

/* a - i·b */
static inline MOTE_FFT(complex) MOTE_FFT(subtract_turned)(MOTE_FFT(complex) a, MOTE_FFT(complex) b)
{
    a.re = MOTE_FFT(sum)(a.re, b.im);
    a.im = MOTE_FFT(difference)(a.im, b.re);
    return a;
}

static inline MOTE_FFT(complex) MOTE_FFT(load_divided)(const MOTE_FFT_SCALAR *x, int32_t k, int32_t radix)
{
    MOTE_FFT(complex) y;
    y.re = MOTE_FFT(divided)(x[2 * k], radix);
    y.im = MOTE_FFT(divided)(x[2 * k + 1], radix);
    return y;
}

static inline MOTE_FFT(complex) MOTE_FFT(load_turned)(
    const MOTE_FFT_SCALAR *x, int32_t k, int32_t radix, const MOTE_FFT_SCALAR *roots, int32_t root)
{
    return MOTE_FFT(turned)(MOTE_FFT(load_divided)(x, k, radix), roots[2 * root], roots[2 * root + 1]);
}

static inline void MOTE_FFT(radix2)(MOTE_FFT_SCALAR *x, int32_t size, int32_t step, const MOTE_FFT_SCALAR *roots)
{
    int32_t k;
    for (k = 0; k < size; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(x, k, 2);
        const MOTE_FFT(complex) b = MOTE_FFT(load_turned)(x, k + size, 2, roots, k * step);
        MOTE_FFT(store)(x, k, MOTE_FFT(add)(a, b));
        MOTE_FFT(store)(x, k + size, MOTE_FFT(subtract)(a, b));
    }
}

static inline void MOTE_FFT(radix3)(MOTE_FFT_SCALAR *x, int32_t size, int32_t step, const MOTE_FFT_SCALAR *roots)
{
    const MOTE_FFT_SCALAR sine = roots[2 * size * step + 1];
    int32_t k;
    for (k = 0; k < size; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(x, k, 3);
        const MOTE_FFT(complex) b = MOTE_FFT(load_turned)(x, k + size, 3, roots, k * step);
        const MOTE_FFT(complex) c = MOTE_FFT(load_turned)(x, k + 2 * size, 3, roots, 2 * k * step);
        const MOTE_FFT(complex) sum = MOTE_FFT(add)(b, c);
        MOTE_FFT(complex) difference = MOTE_FFT(subtract)(b, c), middle;
        middle.re = MOTE_FFT(difference)(a.re, MOTE_FFT(half)(sum.re));
        middle.im = MOTE_FFT(difference)(a.im, MOTE_FFT(half)(sum.im));
        difference.re = MOTE_FFT(product)(difference.re, sine);
        difference.im = MOTE_FFT(product)(difference.im, sine);
        MOTE_FFT(store)(x, k, MOTE_FFT(add)(a, sum));
        MOTE_FFT(store)(x, k + size, MOTE_FFT(add_turned)(middle, difference));
        MOTE_FFT(store)(x, k + 2 * size, MOTE_FFT(subtract_turned)(middle, difference));
    }
}

static inline void MOTE_FFT(radix4)(MOTE_FFT_SCALAR *x, int32_t size, int32_t step, const MOTE_FFT_SCALAR *roots, int32_t inverse)
{
    int32_t k;
    for (k = 0; k < size; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(x, k, 4);
        const MOTE_FFT(complex) b = MOTE_FFT(load_turned)(x, k + size, 4, roots, k * step);
        const MOTE_FFT(complex) c = MOTE_FFT(load_turned)(x, k + 2 * size, 4, roots, 2 * k * step);
        const MOTE_FFT(complex) d = MOTE_FFT(load_turned)(x, k + 3 * size, 4, roots, 3 * k * step);
        const MOTE_FFT(complex) even = MOTE_FFT(add)(a, c), even_difference = MOTE_FFT(subtract)(a, c);
        const MOTE_FFT(complex) odd = MOTE_FFT(add)(b, d), odd_difference = MOTE_FFT(subtract)(b, d);
        const MOTE_FFT(complex) before = MOTE_FFT(subtract_turned)(even_difference, odd_difference);
        const MOTE_FFT(complex) after = MOTE_FFT(add_turned)(even_difference, odd_difference);
        MOTE_FFT(store)(x, k, MOTE_FFT(add)(even, odd));
        MOTE_FFT(store)(x, k + size, inverse ? after : before);
        MOTE_FFT(store)(x, k + 2 * size, MOTE_FFT(subtract)(even, odd));
        MOTE_FFT(store)(x, k + 3 * size, inverse ? before : after);
    }
}

/* Two outputs at the same distance from the first one: first + cosines, and a turned part added to one, subtracted from the other. */
static inline void MOTE_FFT(radix5_pair)(
    MOTE_FFT_SCALAR *x, int32_t plus, int32_t minus, MOTE_FFT(complex) first, MOTE_FFT(complex) outer, MOTE_FFT(complex) inner,
    MOTE_FFT_SCALAR outer_cosine, MOTE_FFT_SCALAR inner_cosine, MOTE_FFT(complex) turn)
{
    MOTE_FFT(complex) y;
    y.re = MOTE_FFT(sum)(MOTE_FFT(sum)(first.re, MOTE_FFT(product)(outer.re, outer_cosine)), MOTE_FFT(product)(inner.re, inner_cosine));
    y.im = MOTE_FFT(sum)(MOTE_FFT(sum)(first.im, MOTE_FFT(product)(outer.im, outer_cosine)), MOTE_FFT(product)(inner.im, inner_cosine));
    MOTE_FFT(store)(x, plus, MOTE_FFT(add)(y, turn));
    MOTE_FFT(store)(x, minus, MOTE_FFT(subtract)(y, turn));
}

static inline void MOTE_FFT(radix5)(MOTE_FFT_SCALAR *x, int32_t size, int32_t step, const MOTE_FFT_SCALAR *roots)
{
    const MOTE_FFT(complex) p = MOTE_FFT(load)(roots, size * step), q = MOTE_FFT(load)(roots, 2 * size * step);
    int32_t k;
    for (k = 0; k < size; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(x, k, 5);
        const MOTE_FFT(complex) b = MOTE_FFT(load_turned)(x, k + size, 5, roots, k * step);
        const MOTE_FFT(complex) c = MOTE_FFT(load_turned)(x, k + 2 * size, 5, roots, 2 * k * step);
        const MOTE_FFT(complex) d = MOTE_FFT(load_turned)(x, k + 3 * size, 5, roots, 3 * k * step);
        const MOTE_FFT(complex) e = MOTE_FFT(load_turned)(x, k + 4 * size, 5, roots, 4 * k * step);
        const MOTE_FFT(complex) outer = MOTE_FFT(add)(b, e), v = MOTE_FFT(subtract)(b, e);
        const MOTE_FFT(complex) inner = MOTE_FFT(add)(c, d), w = MOTE_FFT(subtract)(c, d);
        MOTE_FFT(complex) turn;
        MOTE_FFT(store)(x, k, MOTE_FFT(add)(a, MOTE_FFT(add)(outer, inner)));
        turn.re = MOTE_FFT(sum)(MOTE_FFT(product)(v.im, p.im), MOTE_FFT(product)(w.im, q.im));
        turn.im = MOTE_FFT(difference)(MOTE_FFT(negated)(MOTE_FFT(product)(v.re, p.im)), MOTE_FFT(product)(w.re, q.im));
        MOTE_FFT(radix5_pair)(x, k + 4 * size, k + size, a, outer, inner, p.re, q.re, turn);
        turn.re = MOTE_FFT(sum)(MOTE_FFT(negated)(MOTE_FFT(product)(v.im, q.im)), MOTE_FFT(product)(w.im, p.im));
        turn.im = MOTE_FFT(difference)(MOTE_FFT(product)(v.re, q.im), MOTE_FFT(product)(w.re, p.im));
        MOTE_FFT(radix5_pair)(x, k + 2 * size, k + 3 * size, a, outer, inner, q.re, p.re, turn);
    }
}

/* x [points] in the order of mote_fft_place */
static inline void MOTE_FFT(stages)(const mote_fft_plan *plan, MOTE_FFT_SCALAR *x, const MOTE_FFT_SCALAR *roots, int32_t inverse)
{
    int32_t size = 1, step = plan->points, s, first;
    for (s = plan->stages - 1; s >= 0; s--)
    {
        const int32_t radix = plan->radices[s], block = size * radix;
        step /= radix;
        for (first = 0; first < plan->points; first += block)
        {
            MOTE_FFT_SCALAR *const from = x + 2 * first;
            switch (radix)
            {
            case 2: MOTE_FFT(radix2)(from, size, step, roots); break;
            case 3: MOTE_FFT(radix3)(from, size, step, roots); break;
            case 4: MOTE_FFT(radix4)(from, size, step, roots, inverse); break;
            default: MOTE_FFT(radix5)(from, size, step, roots); break;
            }
        }
        size = block;
    }
}

/* x [samples], zeros after them, y [2 * points + 2] */
static inline void MOTE_FFT(forward)(
    const mote_fft_plan *plan, const MOTE_FFT_SCALAR *x, int32_t samples, const MOTE_FFT_SCALAR *roots, const MOTE_FFT_SCALAR *splitting,
    MOTE_FFT_SCALAR *y)
{
    const int32_t n = plan->points;
    const MOTE_FFT_SCALAR zero = 0;
    MOTE_FFT(complex) even;
    mote_fft_place place;
    int32_t k;
    mote_fft_first(plan, &place);
    for (k = 0; k < n; k++)
    {
        y[2 * place.at] = 2 * k < samples ? x[2 * k] : zero;
        y[2 * place.at + 1] = 2 * k + 1 < samples ? x[2 * k + 1] : zero;
        mote_fft_next(plan, &place);
    }
    MOTE_FFT(stages)(plan, y, roots, 0);
    even = MOTE_FFT(load_divided)(y, 0, 2);
    y[0] = MOTE_FFT(sum)(even.re, even.im);
    y[1] = zero;
    y[2 * n] = MOTE_FFT(difference)(even.re, even.im);
    y[2 * n + 1] = zero;
    for (k = 1; k <= n / 2; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(y, k, 2);
        MOTE_FFT(complex) b = MOTE_FFT(load)(y, n - k), sum, turned;
        b.re = MOTE_FFT(divided)(b.re, 2);
        b.im = MOTE_FFT(divided)(MOTE_FFT(negated)(b.im), 2);
        sum = MOTE_FFT(add)(a, b);
        turned = MOTE_FFT(turned)(MOTE_FFT(subtract)(a, b), splitting[2 * k - 2], splitting[2 * k - 1]);
        y[2 * k] = MOTE_FFT(half_sum)(sum.re, turned.re);
        y[2 * k + 1] = MOTE_FFT(half_sum)(sum.im, turned.im);
        y[2 * (n - k)] = MOTE_FFT(half_difference)(sum.re, turned.re);
        y[2 * (n - k) + 1] = MOTE_FFT(half_difference)(turned.im, sum.im);
    }
}

/* x [2 * points + 2], y [2 * points] */
static inline void MOTE_FFT(backward)(
    const mote_fft_plan *plan, const MOTE_FFT_SCALAR *x, const MOTE_FFT_SCALAR *roots, const MOTE_FFT_SCALAR *splitting,
    MOTE_FFT_SCALAR *y)
{
    const int32_t n = plan->points;
    mote_fft_place up, down;
    int32_t k;
    y[0] = MOTE_FFT(divided)(MOTE_FFT(sum)(x[0], x[2 * n]), 2);
    y[1] = MOTE_FFT(divided)(MOTE_FFT(difference)(x[0], x[2 * n]), 2);
    mote_fft_first(plan, &up);
    mote_fft_first(plan, &down);
    for (k = 1; k <= n / 2; k++)
    {
        const MOTE_FFT(complex) a = MOTE_FFT(load_divided)(x, k, 2);
        MOTE_FFT(complex) b = MOTE_FFT(load)(x, n - k), sum, turned;
        b.re = MOTE_FFT(divided)(b.re, 2);
        b.im = MOTE_FFT(divided)(MOTE_FFT(negated)(b.im), 2);
        sum = MOTE_FFT(add)(a, b);
        turned = MOTE_FFT(turned)(MOTE_FFT(subtract)(a, b), splitting[2 * k - 2], splitting[2 * k - 1]);
        mote_fft_next(plan, &up);
        mote_fft_previous(plan, &down);
        MOTE_FFT(store)(y, up.at, MOTE_FFT(add)(sum, turned));
        sum = MOTE_FFT(subtract)(sum, turned);
        sum.im = MOTE_FFT(negated)(sum.im);
        MOTE_FFT(store)(y, down.at, sum);
    }
    MOTE_FFT(stages)(plan, y, roots, 1);
}
