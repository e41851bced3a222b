using System.Collections.Immutable;
using System.Text.Json;

namespace Mote.Targets.Boards;

/// <summary>A processor core of a board.</summary>
/// <param name="Name">cortex-m4, rv32imc.</param>
/// <param name="Title">What its maker calls it.</param>
/// <param name="Target">Whose programs it runs; null where Mote makes none for it.</param>
/// <param name="Note">Why there is none, or why it is that one.</param>
/// <param name="Cycles">Of an instruction; null without a target.</param>
public sealed record BoardCore(string Name, string Title, Target? Target, string Note, CyclesPerInstruction? Cycles)
{
    public override string ToString() => Name;
}

/// <summary>Cycles of an instruction of a quantized network, flash and caches as on the boards that were measured.</summary>
/// <param name="Typical">The best estimate.</param>
/// <param name="Least">What the measured networks and boards reach down to.</param>
/// <param name="Most">And up to.</param>
/// <param name="Method">How it is known.</param>
public sealed record CyclesPerInstruction(double Typical, double Least, double Most, string Method);

/// <summary>The cores there are: cores.json, with cycles from <see cref="PublishedTimes"/>.</summary>
public static class CoreTable
{
    private static readonly Lazy<ImmutableArray<BoardCore>> s_all = new(() =>
    {
        var rows = JsonSerializer.Deserialize(BoardTable.Resource("cores.json"), BoardContext.Default.CoreRowArray)!;
        var times = JsonSerializer.Deserialize(BoardTable.Resource("mlperf-tiny.json"), BoardContext.Default.PublishedTimes)!;
        return [.. rows.Select(r => new BoardCore(
            r.Name, r.Title, r.Target is { } t ? TargetTable.Find(t) : null, r.Note,
            r.Target is null ? null : CycleCalibration.Of(r, rows, times)))];
    });

    public static ImmutableArray<BoardCore> All => s_all.Value;

    /// <summary>Null where there is no such core.</summary>
    public static BoardCore? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}

/// <summary>
/// A row of cores.json. One of three says where cycles are from: software that was counted for the target and timed on this core, software
/// that was timed on this core and another, or a range that is stated.
/// </summary>
internal sealed record CoreRow(
    string Name, string Title, string? Target, string Note, string? TimedAs = null, string? TimedBeside = null,
    double[]? Stated = null, string? Why = null);
