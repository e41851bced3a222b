using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>A region of a graph that is computed in bands of rows.</summary>
/// <param name="First">Its first layer.</param>
/// <param name="Last">Its last layer.</param>
/// <param name="Bands">How many.</param>
/// <param name="BandRows">Rows of the last layer's result in each but the last.</param>
/// <param name="ExtraMacs">What is computed twice.</param>
/// <param name="WholeArenaBytes">The arena without bands.</param>
/// <param name="Whole">The graph without bands.</param>
public sealed record BandChoice(Origin First, Origin Last, int Bands, int BandRows, long ExtraMacs, int WholeArenaBytes, Graph Whole);
