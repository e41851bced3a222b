using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// The transform of the input tiles of a convolution in Winograd's form F(4x4, 3x3) (Lavin and Gray, 2016), on pairs of channels in
/// halves of 16 bits. Six values d give
/// <code>
/// v0 = 4(d0 - d2) + (d4 - d2)               v3 = (d4 - d2) + 2(d3 - d1)
/// v1 = (d4 - 4 d2) + (d3 - 4 d1)            v4 = (d4 - d2) - 2(d3 - d1)
/// v2 = (d4 - 4 d2) - (d3 - 4 d1)            v5 = (d5 - d3) - 4(d3 - d1)
/// </code>
/// first down the columns of a row of tiles, which neighbouring tiles share, then along the rows of each. Halves may wrap on the way:
/// results are below 12,768, whatever the bytes are.
/// </summary>
internal static class WinogradInput
{
    public const int Tile = 4, Taps = 3, Points = Tile + Taps - 1;

    /// <summary>Where v5 is kept: as the last one computed, before the others.</summary>
    public static int Slot(int point) => (point + 1) % Points;

    /// <summary>Down the columns: <c>f(const int8_t *const *rows, uint32_t *t, uint32_t channel)</c>, from six rows of the image.</summary>
    /// <param name="columns">Of the image.</param>
    /// <param name="channels">Of the image: bytes of a pixel.</param>
    /// <param name="pitch">Words from one row of results to the next.</param>
    /// <param name="odd">Whether of four channels the second and the fourth are taken.</param>
    public static MachineRoutine Columns(int columns, int channels, int pitch, bool odd)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r4-r11, lr}");
        w.Emit("mov r12, r1");
        w.Emit("mov lr, r2");
        w.Emit("ldmia r0, {r0-r5}");
        for (var r = 0; r < Points; r++) w.Emit(Invariant($"add r{r}, r{r}, lr"));
        Registers.Constant(w, 13, columns);
        w.Label(1);
        using (w.Repeat(columns))
        {
            int[] d = [6, 7, 8, 9, 10, 11];
            for (var i = 0; i < Points; i++)
                w.Emit(channels <= 255 ? Invariant($"ldr r{d[i]}, [r{i}], #{channels}") : Invariant($"ldr r{d[i]}, [r{i}]"));
            if (channels > 255)
                for (var i = 0; i < Points; i++) w.Emit(Invariant($"add r{i}, r{i}, #{channels}"));
            foreach (var r in d) w.Emit(Invariant($"sxtb16 r{r}, r{r}{(odd ? ", ror #8" : "")}"));
            Transform(w, d, (point, register) => w.Emit(point == Points - 1 ? Invariant($"str r{register}, [r12], #4")
                : Invariant($"str r{register}, [r12, #{4 * pitch * Slot(point)}]")));
            w.Emit("subs lr, lr, #1");
            w.Emit("bne 1b");
        }
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_winograd_columns_{columns}by{channels}_{pitch}{(odd ? "_odd" : "")}"),
            "const int8_t *const *rows", "uint32_t *t", "uint32_t channel");
    }

    /// <summary>Along the rows: <c>f(const uint32_t *t, uint32_t *v)</c>, all tiles of a row, two by two.</summary>
    /// <param name="pairs">Of tiles.</param>
    /// <param name="channels">Of the image.</param>
    /// <param name="pitch">Words of a row of t.</param>
    /// <param name="atOnce">Rows of a tile without a loop: a divisor of 6.</param>
    public static MachineRoutine Rows(int pairs, int channels, int pitch, int atOnce)
    {
        const int first = 2;
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        var (rowBytes, point) = (4 * pitch, 4 * channels);
        w.Emit("push {r4-r11, lr}");
        Registers.Constant(w, 13, pairs);
        w.Label(1);
        using (w.Repeat(pairs))
        {
            for (var tile = 0; tile < 2; tile++)
            {
                if (atOnce < Points)
                {
                    w.Emit(Invariant($"mov r12, #{Points / atOnce}"));
                    w.Label(2);
                }
                using (w.Repeat(Points / atOnce))
                {
                    for (var row = 0; row < atOnce; row++)
                    {
                        w.Emit(Invariant($"ldmia r0, {{r{first}-r{first + Points - 1}}}"));
                        Transform(w, [.. Enumerable.Range(first, Points)],
                            (i, register) => w.Emit(Invariant($"str r{register}, [r1, #{i * point}]")));
                        Registers.Add(w, 0, rowBytes, first);
                        Registers.Add(w, 1, Points * point, first);
                    }
                    if (atOnce < Points)
                    {
                        w.Emit("subs r12, r12, #1");
                        w.Emit("bne 2b");
                    }
                }
                Registers.Add(w, 0, (4 * Tile) - (Points * rowBytes), first);
                Registers.Add(w, 1, tile == 0 ? 4 - (Points * Points * point) : -4, first);
            }
            w.Emit("subs lr, lr, #1");
            w.Emit("bne 1b");
        }
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_winograd_rows_{pairs}x{channels}_{pitch}_u{atOnce}"), "const uint32_t *t", "uint32_t *v");
    }

    /// <summary>Six registers become the six results, each stored as soon as it is there: twenty instructions, no other register.</summary>
    private static void Transform(AssemblyWriter w, int[] d, Action<int, int> store)
    {
        void Add(int y, int a, int b) => w.Emit(Invariant($"sadd16 r{d[y]}, r{d[a]}, r{d[b]}"));
        void Subtract(int y, int a, int b) => w.Emit(Invariant($"ssub16 r{d[y]}, r{d[a]}, r{d[b]}"));

        Subtract(5, 5, 3);
        Subtract(0, 0, 2);
        Add(0, 0, 0);
        Add(0, 0, 0);
        Subtract(4, 4, 2); // c = d4 - d2
        Add(0, 0, 4);
        store(0, d[0]);
        Subtract(0, 4, 2);
        Add(2, 2, 2);
        Subtract(0, 0, 2); // d4 - 4 d2
        Subtract(2, 3, 1); // p = d3 - d1
        Subtract(3, 2, 1);
        Add(1, 1, 1);
        Subtract(3, 3, 1); // d3 - 4 d1
        Add(1, 0, 3);
        store(1, d[1]);
        Subtract(1, 0, 3);
        store(2, d[1]);
        Add(2, 2, 2);
        Add(1, 4, 2);
        store(3, d[1]);
        Subtract(1, 4, 2);
        store(4, d[1]);
        Add(2, 2, 2);
        Subtract(5, 5, 2);
        store(5, d[5]);
    }
}
