namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Pointers to the rows of a window that moves along them, one register each. Taps are loaded at a distance from their row's pointer
/// where that reaches; the last tap's load moves the pointer on to the next window where it can.
/// </summary>
/// <param name="KernelH">Rows of the window, at most <see cref="MostRows"/>.</param>
/// <param name="KernelW">Its columns.</param>
/// <param name="Channels">Bytes of a pixel.</param>
/// <param name="Step">Bytes from a window to the next.</param>
/// <param name="Order">All taps, row by row numbered, in the order of their loads.</param>
internal sealed record MveWindowWalk(int KernelH, int KernelW, int Channels, int Step, IReadOnlyList<int> Order)
{
    /// <summary>One register each.</summary>
    public const int MostRows = 5;

    private static readonly string[] Rows = ["r3", "r4", "r5", "r6", "r7"];

    /// <summary>Where the pointers stand, relative to the window.</summary>
    private readonly int[] _places = new int[KernelH];

    /// <summary>Loads the pointers.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="table">The register with the table of rows.</param>
    /// <param name="channel">The register with the first channel; null for zero.</param>
    public void Begin(AssemblyWriter w, string table, string? channel)
    {
        for (var row = 0; row < KernelH; row++)
        {
            w.Emit($"ldr {Rows[row]}, [{table}, #{4 * row}]");
            if (channel is not null) w.Emit($"add {Rows[row]}, {channel}");
            MveFrame.Add(w, Rows[row], Rows[row], Origin(row));
            _places[row] = Origin(row);
        }
    }

    /// <summary>Loads a tap's channels.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="tap">Which; in the order given.</param>
    /// <param name="load">vldrb.8 or a widening form.</param>
    /// <param name="vector">Where to.</param>
    public void Load(AssemblyWriter w, int tap, string load, string vector)
    {
        var row = tap / KernelW;
        var distance = Offset(tap) - _places[row];
        if (!MveFrame.IsNear(distance))
        {
            MveFrame.Add(w, Rows[row], Rows[row], distance);
            (_places[row], distance) = (Offset(tap), 0);
        }
        var walks = tap == LastTap(row) && distance != 0 && Offset(tap) == Origin(row) + Step;
        w.Emit($"{load} {vector}, [{Rows[row]}, #{distance}]{(walks ? "!" : "")}");
        if (walks) _places[row] = Offset(tap);
    }

    /// <summary>What the last loads have not done: the pointers stand at the next window.</summary>
    public void End(AssemblyWriter w)
    {
        for (var row = 0; row < KernelH; row++)
        {
            MveFrame.Add(w, Rows[row], Rows[row], Origin(row) + Step - _places[row]);
            _places[row] = Origin(row);
        }
    }

    private int Offset(int tap) => tap % KernelW * Channels;

    private int LastTap(int row) => Order.Last(t => t / KernelW == row);

    /// <summary>Where a row's pointer stands when a window begins, relative to it.</summary>
    private int Origin(int row)
    {
        var origin = Offset(LastTap(row)) - Step;
        return Enumerable.Range(row * KernelW, KernelW).All(t => MveFrame.IsNear(Offset(t) - origin)) ? origin : 0;
    }
}
