namespace Mote.Numerics.Tests.Coding;

/// <summary>Bytes of all kinds that weights may have: any alphabet, any share of zeros, skewed or not, of 0 to some hundred bytes, a few of thousands.</summary>
internal static class RandomConstants
{
    public static byte[] Of(ulong seed)
    {
        var random = new RandomStream(seed * 7919 + 1);
        var length = random.Next(0, 8) switch
        {
            0 => random.Next(0, 4),
            1 => random.Next(0, random.Next(0, 20) == 0 ? 20_000 : 1000),
            _ => random.Next(1, 300),
        };
        var distinct = 1 << random.Next(0, 9);
        var alphabet = Enumerable.Range(0, distinct).Select(_ => (byte)random.Next(0, 256)).ToArray();
        // Numbers near zero, as weights are.
        if (random.Next(0, 2) == 0)
            for (var i = 0; i < alphabet.Length; i++) alphabet[i] = (byte)((i & 1) == 0 ? i / 2 : -(i / 2) - 1);
        var (zeros, skew) = (random.Next(0, 3) == 0 ? 0 : random.NextDouble(), random.Next(1, 5));
        return [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() < zeros ? (byte)0
            : alphabet[(int)(distinct * Math.Pow(random.NextDouble(), skew))])];
    }
}
