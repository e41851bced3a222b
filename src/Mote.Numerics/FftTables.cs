namespace Mote.Numerics;

/// <summary>Roots of unity as a Fourier transform's tables hold them: real and imaginary parts alternate.</summary>
public static class FftTables
{
    /// <summary>e^(∓2πi·k/points) for k from 0: of the stages of a transform.</summary>
    public static double[] Roots(int points, int count, bool inverse) =>
        Pairs(count, k => -2 * Math.PI * k / points, inverse);

    /// <summary>e^(∓πi·((k + 1)/points + 1/2)) for k from 0: they take apart what the even and the odd samples give.</summary>
    public static double[] Splitting(int points, bool inverse) =>
        Pairs(points / 2, k => -Math.PI * ((double)(k + 1) / points + .5), inverse);

    /// <summary>1 becomes 32767.</summary>
    public static short[] ToInt16(double[] table) => [.. table.Select(v => (short)Math.Floor(.5 + short.MaxValue * v))];

    /// <summary>1 becomes 2^31 - 1.</summary>
    public static int[] ToInt32(double[] table) => [.. table.Select(v => (int)Math.Floor(.5 + int.MaxValue * v))];

    public static float[] ToFloat(double[] table) => [.. table.Select(v => (float)v)];

    private static double[] Pairs(int count, Func<int, double> phase, bool inverse)
    {
        var table = new double[2 * count];
        for (var k = 0; k < count; k++)
        {
            var angle = inverse ? -phase(k) : phase(k);
            (table[2 * k], table[2 * k + 1]) = (ExactTrigonometry.Cos(angle), ExactTrigonometry.Sin(angle));
        }
        return table;
    }
}
