using Mote.Core.Types;

namespace Mote.Compiler.Machine;

/// <summary>
/// Writes a routine's lines and counts what they execute: each line as often as the loops around it run.
/// </summary>
/// <param name="cycles">What an instruction takes on the cores that may run it, by its text: see <see cref="CoreTimings"/>.</param>
internal sealed class AssemblyWriter(Func<string, CoreCycles> cycles)
{
    private readonly List<string> _lines = [];
    private double _times = 1;
    private KernelCost _cost;

    /// <summary>Of all that is written so far.</summary>
    public KernelCost Cost => _cost;

    /// <summary>One instruction.</summary>
    public void Emit(string instruction)
    {
        _lines.Add(instruction);
        _cost += _times * new KernelCost(1, cycles(instruction));
    }

    /// <summary>A directive or a comment: nothing that is executed.</summary>
    public void Note(string line) => _lines.Add(line);

    /// <summary>A local label: a number, which branches name as 1b (backwards) or 1f.</summary>
    public void Label(int number) => _lines.Add(FormattableString.Invariant($"{number}:"));

    /// <summary>What is written until disposal runs so many times: an average where it varies.</summary>
    public Repeated Repeat(double times)
    {
        var outer = _times;
        _times *= times;
        return new Repeated(this, outer);
    }

    public MachineRoutine Routine(string name, params ReadOnlySpan<string> parameters) =>
        new(name, EquatableArray.Create(parameters), EquatableArray.Create<string>([.. _lines]))
        {
            Cost = _cost,
            Bytes = _lines.Sum(ThumbEncoding.Bytes),
        };

    public readonly struct Repeated(AssemblyWriter writer, double outer) : IDisposable
    {
        public void Dispose() => writer._times = outer;
    }
}
