using System.Collections.Immutable;
using Mote.Core.Graphs;

namespace Mote.Training.Networks;

/// <summary>A trained network as a graph of floats, and what training has learned about its integers.</summary>
/// <param name="Graph">For one example.</param>
/// <param name="Ranges">Of values behind which the network rounds activations (<see cref="QuantizeActivation"/>).</param>
/// <param name="Steps">Of constants that the network rounds (<see cref="QuantizeWeights"/>, <see cref="QuantizeWithSteps"/>).</param>
public sealed record ExportedModel(
    Graph Graph, ImmutableDictionary<ValueId, ActivationRange> Ranges, ImmutableDictionary<ValueId, WeightSteps> Steps);

/// <summary>The reals that the smallest and the largest integer of some bits stand for.</summary>
public sealed record ActivationRange(float Low, float High, int Bits);

/// <summary>What one step of a constant's integers of some bits stands for, for each index along Axis; zero is zero.</summary>
public sealed record WeightSteps(ImmutableArray<float> Steps, int Axis, int Bits);
