namespace Mote.Numerics.Fast;

/// <summary>
/// How sums of products are kept: exactly, in doubles, which the products of 16-bit numbers leave whole as the accumulators of 48 bits do
/// that Gupta and others (2015) build; or in a narrow floating-point format, rounded after every addition. There sums over more than a few
/// hundred products lose what they add, so that they are made in chunks, and the chunks' sums are added, rounded likewise (Wang and others
/// 2018, "Training Deep Neural Networks with 8-bit Floating Point Numbers").
/// </summary>
/// <param name="Grid">What sums are rounded to; null keeps them exact.</param>
/// <param name="Length">Products of a chunk, 1 to <see cref="LongestChunk"/>; 0 adds all to one sum.</param>
public readonly unsafe record struct ProductSums(RoundingGrid? Grid, int Length)
{
    public const int LongestChunk = 512;

    private const int Unchunked = 64;

    /// <summary>The most products that <see cref="Add"/> takes at once.</summary>
    public int Block => Grid is null || Length == 0 ? Unchunked : Length;

    /// <summary>Columns rounded up to what is computed at once.</summary>
    public static int Padded(int columns) => (columns + 7) / 8 * 8;

    /// <summary>Floats of memory for sums of a matrix; columns are padded.</summary>
    public long Floats(int rows, int columns) => (long)rows * columns * (Grid is null ? 2 : 1);

    public void Clear(int rows, int columns, float* sums) => new Span<float>(sums, checked((int)Floats(rows, columns))).Clear();

    /// <summary>
    /// sums[i,j] += Σ a[i,p]·b[p,j] over p &lt; k, which is a chunk of its own, or the last of a sum: no more than <see cref="Block"/>.
    /// </summary>
    /// <param name="rows">Of a and of the sums.</param>
    /// <param name="columns">Of b and of the sums; a multiple of 8.</param>
    /// <param name="k">Products for each sum.</param>
    /// <param name="a">Factors.</param>
    /// <param name="row">Floats from one row of a to the next.</param>
    /// <param name="step">Floats from one factor to the next.</param>
    /// <param name="b">[k, columns].</param>
    /// <param name="sums">Of <see cref="Floats"/>.</param>
    public void Add(int rows, int columns, int k, float* a, nint row, nint step, float* b, float* sums)
    {
        if (Grid is { } grid) ChunkedSums.Add(grid, Length == 0, rows, columns, k, a, row, step, b, sums);
        else ExactSums.Add(rows, columns, k, a, row, step, b, (double*)sums);
    }

    /// <summary>The first columns of the sums, as floats.</summary>
    public void Write(int rows, int columns, float* sums, float* to, int width)
    {
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < width; j++)
            to[(long)i * width + j] = Grid is null ? ToOdd(((double*)sums)[(long)i * columns + j]) : sums[(long)i * columns + j];
    }

    /// <summary>
    /// The float below a double in magnitude, with the last bit set if anything is lost: rounding that to fewer bits is rounding the double
    /// (Boldo and Melquiond 2008, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd").
    /// </summary>
    public static float ToOdd(double x)
    {
        var nearest = (float)x;
        if (nearest == x || !float.IsFinite(nearest)) return nearest;
        var cut = Math.Abs((double)nearest) > Math.Abs(x) ? (x > 0 ? float.BitDecrement(nearest) : float.BitIncrement(nearest)) : nearest;
        return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(cut) | 1);
    }
}
