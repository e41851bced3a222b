using System.Collections.Immutable;
using Mote.Compiler.Machine;
using static System.FormattableString;
using static Mote.Compiler.ArmDsp.Registers;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A routine that expands the bytes under some windows, the columns of a block, to what <see cref="PairedBlock"/> multiplies. Of four bytes
/// x0..x3 it makes the words u = (x0 + 128, x2 + 128) and v = -1 - (256·x1 + x0 + 128, 256·x3 + x2 + 128), in halves of 16 bits, with
/// three instructions; a half q = 256·w0 - w1 of the weights then gives u·q + v·(-w1) = 256·(x0·w0 + x1·w1) + 2^15·w0 + w1.
/// <code>void f(const int8_t *x, uint32_t *columns)</code>
/// Word after word of depth: u of every column, then v of every column.
/// </summary>
/// <param name="Columns">How many windows.</param>
/// <param name="ColumnStride">Bytes from one window to the next.</param>
/// <param name="Window">Its words.</param>
/// <param name="RowStride">Bytes from one row of a window to the next.</param>
/// <param name="IsAligned">Whether x and the strides are multiples of 4, so that several words may be loaded at once.</param>
/// <param name="Unrolled">Most words in a row of instructions without a loop.</param>
internal sealed record ColumnExpansion(
    int Columns, int ColumnStride, WindowWords Window, int RowStride, bool IsAligned, int Unrolled)
{
    private const int X = 0, Y = 1, Temporary = 2, Pointer = 12, Counter = 13;
    private const int MostOffset = 4095;

    /// <summary>Words of one loop's round.</summary>
    public int Round { get; init; } = 4;

    public string Name => Invariant(
        $"mote_expand_{Columns}by{ColumnStride}_{Window.Rows}x{Window.RowBytes}_every{RowStride}{Variant}");

    private string Variant => (IsAligned ? "_aligned" : "") + (IsStraight ? "" : Round < 4 ? "_short" : "_loop");

    private bool IsStraight => Window.Rows * Window.RegularPerRow <= Unrolled
        && (Window.Rows - 1) * RowStride + Window.RowBytes + (Columns - 1) * ColumnStride <= MostOffset;

    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r0, r4-r11, lr}");
        if (IsStraight)
        {
            for (var row = 0; row < Window.Rows; row++)
                for (var i = 0; i < Window.RegularPerRow; i += Together)
                    Regular(w, row * RowStride + 4 * i, Math.Min(Together, Window.RegularPerRow - i), 0);
        }
        else
        {
            Loops(w);
            if (!Window.Extra.IsEmpty) w.Emit("ldr r0, [sp]");
        }
        foreach (var word in Window.Extra) Gather(w, word);
        w.Emit("add sp, #4");
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Name, "const int8_t *x", "uint32_t *columns");
    }

    /// <summary>Words that are stored at once; their registers are in the order of memory.</summary>
    private int Together => Columns switch { 1 => 4, 2 => 2, _ => 1 };

    private int U(int word, int column) => Temporary + (2 * word * Columns) + column;

    private int V(int word, int column) => U(word, column) + Columns;

    private void Loops(AssemblyWriter w)
    {
        var perRow = Window.RegularPerRow;
        var rounds = perRow / Round;
        var hasRows = Window.Rows > 1;
        if (hasRows) w.Emit(Invariant($"mov lr, #{Window.Rows}"));
        w.Label(1);
        using (w.Repeat(Window.Rows))
        {
            if (rounds > 1)
            {
                w.Emit("mov r12, r0");
                w.Increase(Pointer, 4 * Round * rounds, Temporary);
                w.Label(2);
            }
            using (w.Repeat(rounds))
            {
                if (rounds > 0) Words(w, Round);
                if (rounds > 1)
                {
                    w.Emit("cmp r0, r12");
                    w.Emit("bne 2b");
                }
            }
            Words(w, perRow % Round);
            if (hasRows)
            {
                w.Increase(X, RowStride - 4 * perRow, Temporary);
                w.Emit("subs lr, #1");
                w.Emit("bne 1b");
            }
        }
    }

    /// <summary>Words one behind another, the pointer moving on.</summary>
    private void Words(AssemblyWriter w, int count)
    {
        for (var i = 0; i < count; i += Together)
        {
            var some = Math.Min(Together, count - i);
            Regular(w, 0, some, 4 * some);
        }
    }

    /// <summary>Some words of every column.</summary>
    private void Regular(AssemblyWriter w, int offset, int words, int step)
    {
        // The first column last: its load moves the pointer.
        for (var i = Columns - 1; i >= 0; i--)
        {
            var at = offset + i * ColumnStride;
            var moves = step != 0 && i == 0;
            int[] targets = [.. Enumerable.Range(0, words).Select(word => V(word, i))];
            if (IsAligned && words > 2 && moves) w.Emit($"ldmia r0!, {{{List(targets)}}}");
            else if (IsAligned && words == 2 && at <= 1020)
                w.Emit(moves ? Invariant($"ldrd {List(targets)}, [r0], #{step}") : Invariant($"ldrd {List(targets)}, [r0, #{at}]"));
            else
                for (var word = words - 1; word >= 0; word--)
                    w.Emit(moves && word == 0 ? Invariant($"ldr {Name(targets[word])}, [r0], #{step}")
                        : Invariant($"ldr {Name(targets[word])}, [r0, #{at + 4 * word}]"));
        }
        Expand(w, words);
    }

    private void Expand(AssemblyWriter w, int words)
    {
        for (var word = 0; word < words; word++)
            for (var i = 0; i < Columns; i++)
            {
                var (u, v) = (Name(U(word, i)), Name(V(word, i)));
                w.Emit($"eor {v}, {v}, #0x00800080");
                w.Emit($"uxtb16 {u}, {v}");
                w.Emit($"mvn {v}, {v}");
            }
        w.StoreOn(Y, [.. Enumerable.Range(Temporary, 2 * Columns * words)]);
    }

    /// <summary>A word of pieces.</summary>
    private void Gather(AssemblyWriter w, ImmutableArray<WindowPiece> pieces)
    {
        for (var i = 0; i < Columns; i++)
        {
            var (u, v) = (Name(U(0, i)), Name(V(0, i)));
            foreach (var piece in pieces)
            {
                var load = piece.Bytes switch { 1 => "ldrb", 2 => "ldrh", _ => "ldr" };
                var target = piece == pieces[0] ? v : u;
                w.Emit($"{load} {target}, {Address(w, piece.Row * RowStride + piece.Offset + i * ColumnStride)}");
                if (piece != pieces[0]) w.Emit(Invariant($"orr {v}, {v}, {u}, lsl #{8 * piece.Place}"));
            }
        }
        Expand(w, 1);
    }

    private static string Address(AssemblyWriter w, int offset)
    {
        if (offset <= MostOffset) return Invariant($"[r0, #{offset}]");
        w.Emit("mov r12, r0");
        w.Increase(Pointer, offset, Counter);
        return "[r12]";
    }
}
