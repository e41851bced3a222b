using Mote.Compiler.Machine;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A register that points into memory while code is written, and where it points to: so that an address is reached by an offset in the
/// instruction where one fits, and by moving the register where none does.
/// </summary>
internal sealed class Cursor(AssemblyWriter writer, int register)
{
    private const int MostOffset = 4095, LeastOffset = -255, MostStep = 255;

    private int _at;

    /// <summary>Bytes from the place that the register points to now are counted from here on.</summary>
    public void Rebase() => _at = 0;

    /// <summary>What is repeated has been written once: the others have moved the register, too.</summary>
    public void Advance(int bytes) => _at += bytes;

    public bool Reaches(int place) => place - _at is >= LeastOffset and <= MostOffset;

    /// <summary>The operand of an instruction that loads from or stores to a place.</summary>
    public string At(int place)
    {
        if (!Reaches(place)) throw new InvalidOperationException("a place out of reach");
        var offset = place - _at;
        return offset == 0 ? $"[{Registers.Name(register)}]" : FormattableString.Invariant($"[{Registers.Name(register)}, #{offset}]");
    }

    /// <summary>As <see cref="At"/>, and moves on for nothing where the step is short.</summary>
    public string AtAndOn(int place, int step)
    {
        if (place != _at || step is > MostStep or < LeastOffset) return At(place);
        _at += step;
        return FormattableString.Invariant($"[{Registers.Name(register)}], #{step}");
    }

    /// <param name="place">Where the register shall point to.</param>
    /// <param name="spare">A register for a constant that does not fit into an instruction.</param>
    public void MoveTo(int place, int spare)
    {
        Registers.Add(writer, register, place - _at, spare);
        _at = place;
    }

    public void Reach(int place, int spare)
    {
        if (!Reaches(place)) MoveTo(place, spare);
    }
}
