using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Training.Networks;

public enum ValueKind
{
    /// <summary>Given for each example.</summary>
    Input,

    /// <summary>Learned; one for all examples.</summary>
    Parameter,

    /// <summary>Kept beside the parameters and changed by <see cref="Network.Updates"/>: running means, ranges.</summary>
    Buffer,

    /// <summary>Computed for each example.</summary>
    PerExample,

    /// <summary>Computed, one for the whole batch.</summary>
    Whole,
}

/// <summary>A tensor of reals. Shapes of what each example has begin with 1.</summary>
/// <param name="Id">Place in <see cref="Network.Values"/>.</param>
/// <param name="Name">Of parameters and buffers: unique in the network, and what checkpoints know them by.</param>
/// <param name="Shape">Of one example, or of the whole.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Initial">Of parameters and buffers.</param>
public sealed record NetworkValue(int Id, string Name, Shape Shape, ValueKind Kind, ImmutableArray<float> Initial = default)
{
    public bool IsPerExample => Kind is ValueKind.Input or ValueKind.PerExample;
}

public sealed record NetworkNode(TrainingOp Op, EquatableArray<int> Inputs, EquatableArray<int> Outputs, string Name)
{
    public int Output => Outputs[0];
}

/// <summary>A buffer and the value it takes when a step is done.</summary>
public sealed record Update(int Buffer, int Value);

/// <summary>
/// A program that can be trained: in static single assignment like a <c>Graph</c>, but on reals, over a batch whose size is not part of it,
/// and with parameters. <see cref="Gradients.Autodiff"/> makes a larger one of it. Made by <see cref="NetworkBuilder"/>.
/// </summary>
public sealed class Network
{
    internal Network(string name, ImmutableArray<NetworkValue> values, ImmutableArray<NetworkNode> nodes, ImmutableArray<int> outputs,
        ImmutableArray<Update> updates)
    {
        (Name, Values, Nodes, Outputs, Updates) = (name, values, nodes, outputs, updates);
    }

    public string Name { get; }

    public ImmutableArray<NetworkValue> Values { get; }

    /// <summary>In an order of execution.</summary>
    public ImmutableArray<NetworkNode> Nodes { get; }

    public ImmutableArray<int> Outputs { get; }

    public ImmutableArray<Update> Updates { get; }

    public IEnumerable<NetworkValue> Inputs => Values.Where(v => v.Kind == ValueKind.Input);

    public IEnumerable<NetworkValue> Parameters => Values.Where(v => v.Kind == ValueKind.Parameter);

    public IEnumerable<NetworkValue> Buffers => Values.Where(v => v.Kind == ValueKind.Buffer);

    /// <summary>How many numbers are learned.</summary>
    public int ParameterCount => Parameters.Sum(p => p.Shape.Elements);

    /// <summary>The same network, beginning with other numbers.</summary>
    /// <param name="numbers">Of parameters and buffers, by value; those that are not there stay as they are.</param>
    public Network With(IReadOnlyDictionary<int, float[]> numbers) => new(
        Name, [.. Values.Select(v => numbers.TryGetValue(v.Id, out var n) ? v with { Initial = [.. n] } : v)], Nodes, Outputs, Updates);
}
