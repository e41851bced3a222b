using System.Collections.Immutable;
using Mote.Compiler.Coding;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Prediction;

/// <summary>What a compiled graph is expected to take, without emitting or building it.</summary>
/// <param name="Layers">Node by node.</param>
/// <param name="FlashBytes">Constants, routines, and about the C around them; no start-up code, no C library.</param>
/// <param name="RamBytes">The arena.</param>
public sealed record ProgramCost(ImmutableArray<LayerCost> Layers, double FlashBytes, int RamBytes)
{
    // The program around the steps.
    internal const double ProgramBytes = 300;

    /// <summary>Of an inference.</summary>
    public double Instructions => Layers.Sum(l => l.Cost.Instructions);

    /// <summary>By the core's reference manual where there is one, memory without wait states.</summary>
    public double Cycles => Layers.Sum(l => l.Cost.Cycles.On(Processor));

    /// <summary>What runs it.</summary>
    public Processor Processor { get; init; }

    internal static ProgramCost Of(CProgram program, ProgramParts parts)
    {
        var (layers, used) = (ImmutableArray.CreateBuilder<LayerCost>(), new HashSet<int>());
        var (flash, stored) = (ProgramBytes, new StoredBytes());
        foreach (var step in program.Steps)
        {
            var cost = StepCost.Of(program.Graph, step, parts);
            layers.Add(new LayerCost(step.Index, cost.Total, cost.IsFitted, cost.ConstantBytes));
            flash += cost.OwnBytes;
            foreach (var part in cost.Parts(CopiesOf(program, step)))
                if (used.Add(part)) flash += parts.BytesOf(part);
            foreach (var argument in cost.Coded) stored.Add(argument);
        }
        return new ProgramCost(layers.ToImmutable(), flash + stored.Bytes, program.Arena.Bytes)
        {
            Processor = program.Options.Processor,
        };
    }

    private static KernelCopies CopiesOf(CProgram program, Step step) =>
        program.Options.Goal == OptimizeGoal.Size ? KernelCopies.Shared
            : step.IsCold ? KernelCopies.OfShapeCold : KernelCopies.OfShape;
}

/// <param name="Node">The node's index.</param>
/// <param name="Cost">What it executes; what control flow runs counts once.</param>
/// <param name="IsFitted">Whether a formula says so; else it is an estimate from the layer's products.</param>
/// <param name="ConstantBytes">Its weights and tables, as they are packed.</param>
public sealed record LayerCost(int Node, KernelCost Cost, bool IsFitted, long ConstantBytes);
