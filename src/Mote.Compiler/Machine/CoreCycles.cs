using Mote.Core.Machine;

namespace Mote.Compiler.Machine;

/// <summary>
/// Cycles of one stretch of code on each core that may run it. Cores of an instruction set get the same routines, so each is counted
/// while a routine is written; of those that have another instruction set nothing is to be read.
/// </summary>
/// <param name="Usual">On the core that is meant where only the instruction set is said: <see cref="Processors.Usual"/>.</param>
/// <param name="CortexM7">On a Cortex-M7.</param>
/// <param name="CortexM33">On a Cortex-M33.</param>
/// <param name="CortexM85">On a Cortex-M85.</param>
public readonly record struct CoreCycles(double Usual, double CortexM7, double CortexM33, double CortexM85)
{
    /// <summary>Cycles of an instruction of compiled C, by and large, on cores that execute one at a time.</summary>
    public const double OfInstructionInC = 1.4;

    // Of the same C on the others: two instructions at once now and then, or loads that do not wait.
    private const double TwoAtOnce = 0.85 / OfInstructionInC, ShortLoads = 1.2 / OfInstructionInC;

    public static CoreCycles operator +(CoreCycles a, CoreCycles b) =>
        new(a.Usual + b.Usual, a.CortexM7 + b.CortexM7, a.CortexM33 + b.CortexM33, a.CortexM85 + b.CortexM85);

    public static CoreCycles operator *(double times, CoreCycles cycles) =>
        new(times * cycles.Usual, times * cycles.CortexM7, times * cycles.CortexM33, times * cycles.CortexM85);

    /// <summary>Of code from the C compiler, whose instructions nobody looks at.</summary>
    /// <param name="usual">On the usual core.</param>
    public static CoreCycles OfC(double usual) => new(usual, TwoAtOnce * usual, ShortLoads * usual, TwoAtOnce * usual);

    public double On(Processor processor) => processor switch
    {
        Processor.CortexM7 => CortexM7,
        Processor.CortexM33 => CortexM33,
        Processor.CortexM85 => CortexM85,
        Processor.Other or Processor.CortexM0Plus or Processor.CortexM4 or Processor.CortexM55 => Usual,
    };
}
