namespace Mote.Core.Graphs;

/// <summary>Which layers of the user's model a node comes from. Rides into the C and into the device's trace.</summary>
public sealed record Origin(Types.EquatableArray<string> Layers)
{
    public static Origin Of(string layer) => new([layer]);

    public Origin And(Origin other) => new([.. Layers.Concat(other.Layers).Distinct()]);

    public override string ToString() => string.Join(" + ", Layers);
}
