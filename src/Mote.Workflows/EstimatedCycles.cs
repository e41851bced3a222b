using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Workflows;

/// <summary>Cycles of an inference as formulas say, memory without wait states: what no emulator counts.</summary>
public static class EstimatedCycles
{
    /// <summary>Null where nothing is known of the core, or a step has no formula.</summary>
    public static long? Of(CProgram program)
    {
        var processor = program.Options.Processor;
        if (processor == Processor.Other) return null;
        var sum = 0.0;
        foreach (var step in program.Steps)
        {
            if (!step.Subprograms.IsEmpty || step.Calls.Any(c => c.Cost is null)) return null;
            sum += step.Calls.Sum(c => (c.Cost!.Value + c.DecodeCost).Cycles.On(processor));
        }
        return (long)Math.Round(sum);
    }

    /// <summary>Where the figures are from, and so what they are worth.</summary>
    public static string Source(Processor processor) => processor switch
    {
        Processor.CortexM0Plus or Processor.CortexM4 => "estimates from the core's reference manual, for memory without wait states",
        Processor.CortexM33 =>
            "estimates from what is published of the core's pipeline (its manual has no timings), for memory without wait states",
        Processor.CortexM55 => "estimates from the core's optimization guide, for memory without wait states",
        Processor.CortexM7 =>
            "rough estimates after others' measurements (Arm publishes no timings of this core), for memory without wait states",
        Processor.CortexM85 => "rough estimates: vectors as on a Cortex-M55, scalar instructions in pairs, for memory without wait states",
        Processor.Other => "as many as instructions: nothing is known of the core",
    };
}
