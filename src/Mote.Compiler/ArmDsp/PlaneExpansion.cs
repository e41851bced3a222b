using Mote.Compiler.Machine;
using static System.FormattableString;
using static Mote.Compiler.ArmDsp.Registers;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// As <see cref="ColumnExpansion"/>, for neighbouring pixels of an image whose channels lie in planes: the bytes of four channels are
/// transposed on the way. Pixels come by fours, twos and one; of each channel one load fetches so many.
/// <code>void f(const int8_t *x, uint32_t *columns)</code>
/// </summary>
/// <param name="Columns">How many pixels.</param>
/// <param name="PlaneStride">Bytes from one channel to the next.</param>
/// <param name="Channels">How many; a last word that is not whole begins earlier, as <see cref="WindowWords"/> says.</param>
internal sealed record PlaneExpansion(int Columns, int PlaneStride, int Channels)
{
    // r0 and r12 walk through channels 0 and 2 of each four, r7 holds what the second words' low bytes are before u is taken from them.
    private const int X = 0, Y = 1, Results = 2, LowBytes = 7, End = 8, Second = 12;
    private const int A = 9, B = 10, C = 11, D = 13;
    private const int MostOffset = 4095;

    /// <summary>Offsets within two planes must do.</summary>
    public bool IsPossible => PlaneStride + Columns <= MostOffset;

    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        var rounds = Channels / 4;
        var last = Channels % 4;
        w.Emit("push {r4-r11, lr}");
        w.Emit("mov.w r7, #0x00ff00ff");
        if (rounds > 1)
        {
            w.Emit("mov r8, r0");
            w.Increase(End, 4 * rounds * PlaneStride, A);
        }
        if (rounds > 0)
        {
            Aim(w, 2);
            w.Label(1);
            using (w.Repeat(rounds))
            {
                Word(w, 1, 1);
                w.Increase(X, 4 * PlaneStride, A);
                w.Increase(Second, 4 * PlaneStride, A);
                if (rounds > 1)
                {
                    w.Emit("cmp r0, r8");
                    w.Emit("bne 1b");
                }
            }
        }
        if (last > 0)
        {
            if (rounds > 0) Back(w, (4 - last) * PlaneStride);
            else Aim(w, last > 2 ? 2 : 0);
            // Channels that are not there meet weights of zero: any others stand for them.
            Word(w, rounds > 0 || last > 1 ? 1 : 0, rounds > 0 ? 1 : 0);
        }
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_expand_{Columns}of{Channels}_planes{PlaneStride}"), "const int8_t *x", "uint32_t *columns");
    }

    private void Aim(AssemblyWriter w, int planes)
    {
        w.Emit("mov r12, r0");
        w.Increase(Second, planes * PlaneStride, A);
    }

    private static void Back(AssemblyWriter w, int bytes)
    {
        if (bytes < 4096)
        {
            w.Emit(Invariant($"sub r0, r0, #{bytes}"));
            w.Emit(Invariant($"sub r12, r12, #{bytes}"));
            return;
        }
        w.Emit(Invariant($"movw r9, #{bytes & 0xffff}"));
        if (bytes >> 16 != 0) w.Emit(Invariant($"movt r9, #{bytes >> 16}"));
        w.Emit("sub r0, r0, r9");
        w.Emit("sub r12, r12, r9");
    }

    /// <summary>One word of depth: u of all columns from the even channels, then v of all from the odd ones.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="odd">Planes from channel 0 to channel 1.</param>
    /// <param name="secondOdd">Planes from channel 2 to channel 3.</param>
    private void Word(AssemblyWriter w, int odd, int secondOdd)
    {
        Evens(w, Columns);
        Odds(w, Columns, odd * PlaneStride, secondOdd * PlaneStride);
    }

    /// <summary>u of all columns, from the channels that r0 and r12 point to.</summary>
    internal static void Evens(AssemblyWriter w, int columns)
    {
        foreach (var (from, count) in Parts(columns)) Evens(w, from, count);
        w.StoreOn(Y, Enumerable.Range(Results, columns).ToArray());
    }

    /// <summary>v of all columns, from the channels at these distances from r0 and r12.</summary>
    internal static void Odds(AssemblyWriter w, int columns, int first = 0, int second = 0)
    {
        foreach (var (from, count) in Parts(columns)) Odds(w, from, count, first, second);
        w.StoreOn(Y, Enumerable.Range(Results, columns).ToArray());
    }

    private static IEnumerable<(int From, int Count)> Parts(int columns)
    {
        for (var from = 0; from < columns;)
        {
            var count = columns - from >= 4 ? 4 : columns - from >= 2 ? 2 : 1;
            yield return (from, count);
            from += count;
        }
    }

    private static string Load(int count) => count switch { 4 => "ldr", 2 => "ldrh", _ => "ldrb" };

    /// <summary>Halves of two channels side by side: pixels 0 and 1 to C, and pixels 2 and 3 of four to A.</summary>
    private static void Pair(AssemblyWriter w, int from, int count, int first, int second)
    {
        w.Emit(Invariant($"{Load(count)} {Name(A)}, [r0, #{first + from}]"));
        w.Emit(Invariant($"{Load(count)} {Name(B)}, [r12, #{second + from}]"));
        w.Emit($"pkhbt {Name(C)}, {Name(A)}, {Name(B)}, lsl #16");
        if (count == 4) w.Emit($"pkhtb {Name(A)}, {Name(B)}, {Name(A)}, asr #16");
    }

    private static void Evens(AssemblyWriter w, int from, int count)
    {
        Pair(w, from, count, 0, 0);
        for (var i = 0; i < count; i += 2)
        {
            var pair = Name(i == 0 ? C : A);
            w.Emit($"eor {pair}, {pair}, #{(count == 1 ? "0x00800080" : "0x80808080")}");
            w.Emit($"uxtb16 {Name(Results + from + i)}, {pair}");
            if (count > 1) w.Emit($"uxtb16 {Name(Results + from + i + 1)}, {pair}, ror #8");
        }
    }

    /// <summary>v = -1 - (256·odd + u): the complement of the odd bytes above, 255 below, less u; no byte borrows.</summary>
    private static void Odds(AssemblyWriter w, int from, int count, int first, int second)
    {
        Pair(w, from, count, first, second);
        for (var i = 0; i < count; i += 2)
        {
            var pair = Name(i == 0 ? C : A);
            var (even, odd) = (Name(Results + from + i), Name(Results + from + i + 1));
            w.Emit($"orn {Name(D)}, {Name(LowBytes)}, {pair}, lsl #8");
            w.Emit($"sub {even}, {Name(D)}, {even}");
            if (count == 1) continue;
            w.Emit($"orn {Name(D)}, {Name(LowBytes)}, {pair}");
            w.Emit($"sub {odd}, {Name(D)}, {odd}");
        }
    }
}
