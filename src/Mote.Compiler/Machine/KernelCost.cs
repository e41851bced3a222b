namespace Mote.Compiler.Machine;

/// <summary>What something executes: instructions exactly or as a formula says, cycles as the core's reference manual does.</summary>
public readonly record struct KernelCost(double Instructions, double Cycles)
{
    public static KernelCost operator +(KernelCost a, KernelCost b) => new(a.Instructions + b.Instructions, a.Cycles + b.Cycles);

    public static KernelCost operator *(double times, KernelCost cost) => new(times * cost.Instructions, times * cost.Cycles);
}
