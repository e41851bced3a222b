using Mote.Compiler.Machine;

namespace Mote.Compiler.ArmDsp;

/// <summary>The fourteen registers of a routine, by number: r0 to r12, and lr as the last; loads and stores of several of them.</summary>
internal static class Registers
{
    public const int Count = 14;

    public static string Name(int register) => register == 13 ? "lr" : FormattableString.Invariant($"r{register}");

    public static string List(params ReadOnlySpan<int> registers) => string.Join(", ", registers.ToArray().Select(Name));

    /// <summary>Consecutive words from a pointer, which moves on, into registers of rising numbers.</summary>
    public static void LoadOn(this AssemblyWriter w, int pointer, params ReadOnlySpan<int> registers)
    {
        if (registers.Length == 1) w.Emit($"ldr {Name(registers[0])}, [{Name(pointer)}], #4");
        else if (registers.Length == 2) w.Emit($"ldrd {List(registers)}, [{Name(pointer)}], #8");
        else w.Emit($"ldmia {Name(pointer)}!, {{{List(registers)}}}");
    }

    /// <summary>As <see cref="LoadOn"/>.</summary>
    public static void StoreOn(this AssemblyWriter w, int pointer, params ReadOnlySpan<int> registers)
    {
        if (registers.Length == 1) w.Emit($"str {Name(registers[0])}, [{Name(pointer)}], #4");
        else if (registers.Length == 2) w.Emit($"strd {List(registers)}, [{Name(pointer)}], #8");
        else w.Emit($"stmia {Name(pointer)}!, {{{List(registers)}}}");
    }

    /// <summary>register += value, up to 2^31; a second register where the constant needs one.</summary>
    public static void Increase(this AssemblyWriter w, int register, int value, int spare)
    {
        var (name, other) = (Name(register), Name(spare));
        if (value == 0) return;
        if (value < 4096) w.Emit(FormattableString.Invariant($"add {name}, {name}, #{value}"));
        else
        {
            w.Emit(FormattableString.Invariant($"movw {other}, #{value & 0xffff}"));
            if (value >> 16 != 0) w.Emit(FormattableString.Invariant($"movt {other}, #{value >> 16}"));
            w.Emit($"add {name}, {name}, {other}");
        }
    }

    /// <summary>register += value, of either sign; a second register where the constant needs one.</summary>
    public static void Add(AssemblyWriter w, int register, int value, int spare)
    {
        if (value >= 0) w.Increase(register, value, spare);
        else if (value > -4096) w.Emit(FormattableString.Invariant($"sub {Name(register)}, {Name(register)}, #{-value}"));
        else
        {
            w.Emit(FormattableString.Invariant($"movw {Name(spare)}, #{-value & 0xffff}"));
            if (-value >> 16 != 0) w.Emit(FormattableString.Invariant($"movt {Name(spare)}, #{-value >> 16}"));
            w.Emit($"sub {Name(register)}, {Name(register)}, {Name(spare)}");
        }
    }

    /// <summary>register = value, 0 to 2^31.</summary>
    public static void Constant(AssemblyWriter w, int register, int value)
    {
        w.Emit(FormattableString.Invariant($"movw {Name(register)}, #{value & 0xffff}"));
        if (value >> 16 != 0) w.Emit(FormattableString.Invariant($"movt {Name(register)}, #{value >> 16}"));
    }
}
