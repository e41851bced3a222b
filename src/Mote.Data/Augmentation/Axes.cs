using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>Each channel times a normal number around 1.</summary>
/// <param name="Deviation">Its standard deviation.</param>
public sealed record AxisScaling(double Deviation) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var channels = Channels(shape);
        for (var c = 0; c < channels; c++)
        {
            var factor = (float)(1 + Deviation * random.NextNormal());
            for (var i = c; i < example.Length; i += channels) example[i] *= factor;
        }
    }
}

/// <summary>
/// A device worn a little differently: all groups of three axes, x y z of one sensor and then of the next, turned by one random rotation.
/// The axis is uniform over all directions; lengths stay.
/// </summary>
/// <param name="Degrees">Standard deviation of the angle.</param>
public sealed record AxisRotation(double Degrees) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var channels = Channels(shape);
        if (channels % 3 != 0) throw new ArgumentException($"{channels} channels are no groups of three axes");
        // Three normal numbers point into every direction alike.
        double x = random.NextNormal(), y = random.NextNormal(), z = random.NextNormal();
        var length = Math.Sqrt(x * x + y * y + z * z);
        var angle = random.NextNormal() * Degrees * Math.PI / 180;
        if (length == 0 || angle == 0) return;
        (x, y, z) = (x / length, y / length, z / length);
        var (sin, cos) = Math.SinCos(angle);
        var rest = 1 - cos;
        // Rodrigues' formula.
        double xx = cos + x * x * rest, xy = x * y * rest - z * sin, xz = x * z * rest + y * sin;
        double yx = y * x * rest + z * sin, yy = cos + y * y * rest, yz = y * z * rest - x * sin;
        double zx = z * x * rest - y * sin, zy = z * y * rest + x * sin, zz = cos + z * z * rest;
        for (var i = 0; i < example.Length; i += 3)
        {
            double a = example[i], b = example[i + 1], c = example[i + 2];
            example[i] = (float)(xx * a + xy * b + xz * c);
            example[i + 1] = (float)(yx * a + yy * b + yz * c);
            example[i + 2] = (float)(zx * a + zy * b + zz * c);
        }
    }
}
