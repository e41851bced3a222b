namespace Mote.Compiler.Machine;

/// <summary>What something executes: instructions exactly or as a formula says, cycles as is known of each core.</summary>
public readonly record struct KernelCost(double Instructions, CoreCycles Cycles)
{
    /// <summary>Of code from the C compiler.</summary>
    /// <param name="instructions">What it executes.</param>
    /// <param name="cycles">Their cycles on the usual core of the instruction set.</param>
    public KernelCost(double instructions, double cycles)
        : this(instructions, CoreCycles.OfC(cycles))
    {
    }

    public static KernelCost operator +(KernelCost a, KernelCost b) => new(a.Instructions + b.Instructions, a.Cycles + b.Cycles);

    public static KernelCost operator *(double times, KernelCost cost) => new(times * cost.Instructions, times * cost.Cycles);
}
