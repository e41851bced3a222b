using Mote.Core.Types;

namespace Mote.Compiler.Machine;

/// <summary>
/// A function in assembler, made for a shape: what a C compiler would spill or not find. Kernels of the library get it as a function
/// pointer among their parameters, which the compiler turns into a direct call. Equal routines are printed once a program.
/// </summary>
/// <param name="Name">In C; says all that the lines depend on, so that equal names are equal routines.</param>
/// <param name="Parameters">Of the C function, in the AAPCS's order: "const uint32_t *x", "int8_t *y".</param>
/// <param name="Lines">Of assembler in unified syntax, labels without indentation. It returns by itself.</param>
public sealed record MachineRoutine(string Name, EquatableArray<string> Parameters, EquatableArray<string> Lines)
{
    /// <summary>What one call takes, the return included.</summary>
    public required KernelCost Cost { get; init; }

    /// <summary>What it takes more for each further round, where the caller says how many rounds it makes: <see cref="Cost"/> is then
    /// that of one.</summary>
    public KernelCost Round { get; init; }

    /// <summary>Of code, about.</summary>
    public int Bytes { get; init; }

    /// <summary>Whether it serves layers of many shapes, so that its cost is another for each.</summary>
    public bool IsShared { get; init; }

    /// <summary>What is printed, whatever a call takes.</summary>
    public bool Equals(MachineRoutine? other) =>
        other is not null && Name == other.Name && Parameters == other.Parameters && Lines == other.Lines;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
