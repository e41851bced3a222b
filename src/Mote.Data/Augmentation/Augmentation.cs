using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// A random change to an example that leaves its class what it was. It works on the reals in place and draws all its chance from the
/// stream it is given, so that an example of an epoch is the same whoever computes it and in whatever order. Strength zero changes no bit.
/// </summary>
public abstract record Augmentation
{
    /// <param name="example">Its reals, row-major.</param>
    /// <param name="shape">Without the batch dimension: [samples], [samples, channels], [frames, bins] or [height, width, colours].</param>
    /// <param name="random">Where chance comes from.</param>
    public abstract void Apply(Span<float> example, Shape shape, RandomStream random);

    /// <summary>The stream for an example of an epoch: independent of all others, and the same in every run.</summary>
    /// <param name="seed">Of the training.</param>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="example">Its place in the set, not in the batch.</param>
    public static RandomStream Stream(ulong seed, int epoch, int example)
    {
        // One step of the generator spreads any difference over all bits; adding without it would make streams that overlap.
        var mixed = new RandomStream(seed).NextUInt64();
        mixed = new RandomStream(mixed ^ (uint)epoch).NextUInt64();
        return new RandomStream(new RandomStream(mixed ^ (uint)example).NextUInt64());
    }

    /// <summary>Uniform in [low, high); low itself where they are equal.</summary>
    private protected static double Uniform(RandomStream random, double low, double high) => low + (high - low) * random.NextDouble();

    /// <summary>The numbers beside each other at one moment.</summary>
    private protected static int Channels(Shape shape) => shape.Rank == 1 ? 1 : shape[-1];

    private protected static (int Height, int Width, int Colours) Picture(Shape shape) => shape.Rank == 3 ? (shape[0], shape[1], shape[2])
        : throw new ArgumentException($"a picture is [height, width, colours], not {shape}");
}

/// <summary>One after another.</summary>
public sealed record AugmentationChain(EquatableArray<Augmentation> Parts) : Augmentation
{
    public AugmentationChain(params ReadOnlySpan<Augmentation> parts)
        : this(EquatableArray.Create(parts))
    {
    }

    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        foreach (var part in Parts.AsSpan()) part.Apply(example, shape, random);
    }
}

/// <summary>With a probability, else nothing.</summary>
public sealed record Sometimes(double Probability, Augmentation Part) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        if (random.NextDouble() < Probability) Part.Apply(example, shape, random);
    }
}

/// <summary>One of several, each as likely.</summary>
public sealed record OneOf(EquatableArray<Augmentation> Parts) : Augmentation
{
    public OneOf(params ReadOnlySpan<Augmentation> parts)
        : this(EquatableArray.Create(parts))
    {
    }

    public override void Apply(Span<float> example, Shape shape, RandomStream random) =>
        Parts[random.Next(0, Parts.Count)].Apply(example, shape, random);
}
