using System.Collections.Immutable;
using Mote.Core.Machine;
using Mote.Targets;

namespace Mote.Workflows.Compressing.Searching;

/// <summary>What a compressed model may take, and what it must reach. What is null does not matter.</summary>
/// <param name="Target">The device it is for, and is measured on.</param>
/// <param name="Goals">What may be favoured when it is compiled; the first that fits is taken.</param>
/// <param name="Flash">Bytes of the whole program, as linked.</param>
/// <param name="Ram">Bytes of all static memory.</param>
/// <param name="Instructions">Of an inference.</param>
/// <param name="MinAccuracy">Share of right answers on the validation split, as the integers give them.</param>
public sealed record CompressionBudget(
    Target Target, ImmutableArray<OptimizeGoal> Goals, int? Flash, int? Ram, long? Instructions, double? MinAccuracy)
{
    /// <summary>Whether a program fits the device.</summary>
    public bool Fits(ProgramFigures figures) => figures.FlashBytes <= (Flash ?? long.MaxValue) && FitsBut(figures);

    /// <summary>Whether it fits but for its flash, which a finer plan can still change.</summary>
    public bool FitsBut(ProgramFigures figures) =>
        figures.RamBytes <= (Ram ?? long.MaxValue) && (figures.Instructions ?? 0) <= (Instructions ?? long.MaxValue);

    public bool Allows(double accuracy) => accuracy >= (MinAccuracy ?? 0);
}

/// <summary>A program, built and run on the emulated device.</summary>
/// <param name="Optimize">What it was compiled for.</param>
/// <param name="Options">With which <c>mote compile</c> makes it: --optimize size --code-weights.</param>
/// <param name="FlashBytes">As linked, without start-up code.</param>
/// <param name="RamBytes">Static.</param>
/// <param name="Instructions">Mean of an inference; null where the target cannot count them.</param>
/// <param name="Exact">Whether it computes what the host computes.</param>
public sealed record ProgramFigures(string Optimize, string Options, long FlashBytes, long RamBytes, long? Instructions, bool Exact);

/// <summary>A network that was tried.</summary>
/// <param name="Name">int8, trial 1, ..., result 1, ...</param>
/// <param name="Plan">In words.</param>
/// <param name="Validation">Share of right answers.</param>
/// <param name="Macs">Of an inference.</param>
/// <param name="Weights">That are left.</param>
/// <param name="Zeros">Among them.</param>
/// <param name="EntropyBytes">Of the weights.</param>
/// <param name="Figures">On the device.</param>
/// <param name="Fits">The budgets.</param>
public sealed record CompressionPoint(
    string Name, string Plan, double Validation, long Macs, int Weights, int Zeros, double EntropyBytes, ProgramFigures Figures, bool Fits);
