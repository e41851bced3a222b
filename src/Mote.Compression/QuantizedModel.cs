using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Compression;

/// <summary>An integer graph and what of it stands for what of the float graph that it was made of.</summary>
/// <param name="Source">The float graph.</param>
/// <param name="Graph">The integer graph.</param>
/// <param name="Values">Values of the integer graph by those of the float graph: as the layer that makes them gives them.</param>
/// <param name="Sources">The other way round; conversions stand for what they convert.</param>
/// <param name="Formats">By node of the float graph: what it computes in.</param>
/// <param name="Warnings">MOTE0701: layers that stay float.</param>
public sealed record QuantizedModel(
    Graph Source, Graph Graph, ImmutableDictionary<ValueId, ValueId> Values, ImmutableDictionary<ValueId, ValueId> Sources,
    ImmutableArray<NumberFormat> Formats, ImmutableArray<Diagnostic> Warnings);
