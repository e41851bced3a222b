using Mote.Compiler.Programs;

namespace Mote.Workflows;

/// <summary>Layers that are computed in bands of rows, so that the arena takes less.</summary>
/// <param name="First">The first layer.</param>
/// <param name="Last">The last layer.</param>
/// <param name="Bands">How many.</param>
/// <param name="BandRows">Rows of the last layer's result in each but the last.</param>
/// <param name="ExtraMacs">What neighbouring bands both compute.</param>
/// <param name="WholeArenaBytes">The arena without bands.</param>
/// <param name="WholeInstructions">Of an inference without bands; null where they have not been counted.</param>
public sealed record BandReport(
    string First, string Last, int Bands, int BandRows, long ExtraMacs, int WholeArenaBytes, long? WholeInstructions = null)
{
    public static BandReport? Of(CProgram program) => program.Bands is { } b
        ? new BandReport(b.First.Layers[0], b.Last.Layers[0], b.Bands, b.BandRows, b.ExtraMacs, b.WholeArenaBytes) : null;
}
