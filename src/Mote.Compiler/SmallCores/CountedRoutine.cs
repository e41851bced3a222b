using Mote.Compiler.Machine;

namespace Mote.Compiler.SmallCores;

/// <summary>A routine that layers share, and what one call takes for one of them: loops run as often as its arguments say.</summary>
/// <param name="Function">Its own cost is that of the fewest rounds, so that the routines of all layers are equal.</param>
/// <param name="Cost">Of a call for this layer.</param>
internal sealed record CountedRoutine(MachineRoutine Function, KernelCost Cost)
{
    public static CountedRoutine Of<TCounts>(Func<TCounts, MachineRoutine> write, TCounts counts, TCounts fewest) =>
        new(write(fewest), write(counts).Cost);
}
