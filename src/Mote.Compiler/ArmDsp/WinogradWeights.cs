using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// The transform of 3x3 kernels: of three weights g it gives, down the columns and then along the rows,
/// <code>
/// u0 = g0, u1 = g0 + g1 + g2, u2 = g0 - g1 + g2, u3 = g0 + 2 g1 + 4 g2, u4 = g0 - 2 g1 + 4 g2, u5 = g2
/// </code>
/// which is the usual transform without its fractions; those are in the transform of the sums. At most 49·128 = 6,272. A block serves
/// two output channels: at each of 36 points the words of all pairs of channels (c, c + 2) and (c + 1, c + 3), and how many points are
/// left.
/// </summary>
internal static class WinogradWeights
{
    private const int Points = WinogradInput.Points, Taps = WinogradInput.Taps;

    /// <summary>Words of a point of a block.</summary>
    private static int PointWords(int channels) => channels + 1;

    /// <summary>Words of a block of two output channels.</summary>
    public static int BlockWords(int channels) => Points * Points * PointWords(channels);

    /// <summary>All blocks.</summary>
    /// <param name="weights">[outputs, 3, 3, channels]</param>
    /// <param name="channels">Of the input.</param>
    public static uint[] Transform(ReadOnlySpan<sbyte> weights, int channels)
    {
        var outputs = weights.Length / (Taps * Taps * channels);
        var words = new uint[outputs / 2 * BlockWords(channels)];
        for (var o = 0; o < outputs; o++)
            for (var c = 0; c < channels; c++)
            {
                var kernel = new int[Taps * Taps];
                for (var i = 0; i < kernel.Length; i++) kernel[i] = weights[(((o * Taps * Taps) + i) * channels) + c];
                var all = Transform(kernel);
                // Of four channels the first and third are a pair, and the second and fourth.
                var (pair, isHigh) = ((c / 4 * 2) + (c % 2), c % 4 >= 2);
                for (var p = 0; p < all.Length; p++)
                    words[(o / 2 * BlockWords(channels)) + (p * PointWords(channels)) + (2 * pair) + (o % 2)]
                        |= (uint)(ushort)all[p] << (isHigh ? 16 : 0);
            }
        for (var p = 0; p < words.Length / PointWords(channels); p++)
            words[((p + 1) * PointWords(channels)) - 1] = (uint)(Points * Points - 1 - (p % (Points * Points)));
        return words;
    }

    /// <summary>A kernel's 36 points, in the order of the slots.</summary>
    private static int[] Transform(int[] kernel)
    {
        var down = new int[Points, Taps];
        for (var x = 0; x < Taps; x++)
        {
            var u = Transform(kernel[x], kernel[Taps + x], kernel[(2 * Taps) + x]);
            for (var i = 0; i < Points; i++) down[WinogradInput.Slot(i), x] = u[i];
        }
        return [.. Enumerable.Range(0, Points).SelectMany(i => Transform(down[i, 0], down[i, 1], down[i, 2]))];
    }

    private static int[] Transform(int g0, int g1, int g2) =>
        [g0, g0 + g1 + g2, g0 - g1 + g2, g0 + (2 * g1) + (4 * g2), g0 - (2 * g1) + (4 * g2), g2];

    /// <summary>
    /// The same on the device: <c>f(const int8_t *w, uint32_t *u)</c>, of one output channel, every other of whose pairs it makes: words
    /// 16 bytes apart. Weights that begin a byte later give the other pairs; a byte behind the last ones is read then. The counts stay as
    /// they are.
    /// </summary>
    public static MachineRoutine Routine(int channels)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r4-r11, lr}");
        w.Emit("sub sp, sp, #8");
        w.Emit(Invariant($"add r2, r0, #{channels}"));
        w.Emit("str r2, [sp, #4]");
        w.Label(1);
        using (w.Repeat(channels / 4))
        {
            Half(w, channels);
            w.Emit("add r1, r1, #16");
            w.Emit("add r0, r0, #4");
            w.Emit("ldr r2, [sp, #4]");
            w.Emit("cmp r0, r2");
            w.Emit("bne 1b");
        }
        w.Emit("add sp, sp, #8");
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_winograd_weights_{channels}"), "const int8_t *w", "uint32_t *u");
    }

    private static readonly int[] First = [2, 3, 4], Second = [5, 6, 7], Third = [8, 9, 10], Other = [11, 12, 13];

    /// <summary>One pair of channels; the rows of points in the order that leaves registers free.</summary>
    private static void Half(AssemblyWriter w, int channels)
    {
        foreach (var (row, registers) in new[] { First, Second, Third }.Select((r, i) => (i, r)))
            for (var x = 0; x < Taps; x++)
            {
                w.Emit(Invariant($"ldr r{registers[x]}, [r0, #{((row * Taps) + x) * channels}]"));
                w.Emit(Invariant($"sxtb16 r{registers[x]}, r{registers[x]}"));
            }
        // A register more: the pointer to the weights waits.
        w.Emit("str r0, [sp]");
        var at = new Cursor(w, 1);
        for (var x = 0; x < Taps; x++) w.Emit($"mov {Registers.Name(Other[x])}, {Registers.Name(First[x])}");
        RowOfPoints(w, at, channels, 0, Other);
        Each(w, "sadd16", First, First, Third);
        Each(w, "sadd16", Other, First, Second);
        RowOfPoints(w, at, channels, 1, Other);
        Each(w, "ssub16", Other, First, Second);
        RowOfPoints(w, at, channels, 2, Other);
        Each(w, "sadd16", First, First, Third);
        Each(w, "sadd16", Other, Third, Third);
        Each(w, "sadd16", First, First, Other);
        Each(w, "sadd16", Second, Second, Second);
        Each(w, "sadd16", Other, First, Second);
        RowOfPoints(w, at, channels, 3, Other);
        Each(w, "ssub16", Other, First, Second);
        RowOfPoints(w, at, channels, 4, Other);
        RowOfPoints(w, at, channels, 5, Third);
        at.MoveTo(0, 2);
        w.Emit("ldr r0, [sp]");
    }

    private static void Each(AssemblyWriter w, string operation, int[] y, int[] a, int[] b)
    {
        for (var x = 0; x < Taps; x++)
            w.Emit($"{operation} {Registers.Name(y[x])}, {Registers.Name(a[x])}, {Registers.Name(b[x])}");
    }

    /// <summary>Three values of a row become six, stored; r0 is spare.</summary>
    private static void RowOfPoints(AssemblyWriter w, Cursor at, int channels, int row, int[] g)
    {
        const string t = "r0";
        var (g0, g1, g2) = (Registers.Name(g[0]), Registers.Name(g[1]), Registers.Name(g[2]));
        var first = WinogradInput.Slot(row) * Points;
        at.MoveTo(4 * first * PointWords(channels), 0);
        Store(0, g0);
        Store(5, g2);
        w.Emit($"sadd16 {t}, {g0}, {g2}");
        w.Emit($"sadd16 {g2}, {g2}, {g2}");
        w.Emit($"sadd16 {g2}, {g2}, {g2}");
        w.Emit($"sadd16 {g2}, {g2}, {g0}");
        w.Emit($"sadd16 {g0}, {t}, {g1}");
        Store(1, g0);
        w.Emit($"ssub16 {g0}, {t}, {g1}");
        Store(2, g0);
        w.Emit($"sadd16 {g1}, {g1}, {g1}");
        w.Emit($"sadd16 {t}, {g2}, {g1}");
        Store(3, t);
        w.Emit($"ssub16 {t}, {g2}, {g1}");
        Store(4, t);

        void Store(int point, string register) => w.Emit($"str {register}, {at.At(4 * (first + point) * PointWords(channels))}");
    }
}
